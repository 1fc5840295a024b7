// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/recorded_days.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/policy/compile.h"
#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/streams.h"
#include "tools/stellwerk/day/table_reader.h"
#include "tools/stellwerk/day/trace_day.h"

namespace stellwerk::cli {
namespace {

constexpr double kGateRatio = 0.10;
constexpr double kGateShare = 0.03;
constexpr std::int64_t kMinuteS = 60;
constexpr std::size_t kDateSize = 10;

constexpr std::int64_t kWithinMs = 60'000;

// The dates in the trace, and what the record says of everybody who asked for a person.
std::set<std::string> read_record(const std::string& trace, ServiceFigures& recorded,
                                  std::string& error) {
  TableReader table(trace, {"arrival_time", "outcome", "wait_s"});
  std::set<std::string> dates;
  double asked = 0;
  double abandoned = 0;
  double served = 0;
  double waited = 0;
  double soon = 0;
  while (table.next()) {
    const std::string_view outcome = table.text(1);
    if (outcome != "served" && outcome != "abandon") continue;
    dates.emplace(table.text(0).substr(0, kDateSize));
    const std::int64_t wait = table.integer(2, 0, 86'400);
    ++asked;
    if (outcome == "abandon") {
      ++abandoned;
    } else {
      ++served;
      waited += static_cast<double>(wait);
      if (wait <= kMinuteS) ++soon;
    }
  }
  error = table.error();
  if (error.empty() && served == 0) error = trace + ": nobody is served in it";
  recorded = {abandoned / asked, waited / served, soon / asked};
  return dates;
}

lab::AgentGroup group_of(const AgentPlan& agent) {
  lab::AgentGroup group;
  group.name = agent.name;
  for (std::string_view rest = agent.skills; !rest.empty();) {
    std::string_view item = base::next_item(rest, ',');
    const std::string_view name = base::next_item(item, '=');
    group.skills.emplace_back(name, base::parse_integer(item).value_or(1));
  }
  return group;
}

void add_classes(const Schedule& schedule, lab::Scenario& scenario) {
  for (const ServiceClass& served : schedule.classes) {
    lab::CustomerClass customers;
    customers.name = customers.queue = served.queue;
    customers.channel = schedule.channel_units.front().first;
    customers.skills = {{served.queue, 1}};
    customers.target = served.target;
    scenario.classes.push_back(std::move(customers));
  }
}

std::vector<lab::Contact> contacts_of(const Schedule& schedule) {
  std::vector<lab::Contact> contacts;
  for (const Contact& recorded : schedule.contacts) {
    lab::Contact contact;
    contact.at_ms = recorded.at.ms;
    contact.service_ms = std::max<std::int64_t>(recorded.service.ms, 1);
    contact.patience_ms = std::min(recorded.patience.ms, lab::kForeverMs);
    contact.customer_class = static_cast<std::uint32_t>(recorded.service_class);
    contact.priority = static_cast<std::uint32_t>(recorded.priority);
    contacts.push_back(contact);
  }
  return contacts;
}

// The month's agents and who of them is where in the list of seats.
class Team {
 public:
  explicit Team(lab::Scenario& scenario) : scenario_(scenario) {}

  std::uint32_t number_of(const AgentPlan& agent) {
    const auto next = static_cast<std::uint32_t>(scenario_.groups.size());
    const auto [known, added] = numbers_.emplace(agent.name, next);
    if (added) scenario_.groups.push_back(group_of(agent));
    return known->second;
  }

 private:
  lab::Scenario& scenario_;
  std::map<std::string, std::uint32_t> numbers_;
};

void set_duty(const Schedule& schedule, Team& team, lab::Day& day) {
  for (const AgentPlan& agent : schedule.agents) {
    const std::uint32_t number = team.number_of(agent);
    if (day.seats.size() <= number) day.seats.resize(number + 1);
    for (const Duty& duty : agent.duty) day.seats[number].duty.push_back({duty.on, duty.off});
  }
}

}  // namespace

bool ServiceFigures::matches(const ServiceFigures& simulated) const {
  const auto within = [](double recorded, double value) {
    return std::abs(value - recorded) <= kGateRatio * recorded;
  };
  return within(abandoned, simulated.abandoned) && within(mean_wait_s, simulated.mean_wait_s) &&
         std::abs(within_60s - simulated.within_60s) <= kGateShare;
}

std::optional<RecordedDays> RecordedDays::read(const std::string& trace,
                                               const std::string& directory, std::uint64_t seed,
                                               std::string& error) {
  RecordedDays month;
  lab::Scenario& scenario = month.scenario_;
  Team team(scenario);
  for (const std::string& date : read_record(trace, month.recorded_, error)) {
    if (!error.empty()) return std::nullopt;
    const std::uint64_t own_seed =
        lab::stream_seed(seed, month.days_.size(), lab::Purpose::kPatience, 0);
    const TraceDay read = read_trace_day({trace, date, directory, own_seed});
    error = read.error;
    if (!error.empty()) return std::nullopt;
    if (scenario.classes.empty()) {
      scenario.policy_text = read.schedule.policy;
      scenario.policy = policy::compile(scenario.policy_text, lab::kRunStart).policy;
      scenario.day = read.schedule.end;
      scenario.overtime = read.schedule.grace;
      add_classes(read.schedule, scenario);
    }
    lab::Day& day = month.days_.emplace_back();
    day.length_ms = scenario.day.ms;
    day.overtime_ms = scenario.overtime.ms;
    day.contacts = contacts_of(read.schedule);
    set_duty(read.schedule, team, day);
  }
  if (!error.empty()) return std::nullopt;
  for (lab::Day& day : month.days_) {
    day.seats.resize(scenario.groups.size());
    for (std::uint32_t i = 0; i < day.seats.size(); ++i) day.seats[i].group = i;
  }
  scenario.name = "bank";
  scenario.title =
      fmt::format("{}: {} recorded days, {} agents", std::filesystem::path(trace).stem().string(),
                  month.days_.size(), scenario.groups.size());
  return month;
}

ServiceFigures service_figures(const std::vector<lab::RunOutcome>& outcomes,
                               const lab::Tally& tally) {
  double asked = 0;
  double abandoned = 0;
  double started = 0;
  double waited = 0;
  double soon = 0;
  for (const lab::RunOutcome& outcome : outcomes) {
    for (const lab::ClassOutcome& counts : outcome.classes) {
      asked += static_cast<double>(counts.arrivals);
      abandoned += static_cast<double>(counts.abandoned);
      started += static_cast<double>(counts.started);
      waited += static_cast<double>(counts.wait_ms) / 1'000;
    }
  }
  for (const lab::Tally::Customers& customers : tally.classes) {
    soon += customers.waits.share_within(kWithinMs) * static_cast<double>(customers.waits.count());
  }
  return {abandoned / asked, waited / started, soon / asked};
}

}  // namespace stellwerk::cli
