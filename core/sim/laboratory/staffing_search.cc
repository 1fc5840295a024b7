// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/staffing_search.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::lab {
namespace {

// Agents that one exchange takes out at most.
constexpr std::uint32_t kExchangedMax = 3;
constexpr double kSavingMin = 1e-9;

bool all_met(const Shortfalls& shortfalls) {
  return std::ranges::none_of(shortfalls, [](double shortfall) { return shortfall > 0; });
}

}  // namespace

StaffingSearch::StaffingSearch(std::vector<double> costs, Judge judge)
    : costs_(std::move(costs)), judge_(std::move(judge)) {
  SW_CHECK(std::ranges::all_of(costs_, [](double cost) { return cost > 0; }));
  list_exchanges();
}

void StaffingSearch::list_exchanges() {
  for (std::size_t out = 0; out < costs_.size(); ++out) {
    exchanges_.push_back({out, 1, out, 0, costs_[out]});
    for (std::size_t in = 0; in < costs_.size(); ++in) {
      if (in == out) continue;
      for (std::uint32_t outs = 1; outs <= kExchangedMax; ++outs) {
        for (std::uint32_t ins = std::max(outs, 2U) - 1; ins <= outs + 1; ++ins) {
          const double saving = outs * costs_[out] - ins * costs_[in];
          if (saving > kSavingMin) exchanges_.push_back({out, outs, in, ins, saving});
        }
      }
    }
  }
  std::ranges::stable_sort(exchanges_, std::ranges::greater{}, &Exchange::saving);
}

std::optional<StaffingPlan> StaffingSearch::from(StaffingPlan start, std::uint32_t agents_max) {
  SW_CHECK(start.size() == costs_.size());
  if (!fill(start, agents_max)) return std::nullopt;
  for (bool cheaper = true; cheaper;) {
    cheaper = false;
    for (const Exchange& exchange : exchanges_) {
      while (save(exchange, start)) cheaper = true;
    }
  }
  return start;
}

double StaffingSearch::cost(const StaffingPlan& plan) const {
  double cost = 0;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    cost += costs_[i] * std::accumulate(plan[i].begin(), plan[i].end(), 0.0);
  }
  return cost;
}

const Shortfalls& StaffingSearch::judged(const StaffingPlan& plan) {
  const auto known = judged_.find(plan);
  return known != judged_.end() ? known->second : judged_.emplace(plan, judge_(plan)).first->second;
}

std::size_t StaffingSearch::most_gain(const std::vector<Shortfalls>& tried, double before,
                                      std::size_t interval) const {
  const auto gain = [&](std::size_t profile) {
    return (before - tried[profile][interval]) / costs_[profile];
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i) {
    if (gain(i) > gain(best)) best = i;
  }
  return best;
}

bool StaffingSearch::fill(StaffingPlan& plan, std::uint32_t agents_max) {
  for (Shortfalls now = judged(plan); !all_met(now); now = judged(plan)) {
    std::vector<Shortfalls> tried;
    for (std::size_t profile = 0; profile < plan.size(); ++profile) {
      StaffingPlan trial = plan;
      for (std::size_t i = 0; i < now.size(); ++i) trial[profile][i] += now[i] > 0 ? 1U : 0U;
      tried.push_back(judged(trial));
    }
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] <= 0) continue;
      ++plan[most_gain(tried, now[i], i)][i];
      std::uint32_t agents = 0;
      for (const auto& profile : plan) agents += profile[i];
      if (agents > agents_max) return false;
    }
  }
  return true;
}

// Where it does not do, it is undone, or the last one before: who waits too long may have come to
// wait there.
bool StaffingSearch::save(const Exchange& exchange, StaffingPlan& plan) {
  StaffingPlan trial = plan;
  std::vector<bool> moved(plan.front().size());
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (trial[exchange.out][i] < exchange.out_count) continue;
    trial[exchange.out][i] -= exchange.out_count;
    trial[exchange.in][i] += exchange.in_count;
    moved[i] = true;
  }
  while (std::ranges::find(moved, true) != moved.end()) {
    const Shortfalls& now = judged(trial);
    if (all_met(now)) {
      plan = std::move(trial);
      return true;
    }
    for (std::size_t i = 0; i < moved.size(); ++i) {
      if (now[i] <= 0) continue;
      std::size_t back = i;
      while (back > 0 && !moved[back]) --back;
      if (!moved[back])
        back = static_cast<std::size_t>(std::ranges::find(moved, true) - moved.begin());
      if (back == moved.size()) return false;
      moved[back] = false;
      for (const std::size_t profile : {exchange.out, exchange.in}) {
        trial[profile][back] = plan[profile][back];
      }
    }
  }
  return false;
}

}  // namespace stellwerk::lab
