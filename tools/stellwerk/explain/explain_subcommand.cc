// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/explain/explain.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {

void add_explain(CLI::App& app, Task& task) {
  CLI::App* const command = app.add_subcommand("explain", "Says why a conversation is where it is");
  struct Flags {
    AccessFlags access;
    ExplainOptions options;
  };
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  command->add_option("CONV", flags->options.conversation, "The conversation")->required();
  command->add_option("--agents", flags->options.agents, "Names so many agents, 1 to 1000")
      ->check(CLI::Range(1, 1'000));
  command->add_flag("--json", flags->options.json, "The answer to CONV.EXPLAIN as JSON");
  command->callback([=, &task] {
    flags->options.daemon = flags->access.access();
    task = [=] { return run_explain(flags->options); };
  });
}

}  // namespace stellwerk::cli
