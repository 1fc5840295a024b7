// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

struct Flags {
  AccessFlags access;
  std::string http;
  LoadOptions options;
};

void add_options(CLI::App* command, LoadOptions& options) {
  command->add_option("--connections", options.connections, "TCP connections")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  command->add_option("--pipeline", options.pipeline, "Commands under way on each")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--agents", options.agents, "Agents on duty")
      ->check(CLI::Range(1, 200'000))
      ->capture_default_str();
  command->add_option("--seconds", options.seconds, "How long to measure")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Another seed, other agents and conversations")
      ->capture_default_str();
  command->add_option("--policy", options.rule, "Rule by which the daemon picks")
      ->check(CLI::IsMember({"sla-first", "fifo", "priority", "edf"}))
      ->capture_default_str();
  command->add_option("--json", options.json, "Report as JSON into a file; - for standard output");
}

}  // namespace

void add_load(CLI::App& app, Task& task) {
  CLI::App* const command =
      app.add_subcommand("load", "Measures how many conversations a second the daemon routes");
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  add_http(command, flags->http);
  add_options(command, flags->options);
  command->callback([=, &task] {
    flags->options.daemon = flags->access.access();
    flags->options.http = address_of(flags->http);
    task = [=] { return run_load(flags->options); };
  });
}

}  // namespace stellwerk::cli
