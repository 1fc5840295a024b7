// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/agenda.h"
#include "tools/stellwerk/replay/checker.h"
#include "tools/stellwerk/replay/entry.h"
#include "tools/stellwerk/replay/line.h"
#include "tools/stellwerk/replay/naming.h"

namespace stellwerk::cli {

// Plays the customers: brings the day's contacts when they are due, lets those who lose patience
// leave, and writes their further messages while somebody is with them. Learns how they fare from
// the stream `events`. Times are spans since the day's midnight.
class Gateway {
 public:
  Gateway(const Schedule& day, const Naming& naming, Line& line, Checker& checker);

  void act(base::Duration now);
  // `at`: the entry's time on the day.
  void on_entry(const Entry& entry, base::Duration at);

  [[nodiscard]] bool is_idle() const { return agenda_.empty(); }
  // REQUIRES: not idle.
  [[nodiscard]] base::Duration next_due() const { return agenda_.next_due(); }
  [[nodiscard]] std::size_t arrived() const { return arrived_; }

 private:
  struct Action {
    enum class Kind : std::uint8_t { kArrive, kLoseHeart, kWrite };
    Kind kind = Kind::kArrive;
    std::size_t contact = 0;
    std::uint32_t phase = 0;  // still valid while the contact's is the same
    int turn = 0;
  };

  void arrive(std::size_t contact);
  void lose_heart(std::size_t contact);
  void write(std::size_t contact, int turn);
  void wait_for_people(std::size_t contact, base::Duration at);
  void talk(std::size_t contact, base::Duration at);

  const Schedule& day_;
  const Naming& naming_;
  Line& line_;
  Checker& checker_;
  Agenda<Action> agenda_;
  std::vector<std::uint32_t> phases_;  // by contact: + 1 whenever it changes hands or ends
  std::size_t arrived_ = 0;
};

}  // namespace stellwerk::cli
