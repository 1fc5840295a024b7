// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/engine/support/random_world.h"

// What is done by hand in a random world, and what clients get wrong.
namespace stellwerk::tests {

using model::ConvState;

// Of one that is waited for, if a few looks find one.
RandomWorld::Words RandomWorld::draw_decision() {
  std::uint32_t number = pick(ConvState::kWaiting);
  for (int looks = 0; looks < 60; ++looks) {
    if (shadow_.conversation(number).decided_by >= now_) break;
    number = pick(ConvState::kWaiting);
  }
  Words words = {"CONV.DECIDE", conv_name(number)};
  if (prng_.chance(5, 6))
    words.insert(words.end(), {"AGENT", agent_name(prng_.below(kRandomAgents))});
  return words;
}

RandomWorld::Words RandomWorld::draw_callback() {
  const bool offered = prng_.chance(1, 4) && any(ConvState::kOffered);
  Words words = {"CONV.CALLBACK",
                 conv_name(pick(offered ? ConvState::kOffered : ConvState::kWaiting))};
  if (prng_.chance(1, 2)) {
    const std::int64_t span = prng_.between(1, 60'000);
    words.insert(words.end(), {"FOR", std::to_string(span)});
  }
  return words;
}

RandomWorld::Words RandomWorld::draw_handing() {
  if (any(ConvState::kWaiting) && prng_.chance(1, 4)) {
    return prng_.chance(2, 3) ? draw_decision() : draw_callback();
  }
  const std::uint64_t choice = prng_.below(100);
  const bool starts = choice < 35 || (choice >= 60 && choice < 75);
  const ConvState state = choice < 20   ? ConvState::kActive
                          : choice < 35 ? ConvState::kHeld
                          : choice < 50 ? ConvState::kWaiting
                          : choice < 60 ? ConvState::kOffered
                          : choice < 90 ? ConvState::kActive
                                        : ConvState::kHeld;
  if (!any(state)) return draw_opening();
  const std::string conv = conv_name(pick(state));
  const std::string agent = agent_name(prng_.below(kRandomAgents));
  if (choice < 20) {
    const std::int64_t span = prng_.between(1, 60'000);
    return prng_.chance(1, 3) ? Words{"CONV.HOLD", conv}
                              : Words{"CONV.HOLD", conv, "FOR", std::to_string(span)};
  }
  if (choice < 35) return {"CONV.RESUME", conv};
  if (choice < 60) {
    Words words = {"CONV.TAKE", conv, agent};
    if (prng_.chance(1, 4)) words.insert(words.end(), {"FORCE", "1"});
    return words;
  }
  Words words = {"CONV.TRANSFER", conv};
  words.insert(words.end(), {starts ? "AGENT" : "QUEUE", starts ? agent : "slow"});
  if (prng_.chance(1, 4)) words.insert(words.end(), {"SKILLS", draw_skills(2, ">=")});
  return words;
}

// What clients get wrong or do twice.
RandomWorld::Words RandomWorld::draw_mistake() {
  const std::string known = conv_name(prng_.below(next_conversation_));
  switch (prng_.below(9)) {
    case 0:
      return {"CONV.ACCEPT", known, 'o' + std::to_string(1 + prng_.below(1'000))};
    case 1:
      return {"CONV.DECLINE", known, "o987654321"};
    case 2:
      return {"CONV.CLOSE", known, "IF", "7"};
    case 3:
      return {"CONV.WRAPPED", known};
    case 4:
      return {"CONV.ESCALATE", known};
    case 5:
      return {"CONV.CLOSE", conv_name(next_conversation_ + 1'000'000)};
    case 6:
      return {"CONV.OPEN", known, "QUEUE", "nowhere"};
    case 7:
      return {"TICK"};
    default:
      return {"CONV.UPDATE", known, "PRIORITY", "1"};
  }
}

}  // namespace stellwerk::tests
