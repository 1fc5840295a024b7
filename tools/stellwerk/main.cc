// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "tools/stellwerk/subcommands.h"

namespace {

constexpr int kUsage = 2;

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Talks to stellwerkd, watches and explains it, looks after its policies and journal, and "
      "plans.");
  app.require_subcommand(1);
  stellwerk::cli::Task task;
  stellwerk::cli::add_call(app, task);
  stellwerk::cli::add_erlang(app, task);
  stellwerk::cli::add_explain(app, task);
  stellwerk::cli::add_journal(app, task);
  stellwerk::cli::add_load(app, task);
  stellwerk::cli::add_plan(app, task);
  stellwerk::cli::add_policy(app, task);
  stellwerk::cli::add_replay(app, task);
  stellwerk::cli::add_sim(app, task);
  stellwerk::cli::add_tail(app, task);
  stellwerk::cli::add_top(app, task);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return task();
}
