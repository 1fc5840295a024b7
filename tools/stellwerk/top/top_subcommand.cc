// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "core/base/text.h"
#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/subcommands.h"
#include "tools/stellwerk/top/top.h"

namespace stellwerk::cli {
namespace {

constexpr base::Duration kIntervalMin = base::milliseconds(100);
constexpr base::Duration kIntervalMax = base::hours(1);

std::string check_interval(const std::string& text) {
  const auto interval = base::parse_duration(text);
  if (interval && *interval >= kIntervalMin && *interval <= kIntervalMax) return {};
  return "\"" + text + "\" is no duration from 100ms to 1h";
}

}  // namespace

void add_top(CLI::App& app, Task& task) {
  CLI::App* const command =
      app.add_subcommand("top", "A wall board: queues, the worst first, and agents by state");
  struct Flags {
    AccessFlags access;
    std::string interval = "1s";
    bool once = false;
  };
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  command->add_option("--interval", flags->interval, "Between two looks at the daemon")
      ->check(CLI::Validator(check_interval, "DURATION"))
      ->capture_default_str();
  command->add_flag("--once", flags->once, "Prints one board as text and ends");
  command->callback([=, &task] {
    const TopOptions options{flags->access.access(), *base::parse_duration(flags->interval),
                             flags->once};
    task = [=] { return run_top(options); };
  });
}

}  // namespace stellwerk::cli
