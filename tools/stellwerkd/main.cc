// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <stellwerk/version.h>

#include "core/engine/limits_text.h"
#include "core/net/server.h"
#include "core/policy/compile.h"
#include "core/runtime/journal_thread.h"
#include "core/runtime/system_clock.h"
#include "tools/stellwerkd/command_line.h"
#include "tools/stellwerkd/configuration.h"
#include "tools/stellwerkd/out_of_memory.h"

namespace {

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
  result.io_threads = options.io_threads;
  result.connections_max = options.connections_max;
  result.output_max = options.output_max;
  result.peer_timeout_ms = options.peer_timeout_ms;
  result.users = options.users;
  result.tenants = options.tenants;
  result.runtime.shards = options.shards;
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

stellwerk::base::Instant wall_now() {
  return {stellwerk::runtime::system_time().wall_ns() / 1'000'000};
}

// The policy in the file is checked before anything is opened. Empty, and reported, when it is
// wrong.
std::optional<stellwerk::model::Policy> compile_policy(const Start& start) {
  stellwerk::policy::Compiled compiled = stellwerk::policy::compile(start.policy_toml, wall_now());
  for (const stellwerk::policy::Problem& problem : compiled.problems) {
    std::cerr << "stellwerkd: "
              << stellwerk::daemon::to_text(start.options.config,
                                            {problem.line, problem.key, problem.text})
              << '\n';
  }
  if (!compiled.ok()) return std::nullopt;
  return std::move(compiled.policy);
}

// The one line on standard output: whoever started the daemon reads the ports from it.
void print_ready(const Server& server, const Options& options) {
  std::cout << "ready resp=" << to_text(server.listen()) << " http=" << to_text(server.http())
            << " data=" << options.data << " recovered=" << server.recovered() << std::endl;
}

int serve(const Start& start) {
  std::optional<stellwerk::model::Policy> policy;
  if (!start.policy_toml.empty()) {
    policy = compile_policy(start);
    if (!policy) return kWrongConfiguration;
  }
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
  if (policy && server->has_policy()) {
    spdlog::info("the policy in the journal is in force, that of {} is not applied",
                 start.options.config);
  } else if (policy && !server->apply_policy(start.policy_toml, *policy, error)) {
    std::cerr << "stellwerkd: " << start.options.config << ": " << error << '\n';
    return kWrongConfiguration;
  }
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
