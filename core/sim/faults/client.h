// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "core/base/prng.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/wire.h"
#include "core/sim/faults/workload.h"

namespace stellwerk::sim {

// One gateway or desk: sends bursts of commands over a connection that may end at any time, asks
// again under the same name for what was not answered, and now and then for what was.
class Client {
 public:
  Client(const Scenario& scenario, std::uint32_t number, Coverage& coverage);

  // Sends a burst: it is on its way until deliver().
  void send(Workload& workload, const Shadow& shadow, DrawnInbox& inbox, base::Prng& prng);
  // What was sent first arrives at the shard. False: nothing is on its way.
  bool deliver(DrawnInbox& inbox);
  void on_answer(std::uint64_t session, std::string_view bytes, base::Prng& prng);
  // The connection ends. What is on its way may arrive nevertheless.
  void reconnect(base::Prng& prng);
  // The shard has gone, and every connection with it.
  void on_crash();

  [[nodiscard]] static std::uint32_t number_of(std::uint64_t session) {
    return static_cast<std::uint32_t>(session & 0xffffU);
  }
  // Sent or to be sent again, and not answered.
  [[nodiscard]] bool waiting() const { return !asked_.empty() || !on_the_way_.empty(); }

 private:
  static constexpr std::size_t kRecentMax = 8;

  Workload::Request draw(Workload& workload, const Shadow& shadow, base::Prng& prng);
  [[nodiscard]] std::uint64_t session() const {
    return std::uint64_t{generation_} << 16U | number_;
  }

  const Scenario& scenario_;
  const std::uint32_t number_;
  Coverage& coverage_;
  std::uint32_t generation_ = 0;
  std::deque<Workload::Request> asked_;   // in this session, in order
  std::deque<Workload::Request> again_;   // lost with a session
  std::deque<Workload::Request> recent_;  // answered
  std::deque<DrawnInbox::Block*> on_the_way_;
  model::CommandDecoder decoder_;
};

}  // namespace stellwerk::sim
