// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/staffing_start.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/queueing/staffing.h"

namespace stellwerk::cli {
namespace {

constexpr double kMsPerSecond = 1'000;
// Erlang's formulas want an end: a goal of all is asked as one of nearly all.
constexpr double kGoalMost = 0.9999;

// All classes of an interval as if they were one, weighted by how many come.
struct Mixture {
  double customers = 0;
  double work_s = 0;
  double target_s = 0;
  double goal = 0;
  double impatient = 0;
  double patience_s = 0;
};

Mixture mixture_of(const lab::Scenario& scenario, const StaffingNeed& need, std::size_t interval,
                   const std::vector<double>& goals) {
  Mixture mix;
  for (std::size_t i = 0; i < scenario.classes.size(); ++i) {
    const lab::CustomerClass& customers = scenario.classes[i];
    const double count = need.expected[i][interval];
    if (customers.target == model::kNoTarget) continue;
    mix.customers += count;
    mix.work_s += count * handling_s(scenario, customers);
    mix.target_s += count * static_cast<double>(customers.target.ms) / kMsPerSecond;
    mix.goal += count * goals[i];
    if (customers.patience.mean() <= 0) continue;
    mix.impatient += count;
    mix.patience_s += count * customers.patience.mean() / kMsPerSecond;
  }
  return mix;
}

std::uint32_t pooled_agents(const Mixture& mix, double interval_s) {
  if (mix.customers <= 0) return 0;
  const queueing::Station station{mix.customers / interval_s, mix.customers / mix.work_s, 1};
  const queueing::Goals goals{.service_level = std::min(mix.goal / mix.customers, kGoalMost)};
  const double target = mix.target_s / mix.customers;
  const bool impatient = mix.impatient > mix.customers / 2;
  const auto agents =
      impatient ? queueing::least_agents_a(station, mix.patience_s / mix.impatient, target, goals)
                : queueing::least_agents_c(station, target, goals);
  return agents.value_or(queueing::kAgentsMax);
}

// Among `profiles` that may serve all the classes: those whose service costs least, who is slow
// costs more, and of those the ones with the fewest skills.
std::vector<std::size_t> cheapest(const lab::Scenario& scenario,
                                  const std::vector<std::size_t>& profiles,
                                  const std::vector<std::size_t>& classes) {
  std::vector<std::size_t> best;
  const auto rank = [&](std::size_t number) {
    const lab::AgentGroup& group = scenario.groups[profiles[number]];
    double slowness = 0;
    for (const std::size_t i : classes) slowness += group.slowness.empty() ? 1 : group.slowness[i];
    return std::pair(group.cost * slowness, group.skills.size());
  };
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const bool able = std::ranges::all_of(classes, [&](std::size_t number) {
      return lab::can_serve(scenario.groups[profiles[i]], scenario.classes[number],
                            scenario.policy);
    });
    if (!able || (!best.empty() && rank(best.front()) < rank(i))) continue;
    if (!best.empty() && rank(i) < rank(best.front())) best.clear();
    best.push_back(i);
  }
  return best;
}

// What formulas give each class: agents of its own, in turn of all profiles that suit it as well.
class ClassShares {
 public:
  ClassShares(const lab::Scenario& scenario, const std::vector<std::size_t>& profiles)
      : scenario_(scenario), profiles_(profiles) {
    for (std::size_t i = 0; i < scenario.classes.size(); ++i) {
      own_.push_back(cheapest(scenario, profiles, {i}));
    }
  }

  // The class whom no profile may serve; or as many as there are.
  [[nodiscard]] std::size_t unserved() const {
    const auto found = std::ranges::find_if(own_, [](const auto& own) { return own.empty(); });
    return static_cast<std::size_t>(found - own_.begin());
  }

  void add(const StaffingNeed& need, std::size_t interval, double c,
           lab::StaffingPlan& plan) const {
    const double interval_s = static_cast<double>(need.interval.ms) / kMsPerSecond;
    for (std::size_t i = 0; i < own_.size(); ++i) {
      const double load =
          need.expected[i][interval] * handling_s(scenario_, scenario_.classes[i]) / interval_s;
      const double pace = lab::best_pace(scenario_.groups[profiles_[own_[i].front()]]);
      const auto agents = static_cast<std::size_t>(std::ceil((load + c * std::sqrt(load)) / pace));
      for (std::size_t j = 0; j < agents; ++j) ++plan[own_[i][(i + j) % own_[i].size()]][interval];
    }
  }

 private:
  const lab::Scenario& scenario_;
  const std::vector<std::size_t>& profiles_;
  std::vector<std::vector<std::size_t>> own_;
};

}  // namespace

StaffingStart staffing_start(const lab::Scenario& scenario, const StaffingNeed& need,
                             const std::vector<std::size_t>& profiles,
                             const std::vector<double>& goals) {
  StaffingStart start;
  const ClassShares shares(scenario, profiles);
  if (shares.unserved() < scenario.classes.size()) {
    start.problem = "class \"" + scenario.classes[shares.unserved()].name +
                    "\": no [[agents]] of people have the skills, channel and queue for it";
    return start;
  }
  std::vector<std::size_t> everybody;
  for (std::size_t i = 0; i < scenario.classes.size(); ++i) everybody.push_back(i);
  const std::vector<std::size_t> universal = cheapest(scenario, profiles, everybody);
  const std::size_t intervals = need.starts.size();
  const lab::StaffingPlan nobody(profiles.size(), std::vector<std::uint32_t>(intervals));
  start.plans.assign(universal.empty() ? 1 : 2, nobody);
  const double interval_s = static_cast<double>(need.interval.ms) / kMsPerSecond;
  for (std::size_t interval = 0; interval < intervals; ++interval) {
    const Mixture mix = mixture_of(scenario, need, interval, goals);
    start.pooled.push_back(pooled_agents(mix, interval_s));
    const double load = mix.work_s / interval_s;
    if (load <= 0) continue;
    const double c = std::max(start.pooled.back() - load, 0.0) / std::sqrt(load);
    shares.add(need, interval, c, start.plans.front());
    if (universal.empty()) continue;
    const double pace = lab::best_pace(scenario.groups[profiles[universal.front()]]);
    start.plans.back()[universal.front()][interval] =
        static_cast<std::uint32_t>(std::ceil(start.pooled.back() / pace));
  }
  return start;
}

}  // namespace stellwerk::cli
