// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/trace_day.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "tests/fuzz/target.h"
#include "tests/stellwerk/scratch_folder.h"

// The three tables of a recorded day: calls, skills and times on duty, with a line of "--" between
// them. Either there is a day that can be played, or a message that names a file.

namespace stellwerk::fuzz {
namespace {

constexpr std::string_view kBetween = "--\n";
constexpr std::string_view kDay = "1999-01-05";

// What stands before the next line of "--"; `rest` keeps what stands behind it.
std::string_view next_table(std::string_view& rest) {
  std::size_t end = rest.starts_with(kBetween) ? 0 : rest.find("\n--\n");
  if (end == rest.npos) return std::exchange(rest, {});
  if (!rest.starts_with(kBetween)) ++end;
  const std::string_view table = rest.substr(0, end);
  rest.remove_prefix(end + kBetween.size());
  return table;
}

std::string with_long_line_ends(std::string_view text) {
  std::string longer;
  for (const char c : text) {
    if (c == '\n') longer += '\r';
    longer += c;
  }
  return longer;
}

void check_duty(const cli::AgentPlan& plan) {
  SW_CHECK(!plan.name.empty() && !plan.duty.empty());
  base::Duration before{-1};
  for (const cli::Duty& duty : plan.duty) {
    SW_CHECK(duty.on > before && duty.off >= duty.on && duty.off <= base::hours(24));
    before = duty.off;
  }
}

void check_day(const cli::Schedule& day) {
  SW_CHECK(!day.contacts.empty() && !day.agents.empty());
  base::Duration before = day.begin;
  for (const cli::Contact& contact : day.contacts) {
    SW_CHECK(contact.at >= before && contact.at < base::hours(24));
    SW_CHECK(contact.service_class < day.classes.size());
    SW_CHECK(contact.service >= base::Duration{0} && contact.patience >= base::Duration{0});
    before = contact.at;
  }
  for (const cli::AgentPlan& plan : day.agents) {
    check_duty(plan);
    SW_CHECK(day.begin <= plan.duty.front().on);
  }
}

// As a text, to compare.
std::string described(const cli::TraceDay& read) {
  std::string text = read.error;
  for (const cli::Contact& contact : read.schedule.contacts) {
    text += "\n" + std::to_string(contact.at.ms) + ' ' + contact.customer + ' ' + contact.skills +
            ' ' + std::to_string(contact.service.ms) + ' ' + std::to_string(contact.patience.ms);
  }
  for (const cli::AgentPlan& plan : read.schedule.agents) {
    text += "\n" + plan.name + ' ' + plan.skills;
    for (const cli::Duty& duty : plan.duty) {
      text += ' ' + std::to_string(duty.on.ms) + '-' + std::to_string(duty.off.ms);
    }
  }
  return text;
}

}  // namespace

void check_input(std::string_view input) {
  static const cli::ScratchFolder folder;
  std::string_view rest = input;
  const std::string_view calls = next_table(rest);
  const std::string_view skills = next_table(rest);

  cli::TraceOptions options;
  options.day = kDay;
  options.trace = folder.write("calls_month.csv", calls);
  folder.write("skills_month.csv", skills);
  folder.write("avail_month.csv", rest);
  const cli::TraceDay read = cli::read_trace_day(options);
  if (read.error.empty()) {
    check_day(read.schedule);
  } else {
    const std::string path = options.trace.substr(0, options.trace.rfind('/'));
    SW_CHECK(read.error.starts_with(path) && read.error.size() > path.size());
  }

  // Line ends of two bytes are no difference, unless there were some.
  if (input.find('\r') != input.npos) return;
  folder.write("calls_month.csv", with_long_line_ends(calls));
  folder.write("skills_month.csv", with_long_line_ends(skills));
  folder.write("avail_month.csv", with_long_line_ends(rest));
  SW_CHECK(described(cli::read_trace_day(options)) == described(read));
}

}  // namespace stellwerk::fuzz
