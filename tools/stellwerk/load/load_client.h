// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/prng.h"
#include "core/sim/load_job.h"
#include "tools/stellwerk/client/connection.h"
#include "tools/stellwerk/client/histogram.h"

namespace stellwerk::cli {

// What the connections of a load run have in common.
struct LoadCommon {
  LoadCommon(const sim::LoadJob& job, std::uint64_t after, std::uint64_t seed);

  // The part of CONV.OPEN behind the identifier, of the demand drawn before; draws the next, and
  // has the processor fetch it meanwhile: all of them do not fit into its caches.
  std::string_view draw_opening();

  std::string openings;               // by demand, one behind the other
  std::vector<std::uint32_t> begins;  // in that; one more than demands
  std::size_t next_demand = 0;
  std::string prefix;      // of this run's identifiers, 8 characters
  std::uint32_t next = 0;  // number of the next conversation
  base::Prng prng;

  // Whole run, and while measuring.
  std::uint64_t assigned = 0;
  std::uint64_t cycles = 0;          // conversations opened, assigned and closed
  std::uint64_t closed_waiting = 0;  // at the end, because nobody could take them
  std::uint64_t waited = 0;          // not assigned at once
  std::uint64_t looks = 0;           // CONV.OPENs sent again for those
  std::uint64_t errors = 0;
  std::string first_error;
  LatencyHistogram latency;  // of CONV.OPEN, while measuring
  bool measuring = false;
  std::uint64_t measured_cycles = 0;
};

// One connection of a load run: keeps `pipeline` commands under way and `busy` conversations open;
// below that it opens, from there on it closes one at random before it opens the next. What had to
// wait is not closed before somebody has it: the same CONV.OPEN, sent again as by a gateway that
// lost the answer, tells where it stands. (CONV.GET would tell too, at the price of an exact rank
// for each.) It looks again whenever a quarter of this connection's conversations have changed:
// looking seldom would leave open for long what has been served, and in the end nothing to close.
class LoadClient {
 public:
  using Steady = std::chrono::steady_clock;

  LoadClient(Connection connection, LoadCommon& common, std::uint32_t pipeline, std::uint32_t busy);

  // Sends as many commands as may be under way. With `draining` it only closes.
  void refill(bool draining);
  // Takes the replies that have arrived. False when the connection has failed.
  bool receive();

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] bool is_full() const { return open_ >= busy_; }
  // Once full, it closes one and opens one: of many connections, hardly ever are all full at once.
  [[nodiscard]] bool was_full() const { return was_full_; }
  [[nodiscard]] bool is_drained() const { return open_ == 0 && under_way_.empty(); }

 private:
  enum class Verb : std::uint8_t { kOpen, kClose, kLook };
  struct Command {
    Steady::time_point sent;
    std::uint32_t conv = 0;
    std::uint32_t looks = 0;  // of kLook: how many there were before
    Verb verb = Verb::kOpen;
    bool assigned = false;  // of kClose: somebody had it
  };
  // Not assigned at once. Only looking tells when it is.
  struct Waiting {
    std::uint64_t look_at;  // in commands of this connection
    std::uint32_t conv;
    std::uint32_t looks;

    friend bool operator>(const Waiting& a, const Waiting& b) {
      return std::tie(a.look_at, a.conv) > std::tie(b.look_at, b.conv);
    }
  };

  void send_open(Steady::time_point now);
  bool send_close(Steady::time_point now);
  bool send_due_look(Steady::time_point now);
  bool send_look(Steady::time_point now);
  void send(std::string_view verb, const Command& command);
  void append_identifier(std::uint32_t conv);
  void on_reply(const Command& command, bool has_agent, Steady::time_point now);

  Connection connection_;
  LoadCommon& common_;
  std::uint32_t pipeline_;
  std::uint32_t busy_;
  std::deque<Command> under_way_;
  std::vector<std::uint32_t> assigned_;
  // The first to look after on top.
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::uint32_t open_ = 0;  // opened or being opened, and not being closed
  std::uint64_t commands_ = 0;
  bool was_full_ = false;
};

}  // namespace stellwerk::cli
