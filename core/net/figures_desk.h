// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "core/metrics/readings.h"
#include "core/runtime/port.h"
#include "core/runtime/runtime.h"

namespace stellwerk::net {

// Asks all shards for their figures and waits for the answers: what the HTTP thread does for a
// scrape.
// Thread safety: one thread. Must not outlive the runtime, which fills its mailboxes; destroy it
// only once the runtime has stopped.
class FiguresDesk {
 public:
  FiguresDesk(const runtime::Runtime& runtime, runtime::Port& port,
              std::uint32_t inbox_commands_max);

  // By shard. One that does not answer within the time is not up; it is not asked again before its
  // answer has come.
  [[nodiscard]] std::vector<metrics::ShardReadings> ask(std::int64_t timeout_ms);

 private:
  struct Inquiry {
    runtime::FiguresMailbox mailbox;
    bool under_way = false;
  };

  void collect();
  [[nodiscard]] bool all_answered() const;

  const runtime::Runtime& runtime_;
  runtime::Port& port_;
  const std::uint32_t inbox_commands_max_;
  std::deque<Inquiry> inquiries_;  // by shard; never moved
};

}  // namespace stellwerk::net
