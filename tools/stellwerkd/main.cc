// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/env.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <stellwerk/version.h>

#include "core/engine/limits_text.h"
#include "core/journal/tenant_names.h"
#include "core/net/server.h"
#include "core/net/tls.h"
#include "core/runtime/journal_thread.h"
#include "tools/stellwerkd/command_line.h"
#include "tools/stellwerkd/first_policies.h"
#include "tools/stellwerkd/out_of_memory.h"

namespace {

using stellwerk::daemon::FirstPolicy;
using stellwerk::daemon::Options;
using stellwerk::daemon::Start;
using stellwerk::journal::Fault;
using stellwerk::journal::Problem;
using stellwerk::net::Server;
using stellwerk::runtime::JournalThread;

constexpr int kFailed = 1;
constexpr int kWrongConfiguration = 2;

void start_logging(const Options& options) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("stellwerkd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_level(spdlog::level::from_str(options.log_level));
}

stellwerk::net::ServerOptions server_options(const Options& options) {
  stellwerk::net::ServerOptions result;
  result.listen = options.listen;
  result.http = options.http;
  result.tls_listen = options.tls_listen;
  result.tls_cert = options.tls_cert;
  result.tls_key = options.tls_key;
  result.io_threads = options.io_threads_used();
  result.connections_max = options.connections_max;
  result.output_max = options.output_max;
  result.peer_timeout_ms = options.peer_timeout_ms;
  result.login_timeout_ms = options.login_timeout_ms;
  result.users = options.users;
  result.tenants.clear();
  for (const auto& tenant : options.tenants) {
    result.tenants.push_back({tenant.name, tenant.rate, tenant.terms});
  }
  result.runtime.shards = options.shards;
  result.runtime.idle = options.idle;
  result.runtime.inbox_commands_max = options.inbox_max;
  result.runtime.speed = options.speed;
  result.runtime.snapshot_records = options.snapshot_records;
  result.runtime.keep_all_records = options.keep_all;
  result.runtime.streams.entries_max = options.stream_entries;
  result.runtime.streams.resident_max = options.stream_memory;
  result.runtime.streams.memory_max = options.stream_memory_max;
  result.config = options.config;
  result.data = options.data;
  result.note = [](const std::string& note) { spdlog::warn("{}", note); };
  return result;
}

// Null without one. Says what the operator should know of it.
std::unique_ptr<JournalThread> open_journal(const Options& options, Problem& problem) {
  if (options.data == "none") return nullptr;
  stellwerk::runtime::JournalOptions journal;
  journal.log.directory = options.data;
  journal.log.shards = options.shards;
  journal.log.write_buffer = options.journal_buffer;
  journal.log.limits = to_text(stellwerk::engine::Limits{});
  journal.commit = options.commit;
  journal.warn = [](std::string_view text) { spdlog::warn("{}", text); };
  std::unique_ptr<JournalThread> thread = JournalThread::open(journal, problem);
  if (thread == nullptr) return nullptr;
  for (const std::string& note : thread->notes()) spdlog::warn("{}", note);
  return thread;
}

// The limits that a journal was begun with go on being in force: under others the same commands
// would come to another state. False, and reported, when this release cannot keep them.
bool take_limits(const JournalThread& journal, const Options& options,
                 stellwerk::engine::Limits& limits) {
  const std::string before = to_text(limits);
  const std::string wrong = parse_limits(journal.limits(), limits);
  if (!wrong.empty()) {
    std::cerr << "stellwerkd: --data: " << options.data << "/format: limits: " << wrong
              << ": start the release that wrote it\n";
    return false;
  }
  if (to_text(limits) != before) {
    spdlog::info("the limits in {}/format are in force: {}", options.data, to_text(limits));
  }
  return true;
}

// False, and reported, when it cannot be used.
bool check_certificate(const Options& options) {
  std::string error;
  if (!options.tls_listen) return true;
  if (stellwerk::net::TlsContext::open(options.tls_cert, options.tls_key, error)) return true;
  std::cerr << "stellwerkd: " << error << '\n';
  return false;
}

// A directory's tenants keep their numbers, whatever the configuration says. False, and reported,
// when it cannot be had.
bool take_tenants(const Options& options, stellwerk::net::ServerOptions& server) {
  if (options.data == "none") return true;
  std::vector<std::string> names;
  for (const auto& tenant : server.tenants) names.push_back(tenant.name);
  const Problem problem =
      stellwerk::journal::agree_on_tenants(*rocksdb::Env::Default(), options.data, names);
  if (!problem.none()) {
    std::cerr << "stellwerkd: --data: " << problem.text << '\n';
    return false;
  }
  const std::vector<stellwerk::net::TenantOptions> given = std::move(server.tenants);
  server.tenants.clear();
  for (const std::string& name : names) {
    const auto same = [&name](const auto& each) { return each.name == name; };
    const auto found = std::find_if(given.begin(), given.end(), same);
    server.tenants.push_back(found == given.end() ? stellwerk::net::TenantOptions{name} : *found);
    if (found != given.end()) continue;
    spdlog::warn(
        "{} has the tenant {}, which the configuration has not: it goes on, and nobody "
        "can log in to it",
        options.data, name);
  }
  for (auto& user : server.users) {
    const auto number = std::find(names.begin(), names.end(), given[user.tenant].name);
    user.tenant = static_cast<std::uint32_t>(number - names.begin());
  }
  return true;
}

// False, and reported, when one is refused.
bool apply_policies(Server& server, const std::vector<FirstPolicy>& policies,
                    const std::vector<stellwerk::net::TenantOptions>& tenants) {
  for (const FirstPolicy& first : policies) {
    const auto same = [&first](const auto& each) { return each.name == first.tenant; };
    const auto found = std::find_if(tenants.begin(), tenants.end(), same);
    const auto tenant = static_cast<std::uint32_t>(found - tenants.begin());
    std::string error;
    if (server.has_policy(tenant)) {
      spdlog::info("the policy in the journal is in force, that of {} is not applied", first.file);
    } else if (!server.apply_policy(first.toml, first.policy, error, tenant)) {
      std::cerr << "stellwerkd: " << first.file << ": " << error << '\n';
      return false;
    }
  }
  return true;
}

// The one line on standard output: whoever started the daemon reads the ports from it.
void print_ready(const Server& server, const Options& options) {
  std::cout << "ready resp=" << to_text(server.listen()) << " http=" << to_text(server.http())
            << " data=" << options.data << " recovered=" << server.recovered();
  if (server.tls() != nullptr) std::cout << " tls=" << to_text(*server.tls());
  std::cout << std::endl;
}

int serve(const Start& start) {
  const auto policies = first_policies(start);
  if (!policies || !check_certificate(start.options)) return kWrongConfiguration;
  Problem problem;
  std::unique_ptr<JournalThread> journal = open_journal(start.options, problem);
  if (!problem.none()) {
    std::cerr << "stellwerkd: --data: " << problem.text << '\n';
    return problem.fault == Fault::kUsage ? kWrongConfiguration : kFailed;
  }
  stellwerk::net::ServerOptions options = server_options(start.options);
  if (journal != nullptr && !take_limits(*journal, start.options, options.runtime.engine)) {
    return kWrongConfiguration;
  }
  if (!take_tenants(start.options, options)) return kFailed;
  std::string error;
  const std::unique_ptr<Server> server = Server::open(options, error, std::move(journal));
  if (server == nullptr) {
    std::cerr << "stellwerkd: " << error << '\n';
    return kFailed;
  }
  for (const std::string& note : server->notes()) spdlog::warn("{}", note);
  if (server->recovered() > 0) {
    spdlog::info("recovered {} records, {} of them from a snapshot", server->recovered(),
                 server->recovered() - server->replayed());
  }
  if (!apply_policies(*server, *policies, options.tenants)) return kWrongConfiguration;
  server->start();
  spdlog::info("stellwerkd {} serves {}, metrics at http://{}/metrics", stellwerk::kVersion,
               to_text(server->listen()), to_text(server->http()));
  print_ready(*server, start.options);
  const int signal = server->run();
  spdlog::info("stopped by signal {}", signal);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A log reader that has gone must not end the daemon.
  std::signal(SIGPIPE, SIG_IGN);
  stellwerk::daemon::exit_when_out_of_memory();
  int exit_code = 0;
  const std::optional<Start> start = stellwerk::daemon::read_command_line(argc, argv, exit_code);
  if (!start) return exit_code;
  start_logging(start->options);
  return serve(*start);
}
