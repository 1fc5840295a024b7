// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/base/prng.h"
#include "core/sim/faults/draft.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/shadow.h"

namespace stellwerk::sim {

// Draws what clients ask for: mostly sensible, from a picture of the world that is always somewhat
// out of date.
class Workload {
 public:
  explicit Workload(const Scenario& scenario);

  struct Request {
    std::string bytes;
    bool named = false;       // carries REQ
    bool repeatable = false;  // may be sent again although nobody knows whether it was done
    bool reads = false;
  };
  Request next(const Shadow& shadow);

 private:
  enum Action : std::uint8_t {
    kOpen,
    kOffered,
    kClose,
    kLeave,
    kWrapped,
    kUpdate,
    kEscalate,
    kWrite,
    kAnswer,
    kPresence,
    kBeat,
    kEdit,
    kDelete,
    kReturn,
    kPolicy,
    kMistake,
    kRead,
    kHold,
    kResume,
    kTake,
    kTransfer,
    kDecide,
    kCallback,
    kActionCount,
  };

  Action draw_action(const Shadow& shadow);
  // False: there is nothing to do it to.
  bool draw(Draft& draft, Action action, const Shadow& shadow);
  bool draw_conversation(Draft& draft, Action action, const Shadow& shadow);
  bool draw_agent(Draft& draft, Action action, const Shadow& shadow);
  void draw_opening(Draft& draft, const Shadow& shadow);
  void draw_agent_set(Draft& draft, std::uint64_t agent);
  void draw_policy(Draft& draft);
  void draw_mistake(Draft& draft, const Shadow& shadow);
  void draw_read(Draft& draft, const Shadow& shadow);
  bool draw_write(Draft& draft, const Shadow& shadow);
  bool draw_answer(Draft& draft, const Shadow& shadow);
  bool draw_hand_over(Draft& draft, Action action, const Shadow& shadow);
  bool draw_hold(Draft& draft, Action action, const Shadow& shadow);
  bool draw_decision(Draft& draft, const Shadow& shadow);
  bool draw_callback(Draft& draft, const Shadow& shadow);
  void add_wishes(Draft& draft);
  void add_selection(Draft& draft);
  [[nodiscard]] std::string draw_queue();
  [[nodiscard]] std::string draw_channel();
  bool draw_update(Draft& draft, const Shadow& shadow);
  void add_skills(Draft& draft, std::uint64_t most, std::int64_t level_max);
  Request finish(Draft& draft);
  bool pick(const Shadow& shadow, model::ConvState state, std::uint32_t& number);

  const Scenario& scenario_;
  base::Prng prng_;
  std::array<std::uint64_t, kActionCount> weights_{};
  std::uint32_t next_conversation_ = 0;
  std::uint64_t next_message_ = 0;
  std::uint64_t next_request_ = 0;
  std::uint32_t set_up_ = 0;  // of the first commands: the policy, then the agents
};

}  // namespace stellwerk::sim
