// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/board_feed.h"

#include <chrono>
#include <utility>

namespace stellwerk::cli {
namespace {

// One page, so that a board costs the daemon the same however many agents there are.
constexpr std::int64_t kAgentsMax = 1'000;

base::Instant wall_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

}  // namespace

bool BoardFeed::connect() {
  connection_ = open_session(daemon_);
  connected_ = connection_.failure().empty();
  problem_ = connection_.failure();
  awaited_ = 0;
  return connected_;
}

void BoardFeed::lose(std::string why) {
  connected_ = false;
  awaited_ = 0;
  connection_ = Connection();
  problem_ = std::move(why);
}

void BoardFeed::ask() {
  connection_.send({"QUEUE.STATS"});
  connection_.send(Request{"AGENT.LIST"}.option("COUNT", kAgentsMax));
  connection_.flush();
  awaited_ = 2;
  refusal_.clear();
}

BoardFeed::Outcome BoardFeed::receive() {
  connection_.flush();
  connection_.fill();
  while (awaited_ > 0) {
    const auto reply = connection_.next_reply();
    if (!reply) break;
    const bool is_queues = awaited_ == 2;
    --awaited_;
    const bool is_read = is_queues ? read_queues(*reply, coming_) : read_agents(*reply, coming_);
    if (!is_read && refusal_.empty()) {
      refusal_ = std::string(is_queues ? "QUEUE.STATS" : "AGENT.LIST") + " is answered: " +
                 (reply->is_error() ? reply->text : "something that is no such answer");
    }
    if (awaited_ > 0) continue;
    problem_ = refusal_;
    if (!problem_.empty()) return Outcome::kRefused;
    coming_.as_of = wall_now();
    std::swap(board_, coming_);
    return Outcome::kBoard;
  }
  if (connection_.failure().empty()) return Outcome::kNothing;
  lose(connection_.failure());
  return Outcome::kLost;
}

}  // namespace stellwerk::cli
