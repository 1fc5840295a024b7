// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

struct Flags {
  AccessFlags access;
  std::string http;
  std::vector<std::string> rates = {"max"};
  std::string limit;
  LoadOptions options;
};

void add_shape(CLI::App* command, Flags& flags) {
  LoadOptions& options = flags.options;
  command->add_option("--connections", options.connections, "TCP connections")
      ->delimiter(',')
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  command->add_option("--pipeline", options.pipelines, "Commands under way on each, at most")
      ->delimiter(',')
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command
      ->add_option("--rate", flags.rates,
                   "Conversations that arrive: 20000/s or 20k/s; 80% of what comes through as fast "
                   "as it goes; max: as fast as it goes")
      ->delimiter(',')
      ->capture_default_str();
  CLI::Option* const sweep =
      command->add_flag("--sweep", options.sweep,
                        "Runs each combination of the lists given as --connections 1,4, "
                        "--pipeline 1,64 and --rate 50%,80%,max");
  command
      ->add_option("--find-max", flags.limit,
                   "Finds the highest rate within a limit such as p99.9=1ms or max=20ms")
      ->excludes(sweep);
}

void add_job(CLI::App* command, LoadOptions& options) {
  static const std::map<std::string, Workload> kWorkloads = {{"load80", Workload::kLoad80},
                                                             {"over", Workload::kOver}};
  command->add_option("--agents", options.agents, "Agents on duty")
      ->check(CLI::Range(1, 200'000))
      ->capture_default_str();
  command
      ->add_option(
          "--workload", options.workload,
          "load80: 80 % of the agents' capacity busy; over: all, and as many wait as there "
          "are agents, at least 1000")
      ->transform(CLI::CheckedTransformer(kWorkloads));
  command->add_option("--seconds", options.seconds, "How long to measure, each run")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Another seed, other agents and conversations")
      ->capture_default_str();
  command->add_option("--policy", options.rule, "Rule by which the daemon picks")
      ->check(CLI::IsMember({"sla-first", "fifo", "priority", "edf"}))
      ->capture_default_str();
  command->add_option("--json", options.json, "Report as JSON into a file; - for standard output");
}

// What the flags that are texts say. Throws CLI::ValidationError.
void read_texts(Flags& flags) {
  LoadOptions& options = flags.options;
  options.rates.clear();
  for (const std::string& text : flags.rates) {
    const auto rate = parse_load_rate(text);
    if (!rate) {
      throw CLI::ValidationError("--rate",
                                 "\"" + text + "\" is no rate such as 20000/s, 80% or max");
    }
    options.rates.push_back(*rate);
  }
  if (!flags.limit.empty()) {
    options.limit = parse_latency_limit(flags.limit);
    if (!options.limit) {
      throw CLI::ValidationError("--find-max",
                                 "\"" + flags.limit + "\" is no limit such as p99.9=1ms");
    }
    if (flags.rates.size() != 1 || flags.rates.front() != "max") {
      throw CLI::ValidationError("--find-max", "looks for the rate by itself: leave --rate away");
    }
  }
  const bool has_lists =
      options.connections.size() > 1 || options.pipelines.size() > 1 || options.rates.size() > 1;
  if (has_lists && !options.sweep) {
    throw CLI::ValidationError("--sweep", "is needed for lists of connections, depths or rates");
  }
}

}  // namespace

void add_load(CLI::App& app, Task& task) {
  CLI::App* const command =
      app.add_subcommand("load", "Measures how many conversations a second the daemon routes");
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  add_http(command, flags->http);
  add_shape(command, *flags);
  add_job(command, flags->options);
  command->callback([=, &task] {
    read_texts(*flags);
    flags->options.daemon = flags->access.access();
    flags->options.http = address_of(flags->http);
    task = [=] { return run_load(flags->options); };
  });
}

}  // namespace stellwerk::cli
