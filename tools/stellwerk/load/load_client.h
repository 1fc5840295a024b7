// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <string_view>
#include <tuple>
#include <vector>

#include "tools/stellwerk/client/connection.h"
#include "tools/stellwerk/load/load_ledger.h"

namespace stellwerk::cli {

// Its number among the connections of a run, and its part of the work.
struct LoadShare {
  std::uint32_t number = 0;  // below `of`
  std::uint32_t of = 1;
  std::uint32_t pipeline = 64;  // commands under way, at most
  std::uint32_t busy = 1;       // conversations to keep open
};

// One connection of a load run. It keeps `busy` conversations open: below that it opens, from there
// on it closes one at random before it opens the next. In a closed loop it keeps `pipeline`
// commands under way; in an open loop it sends what has arrived, or lets it wait, at the cost of
// its latency, while so many are.
//
// What had to wait is not closed before somebody has it. Either events tell (told()), or the same
// CONV.OPEN, sent again as by a gateway that lost the answer, tells where it stands. (CONV.GET
// would tell too, at the price of an exact rank for each.) It looks again whenever a quarter of
// this connection's conversations have changed: looking seldom would leave open for long what has
// been served, and in the end nothing to close.
//
// Times are the caller's, in nanoseconds.
class LoadClient {
 public:
  LoadClient(Connection connection, LoadLedger& ledger, const LoadShare& share);

  // A conversation that was to be opened at that time.
  void arrive(std::uint64_t at_ns) { arrived_.push_back(at_ns); }
  // Sends as many commands as may be under way in this phase.
  void refill(std::uint64_t now_ns);
  // Takes the replies that have been read. False when it cannot go on.
  bool take_replies(std::uint64_t now_ns);
  // An event tells that somebody has the conversation, which is of this connection.
  void told(std::uint32_t conv) { on_assigned(conv); }
  // Counts what has no answer, with the age it has now, and forgets what has arrived.
  void give_up_arrived(std::uint64_t now_ns);

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] bool is_full() const { return open_ >= share_.busy; }
  // Once full, it closes one and opens one: of many connections, hardly ever are all full at once.
  [[nodiscard]] bool was_full() const { return was_full_; }
  // As many are under way as may be, or have been and half of them still are.
  [[nodiscard]] bool is_deep() const { return was_deep_; }
  [[nodiscard]] bool is_idle() const { return under_way_.empty() && arrived_.empty(); }
  [[nodiscard]] bool is_drained() const { return open_ == 0 && under_way_.empty(); }

 private:
  enum class Verb : std::uint8_t { kOpen, kClose, kLook };
  struct Command {
    std::uint64_t since_ns = 0;  // sent, or scheduled
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

  bool send_next(std::uint64_t now_ns);
  bool send_arrived(std::uint64_t now_ns);
  void send_open(std::uint64_t since_ns);
  bool send_close(std::uint64_t since_ns);
  bool send_due_look(std::uint64_t now_ns);
  bool send_look(std::uint64_t now_ns);
  void send(std::string_view head, const Command& command, std::string_view tail);
  void on_reply(const Command& command, bool has_agent, std::uint64_t now_ns);
  void on_error(const Command& command, std::string_view text);
  void on_assigned(std::uint32_t conv);

  Connection connection_;
  LoadLedger& ledger_;
  LoadShare share_;
  std::deque<std::uint64_t> arrived_;  // and not sent yet
  std::deque<Command> under_way_;
  std::vector<std::uint32_t> assigned_;
  // The first to look after on top.
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::uint32_t next_;      // number of the next conversation: `of` apart
  std::uint32_t open_ = 0;  // opened or being opened, and not being closed
  std::uint64_t commands_ = 0;
  bool was_full_ = false;
  bool was_deep_ = false;  // at the last refill, but for those that came too early
};

}  // namespace stellwerk::cli
