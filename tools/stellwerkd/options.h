// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal/committer.h"
#include "core/net/access_list.h"
#include "core/net/endpoint.h"
#include "core/runtime/idle.h"
#include "core/runtime/seats.h"

namespace stellwerk::daemon {

// As configured.
struct Tenant {
  std::string name = "default";
  std::string policy;  // path of its first policy, relative to the configuration; may be empty
  std::uint32_t policy_line = 0;  // of the configuration, that names it
  std::uint64_t rate = 0;         // commands an hour; 0: any number
  runtime::TenantTerms terms = {};
};

// What the daemon is told at its start, by flags or by the [daemon] table of its configuration.
struct Options {
  std::string config;  // path of a TOML file; empty: none
  // RESP. Other addresses than loopback take users and insecure_listen.
  net::Endpoint listen{"127.0.0.1", 7411};
  // /metrics, /healthz and /readyz. Other addresses than loopback take insecure_listen.
  net::Endpoint http{"127.0.0.1", 7412};
  // RESP over TLS, where it is given.
  std::optional<net::Endpoint> tls_listen;
  std::string tls_cert;  // PEM files
  std::string tls_key;
  // What is sent in clear may leave the machine.
  bool insecure_listen = false;
  // From the file alone. Nobody: whoever can connect may do everything.
  std::vector<net::UserOptions> users;
  std::vector<Tenant> tenants = {Tenant()};  // the first is `default`
  // Directory where the journal is kept, made when it is missing; "none": nothing outlives the
  // process.
  std::string data = "none";
  // When what the journal has is put on the disk.
  journal::CommitOptions commit;
  // Bytes of the journal held in memory, 64 KiB to 1 GiB; four times as many must stay free.
  std::uint64_t journal_buffer = 64ULL << 20U;
  std::uint64_t snapshot_records = 200'000;
  bool keep_all = false;  // of the journal
  // Events of a tenant that readers can go back to, 1,000 and more.
  std::uint64_t stream_entries = 1'000'000;
  // With a journal: bytes of them in memory, 64 KiB to 1 TiB; older ones are on the disk.
  std::uint64_t stream_memory = 64ULL << 20U;
  // Bytes of all that is kept of them in memory, 1 MiB to 1 TiB; beyond it the oldest go.
  std::uint64_t stream_memory_max = 1ULL << 30U;
  // Threads that decide, 1 to 64. A tenant lives whole in one of them.
  unsigned shards = 1;
  // Threads that read and write connections, 1 to 64; 0: the one shard's thread does it. None: see
  // io_threads_used().
  std::optional<unsigned> io_threads;
  // What these and those that decide do when there is nothing to do.
  runtime::Idle idle = runtime::Idle::kBlock;
  // The engine's clock runs this many times faster than real time, 0.01 to 100,000.
  double speed = 1.0;
  // trace, debug, info, warn, error or off.
  std::string log_level = "info";
  // Connections at once, 1 to 1,000,000. 5 KiB each at first, up to 200 KiB once busy.
  unsigned connections_max = 10'000;
  // Unsent reply bytes at which a connection that does not read is cut off, 64 KiB to 1 GiB.
  std::size_t output_max = 256U << 20U;
  // A client of whom nothing is heard for so long is taken for gone, 2 s to 1 h.
  std::int64_t peer_timeout_ms = 60'000;
  // From connecting to the log-in, and to the end of the TLS handshake, 100 ms to 10 min.
  std::int64_t login_timeout_ms = 10'000;
  // Commands that may wait for a shard before the answer is FULL, 64 to 16,777,216.
  unsigned inbox_max = 65'536;

  // As given; otherwise 0 on machines of up to two cores with one shard, where the thread that
  // reads and the one that decides would take the cores from each other and from clients, and 1 on
  // others.
  [[nodiscard]] unsigned io_threads_used() const;
};

// One value that a flag (--NAME) and the [daemon] table (NAME, with '_' for '-') can set.
struct Setting {
  std::string_view name;
  std::string_view value;  // what the help calls it
  std::string_view help;
  // Answers what is wrong with the text, empty when nothing is.
  std::string (*apply)(Options& options, std::string_view text);
};

// Settings that do not go together: the name of one, and what is wrong with it.
struct Conflict {
  std::string_view setting;
  std::string text;
};
[[nodiscard]] std::vector<Conflict> conflicts(const Options& options);

[[nodiscard]] std::span<const Setting> settings();

// Null when there is no setting of that name; '_' and '-' are the same.
[[nodiscard]] const Setting* find_setting(std::string_view name);

}  // namespace stellwerk::daemon
