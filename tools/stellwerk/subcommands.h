// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace stellwerk::cli {

// What the subcommand given does; answers the program's exit code.
using Task = std::function<int()>;

// Each adds its subcommand to `app`. Parsing a command line that has it sets `task`, which must
// outlive the app.
void add_call(CLI::App& app, Task& task);
void add_erlang(CLI::App& app, Task& task);
void add_explain(CLI::App& app, Task& task);
void add_journal(CLI::App& app, Task& task);
void add_load(CLI::App& app, Task& task);
void add_plan(CLI::App& app, Task& task);
void add_policy(CLI::App& app, Task& task);
void add_replay(CLI::App& app, Task& task);
void add_sim(CLI::App& app, Task& task);
void add_tail(CLI::App& app, Task& task);
void add_top(CLI::App& app, Task& task);

}  // namespace stellwerk::cli
