// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/entry.h"
#include "tools/stellwerk/replay/naming.h"

namespace stellwerk::cli {

// What became of the contacts of one class.
struct ClassFigures {
  std::uint64_t offered = 0;    // contacts
  std::uint64_t answered = 0;   // begun by a person, or answered by a bot alone
  std::uint64_t on_time = 0;    // of those: begun within the target
  std::uint64_t abandoned = 0;  // left before that
  std::uint64_t overdue = 0;    // still waiting, past the target
  std::uint64_t waiting = 0;
  base::Duration oldest{0};  // wait of the longest waiting

  // Share of those whose fate is decided that was on time; 1 when there are none.
  [[nodiscard]] double on_time_share() const;
};

// Counts a day from the stream `events`. All durations are differences of the entries' times.
// A contact's wait runs from its opening until a person begins; where a bot answers alone, until
// the bot does. So a hand-over restarts nothing.
class DayFigures {
 public:
  DayFigures(const Schedule& day, const Naming& naming);

  void on_entry(const Entry& entry);

  // By class, and all together. `now`: on the clock of the entries.
  [[nodiscard]] std::vector<ClassFigures> classes(base::Instant now) const;
  [[nodiscard]] static ClassFigures total(const std::vector<ClassFigures>& classes);
  // The wait that `share` of the answered contacts did not exceed; 0 when there are none.
  // REQUIRES: 0 <= share <= 1.
  [[nodiscard]] base::Duration wait_quantile(double share) const;

  struct Counts {
    std::uint64_t assignments = 0;
    std::uint64_t to_bots = 0;
    std::uint64_t offers = 0;
    std::uint64_t declined = 0;
    std::uint64_t expired = 0;
    std::uint64_t escalated = 0;
    std::uint64_t messages = 0;
    std::uint64_t breached = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct Fate {
    bool opened = false;
    bool closed = false;
    bool abandoned = false;
    bool at_work = false;  // somebody has it now
    bool answered = false;
    bool with_bot = false;  // a bot has begun, once
    base::Instant opened_at;
    base::Instant bot_at;
    base::Duration wait;  // once answered
  };

  void on_conversation(const Entry& entry, Fate& fate);
  void answer(Fate& fate, base::Instant at);
  void count(const Entry& entry);

  const Schedule& day_;
  const Naming& naming_;
  std::unordered_set<std::string> bots_;
  std::vector<Fate> fates_;
  std::vector<base::Duration> waits_;
  Counts counts_;
};

}  // namespace stellwerk::cli
