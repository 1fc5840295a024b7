// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/trace_day.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/prng.h"
#include "tools/stellwerk/day/bank_figures.h"
#include "tools/stellwerk/day/draw.h"
#include "tools/stellwerk/day/policies.h"
#include "tools/stellwerk/day/table_reader.h"

namespace stellwerk::cli {
namespace {

struct CallType {
  std::string_view code;
  std::string_view queue;
};
constexpr std::array<CallType, kBankTypes> kTypes = {{{"PS", "regular"},
                                                      {"NW", "prospect"},
                                                      {"NE", "stocks"},
                                                      {"IN", "internet"},
                                                      {"PE", "english"},
                                                      {"TT", "callback"}}};
constexpr std::int64_t kSecondsMax = 86'400;

std::optional<std::size_t> type_of(std::string_view code) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [code](const CallType& type) { return type.code == code; });
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kTypes.begin());
}

// The table of the same month beside the trace: "skills_1999-01.csv" for "calls_1999-01.csv".
std::string beside(const TraceOptions& options, std::string_view kind) {
  const std::filesystem::path trace(options.trace);
  const std::filesystem::path directory =
      options.directory.empty() ? trace.parent_path() : std::filesystem::path(options.directory);
  const std::string name = trace.filename().string();
  const std::size_t underline = name.find('_');
  const std::string rest = underline == std::string::npos ? "_" + name : name.substr(underline);
  return (directory / (std::string(kind) + rest)).string();
}

class CallReader {
 public:
  CallReader(const TraceOptions& options, Schedule& day)
      : options_(options), day_(day), prng_(options.seed) {}

  // Empty, or what is wrong.
  std::string read() {
    TableReader table(options_.trace, {"arrival_time", "type", "priority", "customer", "wait_s",
                                       "service_s", "outcome"});
    while (table.next()) {
      const auto second = table.second_of(0, options_.day);
      if (second) read_call(table, *second);
    }
    if (!table.error().empty()) return table.error();
    if (day_.contacts.empty()) {
      return options_.trace + ": no call on " + options_.day + " asks for a person";
    }
    std::stable_sort(day_.contacts.begin(), day_.contacts.end(),
                     [](const Contact& a, const Contact& b) { return a.at < b.at; });
    return {};
  }

 private:
  void read_call(TableReader& table, std::int64_t second) {
    const std::string_view outcome = table.text(6);
    if (outcome == "ivr_only" || outcome == "phantom") return;
    const bool left = outcome == "abandon";
    if (!left && outcome != "served") {
      table.fail("outcome \"" + std::string(outcome) +
                 "\" is none of served, abandon, ivr_only, phantom");
    }
    const auto type = type_of(table.text(1));
    if (!type) table.fail("unknown type of call \"" + std::string(table.text(1)) + "\"");
    const std::int64_t priority = table.integer(2, 0, 2);
    const base::Duration wait = base::seconds(table.integer(4, 0, kSecondsMax));
    const bool timed = !table.text(5).empty();
    const std::int64_t service = timed ? table.integer(5, 0, kSecondsMax) : 0;
    if (!table.error().empty()) return;

    Contact contact;
    contact.at = base::seconds(second);
    contact.service_class = *type;
    contact.channel = "phone";
    contact.customer = table.text(3);
    contact.skills = kTypes[*type].queue;
    contact.priority = priority == 2 ? 3 : 5;
    contact.service =
        !left && timed ? base::seconds(service) : draw_duration(kBankService[*type], prng_);
    const std::span<const std::int32_t> patience =
        priority == 2 ? kBankPatienceHigh : kBankPatienceRegular;
    contact.patience = left ? wait : draw_duration_beyond(patience, wait, prng_);
    day_.contacts.push_back(std::move(contact));
  }

  const TraceOptions& options_;
  Schedule& day_;
  base::Prng prng_;
};

std::string read_skills(const std::string& path, std::map<std::string, AgentPlan>& agents) {
  TableReader table(path, {"agent"});
  while (table.next()) {
    AgentPlan plan;
    plan.name = table.text(0);
    for (const CallType& type : kTypes) {
      const std::string_view calls = table.cell_named(type.code);
      if (calls.empty() || calls == "0") continue;
      if (!plan.skills.empty()) plan.skills += ',';
      plan.skills += std::string(type.queue) + "=5";
    }
    if (plan.name.empty()) table.fail("an agent without a name");
    agents.emplace(plan.name, std::move(plan));
  }
  return table.error();
}

std::string read_duty(const std::string& path, const std::string& day,
                      std::map<std::string, AgentPlan>& agents) {
  TableReader table(path, {"agent", "on", "off"});
  while (table.next()) {
    const auto on = table.second_of(1, day);
    if (!on) continue;
    // A duty past midnight ends with the day.
    const std::int64_t off = table.second_of(2, day).value_or(kSecondsMax);
    if (!table.error().empty()) break;
    if (off < *on) table.fail("the duty ends before it begins");
    const auto agent = agents.find(std::string(table.text(0)));
    if (agent == agents.end()) continue;  // under ten calls that month: no skill known
    agent->second.duty.push_back({base::seconds(*on), base::seconds(off)});
  }
  return table.error();
}

void join_overlaps(std::vector<Duty>& duty) {
  std::sort(duty.begin(), duty.end(), [](const Duty& a, const Duty& b) { return a.on < b.on; });
  std::vector<Duty> joined;
  for (const Duty& next : duty) {
    if (!joined.empty() && next.on <= joined.back().off) {
      joined.back().off = std::max(joined.back().off, next.off);
    } else {
      joined.push_back(next);
    }
  }
  duty = std::move(joined);
}

std::string read_agents(const TraceOptions& options, Schedule& day) {
  std::map<std::string, AgentPlan> agents;
  std::string error = read_skills(beside(options, "skills"), agents);
  if (error.empty()) error = read_duty(beside(options, "avail"), options.day, agents);
  if (!error.empty()) return error;
  for (auto& [name, plan] : agents) {
    if (plan.duty.empty()) continue;
    join_overlaps(plan.duty);
    day.agents.push_back(std::move(plan));
  }
  if (day.agents.empty()) {
    return beside(options, "avail") + ": nobody is on duty on " + options.day;
  }
  return {};
}

}  // namespace

TraceDay read_trace_day(const TraceOptions& options) {
  TraceDay result;
  Schedule& day = result.schedule;
  if (!is_date(options.day)) {
    result.error = "--day wants a date such as 1999-01-05, not \"" + options.day + "\"";
    return result;
  }
  day.title = "the recorded day " + options.day;
  day.source = "an anonymous bank's call centre, 1999 (Guedj and Mandelbaum, Technion)";
  day.policy = kTracePolicy;
  day.channel_units = {{"phone", 1}};
  for (const CallType& type : kTypes) {
    day.classes.push_back({std::string(type.queue), base::minutes(1)});
  }
  result.error = CallReader(options, day).read();
  if (result.error.empty()) result.error = read_agents(options, day);
  if (!result.error.empty()) return result;
  day.begin = day.contacts.front().at;
  for (const AgentPlan& agent : day.agents) {
    day.begin = std::min(day.begin, agent.duty.front().on);
  }
  day.end = base::hours(24);
  day.grace = base::minutes(30);
  return result;
}

}  // namespace stellwerk::cli
