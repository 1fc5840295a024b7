// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/model/command.h"
#include "core/model/policy.h"

// What those know who give a second opinion on the engine from its commands and events alone:
// agents called a0, a1 ... and what each may take.
namespace stellwerk::sim {

[[nodiscard]] inline std::vector<model::SkillNeed> needs_of(std::span<const model::Term> terms) {
  std::vector<model::SkillNeed> needs;
  for (const model::Term& term : terms) {
    needs.push_back({std::string(term.name), static_cast<std::uint8_t>(term.value)});
  }
  return needs;
}

// 7 for "a7"; negative for what has no number.
[[nodiscard]] inline std::int64_t number_in(std::string_view name) {
  if (name.size() < 2) return -1;
  return base::parse_integer(name.substr(1)).value_or(-1);
}

// Whether the command changes what an agent, or an open conversation, asks or may take.
[[nodiscard]] inline bool changes_agent(model::CommandKind kind) {
  return kind == model::CommandKind::kAgentSet || kind == model::CommandKind::kAgentDelete;
}
[[nodiscard]] inline bool changes_conversation(model::CommandKind kind) {
  return kind == model::CommandKind::kConvUpdate || kind == model::CommandKind::kConvEscalate ||
         kind == model::CommandKind::kConvTransfer;
}

struct ShadowAgent {
  bool registered = false;
  model::AgentKind kind = model::AgentKind::kHuman;
  model::Presence presence = model::Presence::kOffline;
  std::int64_t epoch = 0;
  std::uint32_t capacity = 1;
  std::uint32_t used = 0;
  std::vector<model::SkillNeed> skills;
  std::vector<std::pair<std::string, std::uint64_t>> channels;  // empty: any
  std::vector<std::string> queues;                              // empty: any
  std::vector<std::uint32_t> held;                              // conversations in its capacity
  // Offers in a row, and why it should be set away for them; empty: it should not.
  std::uint32_t misses = 0;
  std::uint32_t declines = 0;
  std::string_view owes_away;
  bool seen_online = false;  // since it was offline
  bool ramping = false;      // it takes more and more, from then on
  base::Instant ramp_since;

  // AGENT.SET; of one that was deleted, only the epoch is left.
  void take_options(const model::Command& command) {
    if (!registered) {
      const std::int64_t last = epoch;
      *this = {};
      epoch = last;
    }
    using model::Field;
    if (command.has(Field::kAgentKind)) kind = command.agent_kind;
    if (command.has(Field::kCapacity)) capacity = command.capacity;
    if (command.has(Field::kSkills)) skills = needs_of(command.skills);
    if (command.has(Field::kChannels)) {
      channels.clear();
      for (const auto& term : command.channels) channels.emplace_back(term.name, term.value);
    }
    if (command.has(Field::kQueues)) {
      queues.clear();
      for (const auto& term : command.queues) queues.emplace_back(term.name);
    }
  }

  [[nodiscard]] bool serves(std::string_view queue) const {
    return queues.empty() || std::find(queues.begin(), queues.end(), queue) != queues.end();
  }
  [[nodiscard]] bool has(const model::SkillNeed& need) const {
    return std::any_of(skills.begin(), skills.end(), [&need](const model::SkillNeed& mine) {
      return mine.skill == need.skill && mine.level >= need.level;
    });
  }
};

}  // namespace stellwerk::sim
