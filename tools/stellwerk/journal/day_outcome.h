// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/figures.h"
#include "core/model/event.h"

// What became of a day of one tenant, whoever decided it.
namespace stellwerk::cli {

struct QueueOutcome {
  std::uint64_t opened = 0;
  std::uint64_t on_time = 0;  // work on it began by its first-response deadline
  std::uint64_t late = 0;
  std::uint64_t assigned = 0;
  std::uint64_t abandoned = 0;
  std::uint64_t breached = 0;          // response clocks that ran out
  std::vector<std::int64_t> waits_ms;  // of each assignment: from the opening to it

  void add(const QueueOutcome& other);

  // Of those that work began on; 0 without any.
  [[nodiscard]] double on_time_share() const;
  [[nodiscard]] double mean_wait_ms() const;
  // The wait that so many in a thousand do not exceed; 0 without any.
  [[nodiscard]] std::int64_t wait_ms(std::uint32_t permille) const;
};

class DayOutcome {
 public:
  void take(const model::Event& event);
  // At the end of the day.
  void close(const engine::Figures& figures);

  [[nodiscard]] const std::map<std::string, QueueOutcome, std::less<>>& queues() const {
    return queues_;
  }
  [[nodiscard]] QueueOutcome total() const;
  [[nodiscard]] std::uint64_t open() const { return open_; }

  // By conversation, for each of its openings: who was given it first; empty for nobody.
  using FirstAgents = std::map<std::string, std::vector<std::string>, std::less<>>;
  [[nodiscard]] const FirstAgents& first_agents() const { return first_agents_; }

 private:
  std::map<std::string, QueueOutcome, std::less<>> queues_;
  FirstAgents first_agents_;
  std::uint64_t open_ = 0;  // at the end
};

// Openings by who was given them first on two days.
struct Moves {
  std::uint64_t same = 0;
  std::uint64_t another = 0;
  std::uint64_t only_before = 0;  // somebody worked on it on the first day alone
  std::uint64_t only_after = 0;

  void add(const Moves& other);
};
[[nodiscard]] Moves moves_between(const DayOutcome& before, const DayOutcome& after);

}  // namespace stellwerk::cli
