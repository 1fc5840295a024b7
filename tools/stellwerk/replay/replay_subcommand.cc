// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/replay/replay.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

struct Flags {
  AccessFlags access;
  std::string http;
  ReplayOptions options;
};

void add_options(CLI::App* command, ReplayOptions& options) {
  auto* trace = command->add_option("--trace", options.trace,
                                    "Calls of a recorded month; without, the demonstration day");
  trace->check(CLI::ExistingFile);
  auto* day = command->add_option("--day", options.day, "The recorded day, YYYY-MM-DD");
  day->needs(trace);
  trace->needs(day);
  command->add_option("--data", options.directory, "Where skills_* and avail_* are, if not beside")
      ->check(CLI::ExistingDirectory);
  command->add_option("--speed", options.speed, "Speed of the daemon's clock, should it not say")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Another seed, another day")->capture_default_str();
  command->add_flag("--once", options.once, "No screen: lines on standard error");
  command->add_option("--assignments-min", options.assignments_min,
                      "Fewer are a failure; by default 5000, or 8 in 10 recorded calls");
}

}  // namespace

void add_replay(CLI::App& app, Task& task) {
  CLI::App* const command = app.add_subcommand(
      "replay", "Plays a day against the daemon: customers, agents and bots. Ends with a summary");
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  add_http(command, flags->http);
  add_options(command, flags->options);
  command->callback([=, &task] {
    flags->options.daemon = flags->access.access();
    flags->options.http = address_of(flags->http);
    task = [=] { return run_replay(flags->options); };
  });
}

}  // namespace stellwerk::cli
