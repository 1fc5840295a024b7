// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "core/base/text.h"
#include "core/runtime/crew.h"

namespace stellwerk::daemon {
namespace {

constexpr unsigned kCoresOfOneThread = 2;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

template <typename Integer>
std::string apply_integer(Integer& target, std::string_view text, std::int64_t least,
                          std::int64_t most) {
  const std::optional<std::int64_t> value = base::parse_integer(text);
  if (!value || *value < least || *value > most) {
    return quoted(text) + " is no integer from " + std::to_string(least) + " to " +
           std::to_string(most);
  }
  target = static_cast<Integer>(*value);
  return {};
}

std::string apply_endpoint(net::Endpoint& target, std::string_view text) {
  const std::optional<net::Endpoint> endpoint = net::parse_endpoint(text);
  if (!endpoint) return quoted(text) + " is no ADDR:PORT like 127.0.0.1:7411 or [::1]:7411";
  target = *endpoint;
  return {};
}

std::string apply_truth(bool& target, std::string_view text) {
  target = text == "true";
  return target || text == "false" ? "" : quoted(text) + " is neither true nor false";
}

std::string apply_path(std::string& target, std::string_view text) {
  target = text;
  return text.empty() ? "needs the path of a PEM file" : "";
}

std::string apply_config(Options& options, std::string_view text) {
  options.config = text;
  return text.empty() ? "needs the path of a TOML file" : "";
}

std::string apply_data(Options& options, std::string_view text) {
  options.data = text;
  return text.empty() ? "needs a directory, or none" : "";
}

std::string apply_fsync(Options& options, std::string_view text) {
  constexpr std::string_view kInterval = "interval";
  journal::CommitOptions commit;
  if (text == "always" || text == "none") {
    commit.fsync = text == "none" ? journal::Fsync::kNone : journal::Fsync::kAlways;
    options.commit = commit;
    return {};
  }
  const std::string complaint =
      quoted(text) + " is none of always, none, interval, or interval and 1ms to 1min";
  if (!text.starts_with(kInterval)) return complaint;
  commit.fsync = journal::Fsync::kInterval;
  text.remove_prefix(kInterval.size());
  if (!text.empty()) {
    if (text.front() != ' ' && text.front() != '=') return complaint;
    const std::optional<base::Duration> every = base::parse_duration(text.substr(1));
    if (!every || every->ms < 1 || every->ms > 60'000) return complaint;
    commit.interval_ns = every->ms * 1'000'000;
  }
  options.commit = commit;
  return {};
}

std::string apply_speed(Options& options, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0.01) ||
      !(value <= 100'000)) {
    return quoted(text) + " is no number from 0.01 to 100000";
  }
  options.speed = value;
  return {};
}

std::string apply_idle(Options& options, std::string_view text) {
  const std::optional<runtime::Idle> idle = runtime::parse_idle(text);
  if (!idle) return quoted(text) + " is none of block, yield and spin";
  options.idle = *idle;
  return {};
}

std::string apply_peer_timeout(Options& options, std::string_view text) {
  const std::optional<base::Duration> timeout = base::parse_duration(text);
  if (!timeout || timeout->ms < 2'000 || timeout->ms > 3'600'000) {
    return quoted(text) + " is no duration from 2s to 1h";
  }
  options.peer_timeout_ms = timeout->ms;
  return {};
}

std::string apply_login_timeout(Options& options, std::string_view text) {
  const std::optional<base::Duration> timeout = base::parse_duration(text);
  if (!timeout || timeout->ms < 100 || timeout->ms > 600'000) {
    return quoted(text) + " is no duration from 100ms to 10min";
  }
  options.login_timeout_ms = timeout->ms;
  return {};
}

std::string apply_log_level(Options& options, std::string_view text) {
  constexpr std::array<std::string_view, 6> kLevels = {"trace", "debug", "info",
                                                       "warn",  "error", "off"};
  options.log_level = text;
  if (std::find(kLevels.begin(), kLevels.end(), text) != kLevels.end()) return {};
  return quoted(text) + " is none of trace, debug, info, warn, error, off";
}

using Text = std::string_view;

constexpr std::array kSettings = {
    Setting{"config", "FILE", "TOML file: a [daemon] table with these names, and the first policy",
            apply_config},
    Setting{"listen", "ADDR:PORT", "Where clients connect (RESP); port 0 picks a free one",
            [](Options& o, Text text) { return apply_endpoint(o.listen, text); }},
    Setting{"http", "ADDR:PORT", "Where /metrics, /healthz and /readyz are; port 0 as above",
            [](Options& o, Text text) { return apply_endpoint(o.http, text); }},
    Setting{"tls-listen", "ADDR:PORT", "Where clients connect with TLS; port 0 as above",
            [](Options& o, Text text) { return apply_endpoint(o.tls_listen.emplace(), text); }},
    Setting{"tls-cert", "FILE", "Its certificate, with those above it (PEM); SIGHUP reads it anew",
            [](Options& o, Text text) { return apply_path(o.tls_cert, text); }},
    Setting{"tls-key", "FILE", "The certificate's key (PEM)",
            [](Options& o, Text text) { return apply_path(o.tls_key, text); }},
    Setting{"insecure-listen", "true|false",
            "Addresses that other machines reach, although what is sent there is not encrypted",
            [](Options& o, Text text) { return apply_truth(o.insecure_listen, text); }},
    Setting{"data", "DIR|none", "Where the journal is kept; none: nothing outlives the process",
            apply_data},
    Setting{"fsync", "WHEN", "always (before it is acknowledged), interval[=100ms] or none",
            apply_fsync},
    Setting{"journal-buffer", "BYTES", "Journal held in memory; four times as much must stay free",
            [](Options& o, Text text) {
              return apply_integer(o.journal_buffer, text, 64 << 10, 1 << 30);
            }},
    Setting{"snapshot-records", "N",
            "So many commands behind the newest snapshot make a new one; 0: only SNAPSHOT does",
            [](Options& o, Text text) {
              return apply_integer(o.snapshot_records, text, 0, std::int64_t{1} << 40U);
            }},
    Setting{"journal-keep", "WHAT",
            "needed (what two snapshots do not stand for) or all (for stellwerk journal replay)",
            [](Options& o, Text text) {
              o.keep_all = text == "all";
              return text == "all" || text == "needed"
                         ? std::string()
                         : quoted(text) + " is neither needed nor all";
            }},
    Setting{"stream-entries", "N", "Events that readers can go back to",
            [](Options& o, Text text) {
              return apply_integer(o.stream_entries, text, 1'000, std::int64_t{1} << 40U);
            }},
    Setting{"stream-memory", "BYTES", "Events in memory with --data; older ones are on the disk",
            [](Options& o, Text text) {
              return apply_integer(o.stream_memory, text, 64 << 10, std::int64_t{1} << 40U);
            }},
    Setting{"stream-memory-max", "BYTES",
            "Memory of events and their indexes; beyond it the oldest are forgotten",
            [](Options& o, Text text) {
              return apply_integer(o.stream_memory_max, text, 1 << 20, std::int64_t{1} << 40U);
            }},
    Setting{"shards", "N", "Threads that decide",
            [](Options& o, Text text) { return apply_integer(o.shards, text, 1, 64); }},
    Setting{
        "io-threads", "N", "Threads that read and write connections; 0: one thread does everything",
        [](Options& o, Text text) { return apply_integer(o.io_threads.emplace(), text, 0, 64); }},
    Setting{"idle", "HOW", "When there is nothing to do, threads block, yield or spin", apply_idle},
    Setting{"speed", "X", "The engine's clock runs X times faster than real time", apply_speed},
    Setting{"log-level", "L", "trace, debug, info, warn, error or off", apply_log_level},
    Setting{
        "connections-max", "N", "Connections at once",
        [](Options& o, Text text) { return apply_integer(o.connections_max, text, 1, 1'000'000); }},
    Setting{
        "output-max", "BYTES", "Unsent bytes at which a connection that does not read is cut",
        [](Options& o, Text text) { return apply_integer(o.output_max, text, 64 << 10, 1 << 30); }},
    Setting{"peer-timeout", "DURATION",
            "A client whose machine says nothing for so long is taken for gone",
            apply_peer_timeout},
    Setting{"login-timeout", "DURATION",
            "A client who takes longer for TLS and to log in is cut off", apply_login_timeout},
    Setting{"inbox-max", "N", "Commands that may wait for a shard before the answer is FULL",
            [](Options& o, Text text) { return apply_integer(o.inbox_max, text, 64, 16'777'216); }},
};

char with_dashes(char c) { return c == '_' ? '-' : c; }

}  // namespace

unsigned Options::io_threads_used() const {
  if (io_threads) return *io_threads;
  return shards == 1 && runtime::hands_available() <= kCoresOfOneThread ? 0 : 1;
}

std::vector<Conflict> conflicts(const Options& options) {
  constexpr std::string_view kNoUser =
      " can be reached from other machines, and no user is configured to keep them out: listen on "
      "127.0.0.1 or [::1], or write a [[user]] into the configuration file";
  constexpr std::string_view kInClear =
      " can be reached from other machines, and passwords can be read on the way there: listen on "
      "127.0.0.1 or [::1] and give --tls-listen for other machines, or accept it with "
      "insecure_listen = true";
  constexpr std::string_view kFigures =
      " can be reached from other machines, and shows the figures of all tenants to everybody: "
      "listen on 127.0.0.1 or [::1], or accept it with insecure_listen = true";
  std::vector<Conflict> found;
  if (!net::is_loopback(options.listen)) {
    if (options.users.empty()) {
      found.push_back({"listen", quoted(to_text(options.listen)) + std::string(kNoUser)});
    } else if (!options.insecure_listen) {
      found.push_back({"listen", quoted(to_text(options.listen)) + std::string(kInClear)});
    }
  }
  if (options.tls_listen && !net::is_loopback(*options.tls_listen) && options.users.empty()) {
    found.push_back({"tls-listen", quoted(to_text(*options.tls_listen)) + std::string(kNoUser)});
  }
  if (options.tls_listen && options.tls_cert.empty()) {
    found.push_back({"tls-listen", "takes a certificate: give tls_cert and tls_key"});
  }
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    found.push_back({options.tls_cert.empty() ? "tls-cert" : "tls-key",
                     "a certificate and its key go together: give tls_cert and tls_key"});
  }
  if (!options.tls_listen && !options.tls_cert.empty()) {
    found.push_back({"tls-cert", "is for tls_listen: give that address too"});
  }
  if (options.io_threads == 0U && options.shards > 1) {
    found.push_back({"io-threads",
                     "0 lets one thread do everything, with one shard: give shards = "
                     "1, or one I/O thread or more"});
  }
  if (!net::is_loopback(options.http) && !options.insecure_listen) {
    found.push_back({"http", quoted(to_text(options.http)) + std::string(kFigures)});
  }
  return found;
}

std::span<const Setting> settings() { return kSettings; }

const Setting* find_setting(std::string_view name) {
  const auto same = [name](const Setting& setting) {
    return std::equal(name.begin(), name.end(), setting.name.begin(), setting.name.end(),
                      [](char a, char b) { return with_dashes(a) == b; });
  };
  const auto found = std::find_if(kSettings.begin(), kSettings.end(), same);
  return found == kSettings.end() ? nullptr : &*found;
}

}  // namespace stellwerk::daemon
