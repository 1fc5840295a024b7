// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/trace_day.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "tools/stellwerk/day/bank_figures.h"
#include "tools/stellwerk/day/draw.h"
#include "tools/stellwerk/day/patience_curves.h"
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
constexpr std::size_t kHighRank = 2;
constexpr base::Duration kMoment{1};

std::optional<std::size_t> type_of(std::string_view code) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [code](const CallType& type) { return type.code == code; });
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kTypes.begin());
}

// "1999-01.csv" of .../calls_1999-01.csv.
std::string month_of(const TraceOptions& options) {
  std::string name = std::filesystem::path(options.trace).filename().string();
  const std::size_t underline = name.find('_');
  return underline == std::string::npos ? name : name.substr(underline + 1);
}

std::string in_folder(const TraceOptions& options, const std::string& name) {
  const std::filesystem::path directory = options.directory.empty()
                                              ? std::filesystem::path(options.trace).parent_path()
                                              : std::filesystem::path(options.directory);
  return (directory / name).string();
}

// The table of the same month beside the trace: "skills_1999-01.csv" for "calls_1999-01.csv".
std::string beside(const TraceOptions& options, std::string_view kind) {
  return in_folder(options, std::string(kind) + "_" + month_of(options));
}

std::string patience_beside(const TraceOptions& options) {
  const std::string month = std::filesystem::path(month_of(options)).stem().string();
  return in_folder(options, month + "_patience.csv");
}

class CallReader {
 public:
  CallReader(const TraceOptions& options, const PatienceCurves* curves, Schedule& day)
      : options_(options), day_(day), curves_(curves), prng_(options.seed) {}

  // Empty, or what is wrong.
  std::string read() {
    std::string error = read_services();
    if (!error.empty()) return error;
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
    // Who was served without a time was served for less than a second: his agent's duty says so.
    const std::int64_t service = timed ? table.integer(5, 0, kSecondsMax) : 0;
    if (!table.error().empty()) return;

    Contact contact;
    contact.at = base::seconds(second);
    contact.service_class = *type;
    contact.channel = "phone";
    contact.customer = table.text(3);
    contact.skills = kTypes[*type].queue;
    // Priorities are recorded of those who had to queue and of nobody else.
    const bool known = table.cell_named("queued") != "0";
    const auto rank = known ? static_cast<std::size_t>(priority) : draw_rank();
    contact.priority = rank == kHighRank ? 3 : 5;
    contact.service = left ? draw_service(*type) : std::max(base::seconds(service), kMoment);
    contact.patience = left ? wait : patience_beyond(wait, rank);
    day_.contacts.push_back(std::move(contact));
  }

  // Of the whole month, for those of whom none is known.
  std::string read_services() {
    TableReader table(options_.trace, {"type", "service_s", "outcome"});
    while (table.next()) {
      const auto type = type_of(table.text(0));
      if (!type || table.text(2) != "served" || table.text(1).empty()) continue;
      services_[*type].push_back(base::seconds(table.integer(1, 0, kSecondsMax)));
    }
    return table.error();
  }

  base::Duration draw_service(std::size_t type) {
    const std::vector<base::Duration>& known = services_[type];
    if (known.empty()) return draw_duration(kBankService[type], prng_);
    return std::max(known[prng_.below(known.size())], kMoment);
  }

  std::size_t draw_rank() {
    if (curves_ != nullptr) return curves_->draw_priority(prng_);
    const auto high = static_cast<std::uint64_t>(kBankHighPriority);
    return prng_.chance(high, 1'000) ? kHighRank : 0;
  }

  // Who outlasts all that is known leaves after the longest recorded wait: else a handful of
  // callers whom nobody on duty can serve would wait for hours.
  base::Duration patience_beyond(base::Duration wait, std::size_t rank) {
    const base::Duration longest = std::max(base::seconds(kBankLongestWait), wait);
    if (curves_ != nullptr) return curves_->draw_beyond(rank, wait, longest, prng_);
    const std::span<const std::int32_t> table =
        rank == kHighRank ? kBankPatienceHigh : kBankPatienceRegular;
    return std::min(draw_duration_beyond(table, wait, prng_), longest);
  }

  const TraceOptions& options_;
  Schedule& day_;
  const PatienceCurves* const curves_;                            // null: not known of this month
  std::array<std::vector<base::Duration>, kBankTypes> services_;  // by type
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
    // Of a duty past midnight each day has its part.
    const auto begins = table.second_of(1, day);
    const auto ends = table.second_of(2, day);
    if (!table.error().empty()) break;
    if (!begins && !ends) continue;
    const std::int64_t on = begins.value_or(0);
    const std::int64_t off = ends.value_or(kSecondsMax);
    if (off < on) table.fail("the duty ends before it begins");
    if (off <= on) continue;
    const auto agent = agents.find(std::string(table.text(0)));
    if (agent == agents.end()) continue;  // under ten calls that month: no skill known
    agent->second.duty.push_back({base::seconds(on), base::seconds(off)});
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
  PatienceCurves curves;
  const std::string patience = patience_beside(options);
  const bool known = std::filesystem::is_regular_file(patience);
  if (known) result.error = curves.read(patience);
  if (result.error.empty()) {
    result.error = CallReader(options, known ? &curves : nullptr, day).read();
  }
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
