// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/skill_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"

namespace stellwerk::queueing {
namespace {

using Mask = std::uint32_t;

constexpr double kNothing = -std::numeric_limits<double>::infinity();

struct Class {
  double arrival_rate;
  Mask groups;
};

// A state says how many agents of each group are in a set; it is numbered by these as digits. The
// product form is over the orders in which agents got busy and idle. Agents of a group are alike,
// so sums over the orders of a set depend on its digits alone, and follow from the sums of sets
// with one agent less. They are kept as logarithms, divided by the product of the digits'
// factorials.
class ProductForm {
 public:
  ProductForm(std::vector<AgentGroup> groups, std::vector<Class> classes)
      : groups_(std::move(groups)), classes_(std::move(classes)), digits_(groups_.size(), 0) {
    std::size_t states = 1;
    for (const AgentGroup& group : groups_) {
      strides_.push_back(states);
      states *= group.agents + 1;
    }
    busy_.assign(states, kNothing);
    idle_.assign(states, kNothing);
    waits_.assign(states * classes_.size(), 0);
  }

  [[nodiscard]] bool solve() {
    busy_[0] = 0;
    idle_[0] = 0;
    for (std::size_t state = 1; state < busy_.size(); ++state) {
      count_up();
      if (!add_busy(state)) return false;
      idle_[state] = log_sum_below(idle_, state) - std::log(rate_of_servable());
    }
    return true;
  }

  // Of every class, in the order given.
  [[nodiscard]] std::vector<ClassWait> waits() {
    const std::size_t last = busy_.size() - 1;
    double largest = kNothing;
    for (std::size_t state = 0; state <= last; ++state) {
      largest = std::max(largest, busy_[state] + idle_[last - state]);
    }
    double total = 0;
    std::vector<ClassWait> waits(classes_.size());
    std::fill(digits_.begin(), digits_.end(), 0);
    for (std::size_t state = 0; state <= last; ++state) {
      if (state > 0) count_up();
      const double weight = std::exp(busy_[state] + idle_[last - state] - largest);
      const Mask whole = whole_groups();
      total += weight;
      for (std::size_t k = 0; k < classes_.size(); ++k) {
        if ((classes_[k].groups & ~whole) == 0) waits[k].p_wait += weight;
        waits[k].mean_wait += weight * waits_[state * classes_.size() + k];
      }
    }
    for (ClassWait& wait : waits) {
      wait.p_wait /= total;
      wait.mean_wait /= total;
    }
    return waits;
  }

 private:
  void count_up() {
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      if (++digits_[g] <= groups_[g].agents) return;
      digits_[g] = 0;
    }
  }

  [[nodiscard]] Mask whole_groups() const {
    Mask mask = 0;
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      if (digits_[g] == groups_[g].agents) mask |= Mask{1} << g;
    }
    return mask;
  }

  // Of the classes that some agent of the set can serve.
  [[nodiscard]] double rate_of_servable() const {
    Mask present = 0;
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      if (digits_[g] > 0) present |= Mask{1} << g;
    }
    double rate = 0;
    for (const Class& each : classes_) {
      if ((each.groups & present) != 0) rate += each.arrival_rate;
    }
    return rate;
  }

  [[nodiscard]] double log_sum_below(const std::vector<double>& of, std::size_t state) const {
    double largest = kNothing;
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      if (digits_[g] > 0) largest = std::max(largest, of[state - strides_[g]]);
    }
    double sum = 0;
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      if (digits_[g] > 0) sum += std::exp(of[state - strides_[g]] - largest);
    }
    return largest + std::log(sum);
  }

  // With the set's agents busy, those whom nobody else can serve wait in front of the one who got
  // busy last: a geometric number of them. False when they come as fast as the set can serve.
  [[nodiscard]] bool add_busy(std::size_t state) {
    double spare = 0;
    for (std::size_t g = 0; g < digits_.size(); ++g) {
      spare += digits_[g] * groups_[g].service_rate;
    }
    const Mask whole = whole_groups();
    for (const Class& each : classes_) {
      if ((each.groups & ~whole) == 0) spare -= each.arrival_rate;
    }
    if (spare <= 0) return false;
    const double below = log_sum_below(busy_, state);
    busy_[state] = below - std::log(spare);
    for (std::size_t k = 0; k < classes_.size(); ++k) {
      double wait = (classes_[k].groups & ~whole) == 0 ? 1 / spare : 0;
      for (std::size_t g = 0; g < digits_.size(); ++g) {
        if (digits_[g] == 0) continue;
        const std::size_t before = state - strides_[g];
        wait += std::exp(busy_[before] - below) * waits_[before * classes_.size() + k];
      }
      waits_[state * classes_.size() + k] = wait;
    }
    return true;
  }

  const std::vector<AgentGroup> groups_;
  const std::vector<Class> classes_;
  std::vector<std::uint32_t> digits_;
  std::vector<std::size_t> strides_;
  std::vector<double> busy_;
  std::vector<double> idle_;
  std::vector<double> waits_;  // by state and class: the mean wait, given that set of busy agents
};

}  // namespace

std::uint64_t skill_graph_states(std::span<const AgentGroup> groups) {
  std::uint64_t states = 1;
  for (const AgentGroup& group : groups) {
    const std::uint64_t digits = std::uint64_t{group.agents} + 1;
    if (states > std::numeric_limits<std::uint64_t>::max() / digits) {
      return std::numeric_limits<std::uint64_t>::max();
    }
    states *= digits;
  }
  return states;
}

std::optional<std::vector<ClassWait>> skill_graph_waits(std::span<const AgentGroup> groups,
                                                        std::span<const ContactClass> classes) {
  SW_CHECK(groups.size() <= 32 && skill_graph_states(groups) <= kSkillGraphStatesMax);
  // Agents to whom nothing comes are always idle, and whoever they can serve never waits.
  std::vector<double> offered(groups.size(), 0);
  for (const ContactClass& each : classes) {
    SW_CHECK(each.arrival_rate >= 0);
    std::uint32_t agents = 0;
    for (const std::uint32_t g : each.groups) {
      SW_CHECK(g < groups.size());
      offered[g] += each.arrival_rate;
      agents = std::max(agents, groups[g].agents);
    }
    SW_CHECK(agents > 0);
  }
  std::vector<AgentGroup> kept;
  std::vector<Mask> bits(groups.size(), 0);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    SW_CHECK(groups[g].service_rate > 0);
    if (groups[g].agents == 0 || offered[g] == 0) continue;
    bits[g] = Mask{1} << kept.size();
    kept.push_back(groups[g]);
  }
  std::vector<Class> waiting;
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    Mask mask = 0;
    bool at_once = false;
    for (const std::uint32_t g : classes[k].groups) {
      mask |= bits[g];
      at_once |= groups[g].agents > 0 && offered[g] == 0;
    }
    if (at_once) continue;
    numbers.push_back(k);
    waiting.push_back({classes[k].arrival_rate, mask});
  }
  ProductForm form(std::move(kept), std::move(waiting));
  if (!form.solve()) return std::nullopt;
  std::vector<ClassWait> all(classes.size());
  const std::vector<ClassWait> found = form.waits();
  for (std::size_t i = 0; i < found.size(); ++i) all[numbers[i]] = found[i];
  return all;
}

}  // namespace stellwerk::queueing
