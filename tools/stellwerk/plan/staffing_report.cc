// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/staffing_report.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellwerk::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMsPerHour = 3'600'000;
constexpr double kPercent = 100;

double hours_each(const StaffingResult& result) {
  return static_cast<double>(result.need.interval.ms) / kMsPerHour;
}

// "12.3", or "-" where nobody came.
std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.1f}", share * kPercent);
}

std::string percent(const lab::Estimate& share) {
  std::string text = percent(share.value);
  if (!std::isnan(share.low)) {
    text += fmt::format(" +-{:.1f}", (share.high - share.value) * kPercent);
  }
  return text;
}

// The class that is furthest below its goal, or the least above it; the number of classes where
// nobody came.
std::size_t worst_class(const StaffingResult& result, const StaffingOutcome& outcome,
                        std::size_t interval) {
  const auto margin = [&](std::size_t i) {
    return outcome.on_time[i][interval].value - result.goals[i];
  };
  std::size_t worst = outcome.on_time.size();
  for (std::size_t i = 0; i < outcome.on_time.size(); ++i) {
    if (std::isnan(margin(i))) continue;
    if (worst == outcome.on_time.size() || margin(i) < margin(worst)) worst = i;
  }
  return worst;
}

std::string interval_text(const StaffingResult& result, std::size_t interval, std::size_t width) {
  const StaffingOutcome& checked = result.checked;
  const std::size_t worst = worst_class(result, checked, interval);
  std::string text = fmt::format("{:<16} {:>8.2f} {:>8} {:>8}", result.need.starts[interval],
                                 result.need.erlangs(result.scenario, interval),
                                 result.pooled[interval], result.agents(interval));
  for (const auto& profile : result.plan) text += fmt::format(" {:>{}}", profile[interval], width);
  const bool known = worst < checked.on_time.size();
  text += fmt::format(" {:>10} {:>14} {}", percent(checked.all[interval]),
                      known ? percent(checked.on_time[worst][interval]) : "-",
                      known ? result.scenario.classes[worst].name : "");
  const bool missed = known && checked.on_time[worst][interval].high < result.goals[worst];
  return text + (missed ? " missed\n" : "\n");
}

Json number(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }

Json interval_json(const StaffingResult& result, std::size_t interval) {
  const StaffingNeed& need = result.need;
  Json json = {{"start", need.starts[interval]},
               {"erlangs", need.erlangs(result.scenario, interval)},
               {"formula", result.pooled[interval]},
               {"agents", result.agents(interval)},
               {"on_time", number(result.checked.all[interval])},
               {"profiles", Json::array()},
               {"classes", Json::array()}};
  for (std::size_t i = 0; i < result.plan.size(); ++i) {
    json["profiles"].push_back({{"profile", result.scenario.groups[result.profiles[i]].name},
                                {"agents", result.plan[i][interval]},
                                {"scheduled", result.scheduled(result.plan[i][interval])}});
  }
  for (std::size_t i = 0; i < need.expected.size(); ++i) {
    const lab::Estimate& share = result.checked.on_time[i][interval];
    json["classes"].push_back(
        {{"class", result.scenario.classes[i].name},
         {"expected", need.expected[i][interval]},
         {"goal", result.goals[i]},
         {"on_time", number(share.value)},
         {"on_time_interval", Json::array({number(share.low), number(share.high)})}});
  }
  return json;
}

Json day_json(const StaffingOutcome& outcome) {
  return {{"on_time", number(outcome.day.value)},
          {"on_time_interval", Json::array({number(outcome.day.low), number(outcome.day.high)})}};
}

}  // namespace

std::uint32_t StaffingResult::agents(std::size_t interval) const {
  std::uint32_t agents = 0;
  for (const auto& profile : plan) agents += profile[interval];
  return agents;
}

std::uint32_t StaffingResult::scheduled(std::uint32_t there) const {
  // What rounding adds to whole numbers is no agent.
  constexpr double kRounding = 1e-9;
  return static_cast<std::uint32_t>(std::ceil(there / (1 - shrinkage) - kRounding));
}

