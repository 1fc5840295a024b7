// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/erlang_a.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "core/queueing/negative_binomial.h"

namespace stellwerk::queueing {
namespace {

// What is left out of a sum, as a share of it.
constexpr double kNegligible = 1e-18;

// The long-run distribution of the number of conversations in the station, as weights. Their
// quotients fall from one state to the next, so there is one largest: it gets the weight 1 and the
// others follow from it in both directions, whatever the load.
class States {
 public:
  States(const Station& station, double patience) : station_(station), leaving_(1 / patience) {
    const std::uint64_t top = most_likely();
    if (top < station.agents) {
      walk_down(top, 1);
      double weight = 1;
      for (std::uint64_t j = top; j < station.agents; ++j) {
        if (j > top) add_free(j, weight);
        weight *= station.arrival_rate / rate_out(j + 1);
      }
      walk_up(0, weight);
      return;
    }
    first_ = top - station.agents;
    walk_up(first_, 1);
    walk_down_the_queue(1);
  }

  // Sum over the states in which an agent is free, and of the busy agents in them.
  [[nodiscard]] double free_weight() const { return free_weight_; }
  [[nodiscard]] double free_busy() const { return free_busy_; }
  // The states with all agents busy: entry i has first() + i waiting.
  [[nodiscard]] const std::vector<double>& queued() const { return queued_; }
  [[nodiscard]] std::uint64_t first() const { return first_; }

 private:
  [[nodiscard]] double capacity() const { return station_.agents * station_.service_rate; }

  [[nodiscard]] double rate_out(std::uint64_t j) const {
    if (j <= station_.agents) return static_cast<double>(j) * station_.service_rate;
    return capacity() + static_cast<double>(j - station_.agents) * leaving_;
  }

  [[nodiscard]] std::uint64_t most_likely() const {
    const double excess = station_.arrival_rate - capacity();
    if (excess < 0) {
      const auto busy = static_cast<std::uint64_t>(station_.load());
      return std::min<std::uint64_t>(busy, station_.agents);
    }
    return station_.agents + static_cast<std::uint64_t>(excess / leaving_);
  }

  void add_free(std::uint64_t busy, double weight) {
    free_weight_ += weight;
    free_busy_ += static_cast<double>(busy) * weight;
  }

  // From the state with `from` busy agents, of weight `weight`, to the empty one.
  void walk_down(std::uint64_t from, double weight) {
    for (std::uint64_t j = from;; --j) {
      add_free(j, weight);
      if (j == 0 || weight == 0) return;
      weight *= rate_out(j) / station_.arrival_rate;
    }
  }

  // From the largest state, whose entry walk_up() has made, down through those with a queue and
  // then those without.
  void walk_down_the_queue(double weight) {
    std::vector<double> below;
    std::uint64_t waiting = first_;
    while (waiting > 0 && weight > 0) {
      weight *= rate_out(station_.agents + waiting) / station_.arrival_rate;
      --waiting;
      below.push_back(weight);
    }
    queued_.insert(queued_.begin(), below.rbegin(), below.rend());
    first_ = waiting;
    if (waiting > 0) return;
    walk_down(station_.agents - 1, weight * capacity() / station_.arrival_rate);
  }

  void walk_up(std::uint64_t waiting, double weight) {
    double sum = 0;
    while (true) {
      queued_.push_back(weight);
      sum += weight * static_cast<double>(waiting + 1);
      ++waiting;
      const double quotient = station_.arrival_rate / rate_out(station_.agents + waiting);
      weight *= quotient;
      // Later quotients are smaller, so the rest is below a geometric series.
      const double rest =
          weight * static_cast<double>(waiting + 1) / ((1 - quotient) * (1 - quotient));
      if (weight == 0 || (quotient < 1 && rest <= kNegligible * sum)) return;
    }
  }

  const Station station_;
  const double leaving_;
  double free_weight_ = 0;
  double free_busy_ = 0;
  std::vector<double> queued_;
  std::uint64_t first_ = 0;
};

struct Sums {
  double queued = 0;    // weight of the states with all agents busy
  double waiting = 0;   // times the number that waits
  double in_time = 0;   // whose last in the queue is served within the target
  double answered = 0;  // times the mean wait of the last in the queue, where he is served
};

// Whoever finds n waiting comes to state n + 1, and is served with probability cµ / (cµ + (n+1)θ);
// weight(n) of that is weight(n + 1) cµ / λ. His wait V, were he patient, has e^(-θV) distributed
// as Beta(cµ/θ, n+1), since it is a sum of exponential times with rates cµ, cµ+θ, ..., cµ+nθ. Given
// that he is served it is as Beta(cµ/θ + 1, n+1), and the mean of V is the sum of 1/(cµ+iθ), i from
// 1 to n+1.
Sums sum(const Station& station, const States& states, double patience, double target) {
  const double leaving = 1 / patience;
  const double capacity = station.agents * station.service_rate;
  const std::vector<double>& queued = states.queued();
  const std::vector<double> later =
      NegativeBinomial(capacity * patience + 1, target * leaving)
          .more_than(states.first() == 0 ? 0 : states.first() - 1, queued.size());
  double wait = 0;
  for (std::uint64_t i = 1; i < states.first(); ++i) {
    wait += 1 / (capacity + static_cast<double>(i) * leaving);
  }
  Sums sums;
  for (std::size_t i = 0; i < queued.size(); ++i) {
    const std::uint64_t waiting = states.first() + i;
    sums.queued += queued[i];
    if (waiting == 0) continue;
    wait += 1 / (capacity + static_cast<double>(waiting) * leaving);
    sums.waiting += queued[i] * static_cast<double>(waiting);
    sums.in_time += queued[i] * later[states.first() == 0 ? i - 1 : i];
    sums.answered += queued[i] * wait;
  }
  return sums;
}

}  // namespace

Measures erlang_a(const Station& station, double patience, double target) {
  SW_CHECK(station.agents >= 1 && station.service_rate > 0 && target >= 0);
  SW_CHECK(patience > 0 && station.arrival_rate >= 0);
  SW_CHECK(station.arrival_rate * patience <= kArrivalsPerPatienceMax);
  Measures measures;
  if (station.arrival_rate == 0) {
    measures.service_level = 1;
    return measures;
  }
  const States states(station, patience);
  const Sums sums = sum(station, states, patience, target);
  const double total = states.free_weight() + sums.queued;
  const double busy = (states.free_busy() + station.agents * sums.queued) / total;
  const double served = busy * station.service_rate / station.arrival_rate;
  const double begun = station.agents * station.service_rate / station.arrival_rate;
  measures.p_wait = sums.queued / total;
  measures.service_level = (states.free_weight() + begun * sums.in_time) / total;
  measures.mean_answer_wait = begun * sums.answered / total / served;
  measures.mean_wait = sums.waiting / total / station.arrival_rate;
  measures.p_abandon = measures.mean_wait / patience;
  measures.occupancy = busy / station.agents;
  return measures;
}

}  // namespace stellwerk::queueing
