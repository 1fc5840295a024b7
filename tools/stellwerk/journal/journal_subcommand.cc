// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/journal/journal.h"
#include "tools/stellwerk/journal/replay.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

void add_on_directory(CLI::App* journal, Task& task, const char* name, const char* help,
                      int (*run)(const std::string& directory)) {
  CLI::App* const command = journal->add_subcommand(name, help);
  const auto directory = std::make_shared<std::string>();
  command->add_option("DIR", *directory, "As given to stellwerkd --data")->required();
  command->callback([=, &task] { task = [=] { return run(*directory); }; });
}

}  // namespace

void add_journal(CLI::App& app, Task& task) {
  CLI::App* const journal =
      app.add_subcommand("journal", "Looks after a journal that no daemon has open");
  journal->require_subcommand(1);
  add_on_directory(journal, task, "verify", "Reads everything, changes nothing, says what there is",
                   run_journal_verify);
  add_on_directory(journal, task, "repair", "Keeps what is whole, puts the rest aside",
                   run_journal_repair);
  add_on_directory(journal, task, "export", "Prints each record as one line of JSON",
                   run_journal_export);
  CLI::App* const replay =
      journal->add_subcommand("replay", "Decides everything again and says what came of it");
  const auto options = std::make_shared<JournalReplayOptions>();
  replay
      ->add_option("SOURCE", options->source,
                   "As given to stellwerkd --data, or a file that 'journal export' has written")
      ->required();
  replay
      ->add_option("--policy", options->policy,
                   "A policy document: says what it would have made of the same day")
      ->check(CLI::ExistingFile);
  replay->add_flag("--json", options->json, "The report as one line of JSON");
  replay->callback([=, &task] { task = [=] { return run_journal_replay(*options); }; });
}

}  // namespace stellwerk::cli
