// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/engine/agent.h"
#include "core/engine/conversation.h"
#include "core/engine/matching.h"
#include "core/engine/plan.h"
#include "core/engine/requirement.h"
#include "core/engine/selection.h"

namespace stellwerk::engine {

// Something an agent lacks to take a waiting conversation. The first ones are lasting: they end
// when somebody changes the agent or what the conversation asks for. The rest pass.
enum class LackKind : std::uint8_t {
  kSkill = 0,
  kQueue = 1,
  kChannel = 2,
  kCapacity = 3,
  kHuman = 4,
  kOffline = 5,
  kAway = 6,
  kDraining = 7,
  kPassedOver = 8,
  kChannelRoom = 9,
  kUnits = 10,
  kClaimed = 11,  // its free units are kept for another conversation
  kReserve = 12,
  kTurn =
      13,  // another conversation of its kind goes first, and the reserve keeps that one waiting
  kSticky = 14,    // the conversation waits for another agent alone
  kStep = 15,      // a later step of the plan, or the opening of the queue
  kKind = 16,      // lasting: the steps are for bots
  kWriting = 17,   // the customer may be writing on: nobody is given it
  kDecision = 18,  // somebody outside is asked for its agent
  kCallback = 19,  // the customer is to be called later
  kRamp = 20,      // it has come online, and takes work gradually
  kWhole = 21,     // exclusive work goes with no other
  kHours = 22,     // the step is for open hours, or for closed ones
};
inline constexpr std::size_t kLackKindCount = 23;

// Why a decision passes agents over: for what they lack, and the last, that they came after.
inline constexpr std::size_t kCameAfter = kLackKindCount;
inline constexpr std::size_t kPassedOverReasons = kLackKindCount + 1;

[[nodiscard]] constexpr bool is_lasting(LackKind kind) {
  return kind <= LackKind::kHuman || kind == LackKind::kKind;
}

// Its name in counts: "skills".
[[nodiscard]] std::string_view name(LackKind kind);

struct Lack {
  LackKind kind = LackKind::kSkill;
  std::uint32_t subject = kNone;  // skill, queue or conversation
  std::int64_t has = 0;           // level, units or conversations
  std::int64_t needs = 0;         // the same, or a time: passed over until then
};

// What each agent lacks now to take one waiting conversation. Agrees with what matching does: an
// agent who lacks nothing would have it. Reads only.
class Lacks {
 public:
  struct Tables {
    const Plan& plan;
    const AgentTable& agents;
    const ConversationTable& conversations;
    const RequirementTable& requirements;
    const Matching& matching;
    const Selection& selection;
  };

  // REQUIRES: the conversation waits.
  Lacks(const Tables& tables, ConvSlot conversation, base::Instant now);

  // Appends to `lacks`. REQUIRES: the agent is registered.
  void find(AgentSlot agent, std::vector<Lack>& lacks) const;
  // "skill de>=3 (has 2)".
  [[nodiscard]] std::string text(const Lack& lack, AgentSlot agent) const;

 private:
  void find_lasting(const Abilities& abilities, std::vector<Lack>& lacks) const;
  void find_step(const Abilities& abilities, std::vector<Lack>& lacks) const;
  void find_skills(const Abilities& abilities, std::uint8_t step, std::vector<Lack>& lacks) const;
  [[nodiscard]] static std::string step_text(const Lack& lack);
  void find_hours(std::uint8_t step, std::vector<Lack>& lacks) const;
  void find_passing(AgentSlot slot, std::vector<Lack>& lacks) const;
  void find_room(const Agent& agent, std::vector<Lack>& lacks) const;
  void find_order(const Agent& agent, std::vector<Lack>& lacks) const;

  Tables tables_;
  ConvSlot slot_;
  const Conversation& conv_;
  const WaitClass& wait_class_;
  base::Instant now_;
};

}  // namespace stellwerk::engine
