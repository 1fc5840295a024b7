// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/sim/compare.h"
#include "tools/stellwerk/sim/faults.h"
#include "tools/stellwerk/sim/forecast.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint32_t kDaysMax = 10'000'000;
constexpr unsigned kJobsMax = 1'024;

void add_faults(CLI::App* sim, Task& task) {
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

void add_compare(CLI::App* sim, Task& task) {
  CLI::App* const command = sim->add_subcommand(
      "compare", "Compares policies on the same customers and agents; the engine decides");
  const auto options = std::make_shared<CompareOptions>();
  command
      ->add_option("--scenario", options->scenario,
                   "A shipped one by its name, a file, or bank: recorded days")
      ->capture_default_str();
  command->add_option(
      "--trace", options->trace,
      std::string("Calls of the month that bank plays again; by default ") + kTraceDefault);
  command
      ->add_option("--data", options->directory,
                   "Where the month's skills_* and avail_* are, if not beside its calls")
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--load", options->loads,
                   "Work that comes over what the agents can do: LOAD,LOAD; by default the "
                   "scenario's own")
      ->delimiter(',')
      ->check(CLI::Range(0.001, 100.0));
  command
      ->add_option("--policy", options->policies,
                   "POLICY,POLICY: sla-first, fifo, priority or edf, with what is to be different: "
                   "fifo+least-loaded, sla-first+reserve=2")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--days", options->days,
                   "How many, each with other draws; by default 20. Of bank the first, or all")
      ->check(CLI::Range(1U, kDaysMax));
  command->add_option("--seed", options->seed, "Another seed, other days")->capture_default_str();
  command->add_option("--jobs", options->jobs, "Threads; by default one for each core")
      ->check(CLI::Range(1U, kJobsMax));
  command->add_flag("--bound,!--no-bound", options->bound,
                    "With or without the pooled bound, which is there by default");
  command->add_option("--json", options->json, "Writes JSON there; - is standard output");
  command->add_option("--csv", options->csv, "Writes a table there; - is standard output");
  command->add_option("--html", options->html, "Writes a page with plots there, in one file");
  command->callback([=, &task] { task = [=] { return run_compare(*options); }; });
}

void add_forecast(CLI::App* sim, Task& task) {
  CLI::App* const command = sim->add_subcommand(
      "forecast", "Judges the engine's forecasts of waits by what comes of them");
  const auto options = std::make_shared<ForecastOptions>();
  command->add_option("--scenario", options->scenario, "A shipped one by its name, or a file")
      ->capture_default_str();
  command
      ->add_option("--load", options->loads,
                   "Work that comes over what the agents can do: LOAD,LOAD; by default the "
                   "scenario's own")
      ->delimiter(',')
      ->check(CLI::Range(0.001, 100.0));
  command->add_option("--policy", options->policy, "As of `sim compare`")->capture_default_str();
  command->add_option("--days", options->days, "How many, each with other draws")
      ->check(CLI::Range(1U, kDaysMax))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed, other days")->capture_default_str();
  command->add_option("--jobs", options->jobs, "Threads; by default one for each core")
      ->check(CLI::Range(1U, kJobsMax));
  command->add_option("--json", options->json, "Writes JSON there; - is standard output");
  command->callback([=, &task] { task = [=] { return run_forecast(*options); }; });
}

}  // namespace

void add_sim(CLI::App& app, Task& task) {
  CLI::App* const sim = app.add_subcommand("sim", "Simulates, in virtual time and in one process");
  sim->require_subcommand(1);
  add_faults(sim, task);
  add_compare(sim, task);
  add_forecast(sim, task);
}

}  // namespace stellwerk::cli