double StaffingResult::hours() const {
  double hours = 0;
  for (const auto& profile : plan) {
    for (const std::uint32_t agents : profile) hours += scheduled(agents) * hours_each(*this);
  }
  return hours;
}

double StaffingResult::cost() const {
  double cost = 0;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    for (const std::uint32_t agents : plan[i]) {
      cost += scheduled(agents) * hours_each(*this) * scenario.groups[profiles[i]].cost;
    }
  }
  return cost;
}

std::string staffing_text(const StaffingResult& result) {
  std::size_t width = 4;
  for (const std::size_t profile : result.profiles) {
    width = std::max(width, result.scenario.groups[profile].name.size());
  }
  std::string text =
      fmt::format("{}\n{}, sought on {} days with seed {}, checked on {} others\n\n",
                  result.scenario.title, result.policy, result.days, result.seed, result.days);
  text += fmt::format("{:<16} {:>8} {:>8} {:>8}", "from", "erlangs", "formula", "agents");
  for (const std::size_t profile : result.profiles) {
    text += fmt::format(" {:>{}}", result.scenario.groups[profile].name, width);
  }
  text += fmt::format(" {:>10} {:>14}\n", "on time %", "worst class %");
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < result.need.starts.size(); ++i) {
    const bool needed = result.agents(i) > 0 || result.need.erlangs(result.scenario, i) > 0;
    if (needed) text += interval_text(result, i, width);
    most = std::max(most, result.agents(i));
  }
  text += fmt::format(
      "\n{} agents at most; with a shrinkage of {:.0f} % {:.1f} hours are paid for, which cost "
      "{:.1f}\n",
      most, result.shrinkage * kPercent, result.hours(), result.cost());
  for (const auto& [name, outcome] :
       {std::pair("on time", &result.checked),
        std::pair("10 % fewer customers", &result.fewer_customers),
        std::pair("10 % more customers", &result.more_customers),
        std::pair("services 10 % longer", &result.longer_service),
        std::pair("one less of each profile", &result.agents_absent)}) {
    text += fmt::format("{:<24} {:>14} %\n", name, percent(outcome->day));
  }
  return text;
}

std::string staffing_csv(const StaffingResult& result) {
  std::string csv = "start,profile,agents,scheduled,cost\n";
  for (std::size_t interval = 0; interval < result.need.starts.size(); ++interval) {
    for (std::size_t i = 0; i < result.plan.size(); ++i) {
      const lab::AgentGroup& group = result.scenario.groups[result.profiles[i]];
      const std::uint32_t agents = result.plan[i][interval];
      const std::uint32_t scheduled = result.scheduled(agents);
      csv += fmt::format("{},{},{},{},{:.6g}\n", result.need.starts[interval], group.name, agents,
                         scheduled, scheduled * hours_each(result) * group.cost);
    }
  }
  return csv;
}

std::string staffing_json(const StaffingResult& result) {
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < result.need.starts.size(); ++i) {
    most = std::max(most, result.agents(i));
  }
  Json json = {{"scenario", result.scenario.name},
               {"policy", result.policy},
               {"days", result.days},
               {"seed", result.seed},
               {"interval_s", static_cast<double>(result.need.interval.ms) / 1'000},
               {"agents", most},
               {"shrinkage", result.shrinkage},
               {"hours", result.hours()},
               {"cost", result.cost()}};
  json.update(day_json(result.checked));
  json["sensitivity"] = {{"volume_less", day_json(result.fewer_customers)},
                         {"volume_more", day_json(result.more_customers)},
                         {"service_longer", day_json(result.longer_service)},
                         {"one_of_each_absent", day_json(result.agents_absent)}};
  json["intervals"] = Json::array();
  for (std::size_t i = 0; i < result.need.starts.size(); ++i) {
    json["intervals"].push_back(interval_json(result, i));
  }
  return json.dump(2) + "\n";
}

}  // namespace stellwerk::cli
