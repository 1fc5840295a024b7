// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "core/base/text.h"
#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/subcommands.h"
#include "tools/stellwerk/tail/tail.h"

namespace stellwerk::cli {
namespace {

struct Flags {
  AccessFlags access;
  TailOptions options;
  std::string until_idle;
};

std::string check_from(const std::string& text) {
  if (text == "$" || number_of(text)) return {};
  return "\"" + text + "\" is no identifier such as 17-0, and neither 0 nor $";
}

void add_filter(CLI::App* command, EventFilter& filter) {
  command->add_option("--type", filter.types, "Only these types, or kinds such as sla: TYPE,...")
      ->delimiter(',')
      ->check(CLI::Validator(check_event_type, "TYPE"));
  command->add_option("--conv", filter.conv, "Only this conversation");
  command->add_option("--agent", filter.agent, "Only this agent");
  command->add_option("--queue", filter.queue, "Only this queue");
}

}  // namespace

void add_tail(CLI::App& app, Task& task) {
  CLI::App* const command =
      app.add_subcommand("tail", "Prints a stream's events as they come, one on each line");
  const auto flags = std::make_shared<Flags>();
  TailOptions& options = flags->options;
  flags->access.add_to(command);
  command->add_option("STREAM", options.stream, "events, inbox:AGENT or outbox:CHANNEL")
      ->capture_default_str();
  command
      ->add_option("--from", options.from,
                   "Begins behind this identifier; 0: with all there is, $: with what is new")
      ->check(CLI::Validator(check_from, "ID"))
      ->capture_default_str();
  add_filter(command, options.filter);
  command->add_option("--count", options.count, "Ends after so many lines")
      ->check(CLI::PositiveNumber);
  command->add_flag("--until-idle{0}", flags->until_idle,
                    "Ends when all there is was read; --until-idle=2s when nothing came for 2 s");
  command->add_flag("--json", options.json, "Each event as a line of JSON");
  command->callback([=, &task] {
    Flags& given = *flags;
    if (!given.until_idle.empty()) {
      given.options.until_idle = base::parse_duration(given.until_idle);
      if (!given.options.until_idle) {
        throw CLI::ValidationError("--until-idle",
                                   "\"" + given.until_idle + "\" is no duration such as 2s");
      }
    }
    given.options.daemon = given.access.access();
    task = [=] { return run_tail(flags->options); };
  });
}

}  // namespace stellwerk::cli
