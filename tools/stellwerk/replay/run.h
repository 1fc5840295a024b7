// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/stellwerk/client/access.h"
#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/checker.h"
#include "tools/stellwerk/replay/clock.h"
#include "tools/stellwerk/replay/desk.h"
#include "tools/stellwerk/replay/figures.h"
#include "tools/stellwerk/replay/gateway.h"
#include "tools/stellwerk/replay/screen.h"
#include "tools/stellwerk/replay/stream_feed.h"
#include "tools/stellwerk/replay/wire_line.h"

namespace stellwerk::cli {

// One day on one daemon: a gateway and a desk on a connection each, and a reader each for `events`
// and for the inboxes. One thread. An accelerated daemon is led on a short line: its clock never is
// more than some seconds ahead of what everybody here has read and done, so that nobody is late in
// the day because the machine is slow.
class Run {
 public:
  // `after`: the last entry of `events` before the day.
  Run(const Schedule& day, const Access& daemon, double speed, std::uint64_t seed,
      std::uint64_t after);

  // Until everybody has gone home and every entry is read. `show` is called some times a second.
  // Empty, or what went wrong.
  template <typename Show>
  std::string play(Show show) {
    std::string error = begin();
    while (error.empty() && !is_over()) {
      error = step();
      if (error.empty() && DayClock::Steady::now() >= next_show_) {
        next_show_ = DayClock::Steady::now() + kShowEvery;
        show(snapshot());
      }
    }
    if (error.empty()) show(snapshot());
    return error;
  }

  [[nodiscard]] Snapshot snapshot();
  [[nodiscard]] const Checker& checker() const { return checker_; }
  [[nodiscard]] const DayFigures& figures() const { return figures_; }
  [[nodiscard]] const Gateway& gateway() const { return gateway_; }
  [[nodiscard]] std::uint64_t inbox_entries() const { return inboxes_.entries(); }
  [[nodiscard]] std::uint64_t errors() const {
    return gateway_line_.errors() + desk_line_.errors();
  }
  [[nodiscard]] const std::string& first_error() const {
    return gateway_line_.errors() > 0 ? gateway_line_.first_error() : desk_line_.first_error();
  }

 private:
  static constexpr auto kShowEvery = std::chrono::milliseconds(200);

  std::string begin();
  std::string step();
  void ask_time();
  void on_desk_reply(const Purpose& purpose, const Value& reply);
  void wait();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] std::string failure();

  const Schedule& day_;
  double speed_;
  Naming naming_;
  Checker checker_;
  DayFigures figures_;
  WireLine gateway_line_;
  WireLine desk_line_;
  StreamFeed events_;
  StreamFeed inboxes_;
  Gateway gateway_;
  Desk desk_;
  DayClock clock_;
  DayClock::Steady::time_point next_show_;
  bool asked_time_ = false;  // and has no answer yet
  base::Instant limit_asked_ = DayClock::kFree;
  bool closing_ = false;  // everybody has been sent home
};

}  // namespace stellwerk::cli
