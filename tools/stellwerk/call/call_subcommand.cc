// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/call/call.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

// All behind the first word that is no flag of ours, whatever it looks like.
std::vector<std::string> command_of(const CLI::App& call, bool json) {
  std::vector<std::string> words = call.remaining();
  if (json && !words.empty() && words.front() == "-") words.erase(words.begin());
  if (!words.empty() && words.front().starts_with('-')) {
    throw CLI::ValidationError(words.front(), "is no flag of 'call'; see --help");
  }
  return words;
}

}  // namespace

void add_call(CLI::App& app, Task& task) {
  CLI::App* const command =
      app.add_subcommand("call",
                         "Sends a command and prints the reply: call [FLAGS] COMMAND ARGS...\n"
                         "Without one, commands are read from standard input, one on each line.\n"
                         "Exit code: 0; 1 when a reply is an error; 2 when there is none");
  struct Flags {
    AccessFlags access;
    bool json = false;
  };
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  command->add_flag("--json", flags->json,
                    "Replies as JSON; of commands from standard input, one on each line");
  command->prefix_command();
  command->callback([=, &task] {
    const CallOptions options{flags->access.access(), command_of(*command, flags->json),
                              flags->json};
    task = [=] { return run_call(options); };
  });
}

}  // namespace stellwerk::cli
