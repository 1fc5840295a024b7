// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/sim/faults.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {

void add_sim(CLI::App& app, Task& task) {
  CLI::App* const sim = app.add_subcommand("sim", "Simulates, in virtual time and in one process");
  sim->require_subcommand(1);
  CLI::App* const command = sim->add_subcommand(
      "faults", "Breaks disks, clocks, connections and processes under a shard, and checks it");
  const auto options = std::make_shared<FaultsOptions>();
  command->add_option("--seed", options->seed, "Of the first run; alone, that run and no other");
  command->add_option("--runs", options->runs, "Runs, each with the next seed; by default 200");
  command->add_option("--minutes", options->minutes, "Runs for so long")
      ->check(CLI::PositiveNumber);
  command->add_option("--steps", options->steps, "Length of a run, instead of what its seed draws");
  command->add_option("--without", options->without, "Features to leave out: NAME,NAME");
  command->add_option("--mutant", options->mutant, "Breaks what a checker is to notice")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Report as JSON");
  command->callback([=, &task] { task = [=] { return run_faults(*options); }; });
}

}  // namespace stellwerk::cli
