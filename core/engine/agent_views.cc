// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::Field;

namespace {

constexpr std::uint64_t kAgentsDefault = 100;
constexpr std::uint64_t kAgentsMax = 10'000;

}  // namespace

std::string Switchboard::requirement_text(std::span<const SkillNeed> needs,
                                          std::string_view sign) const {
  std::string text;
  for (const SkillNeed& need : needs) {
    if (!text.empty()) text += ',';
    text += plan_.skill_names.name(need.skill);
    text += sign;
    text += std::to_string(need.level);
  }
  return text;
}

void Switchboard::agent_view(AgentSlot slot, model::ReplyWriter& writer) const {
  const Agent& agent = agents_.slots[slot];
  const Abilities& abilities = agent.abilities;
  const auto text = [&writer](std::string_view key, std::string_view value) {
    writer.text(key);
    value.empty() ? writer.null() : writer.text(value);
  };
  const auto integer = [&writer](std::string_view key, std::int64_t value) {
    writer.text(key);
    writer.integer(value);
  };
  std::string channels;
  for (std::size_t i = 0; i < abilities.channels.size(); ++i) {
    if (i > 0) channels += ',';
    channels += plan_.channel_names.name(abilities.channels[i].channel);
    channels += '=';
    channels += std::to_string(abilities.channels[i].max);
  }
  std::string queues;
  for (const QueueId queue : abilities.queues) {
    if (!queues.empty()) queues += ',';
    queues += plan_.queue_names.name(queue);
  }
  writer.map(21);
  text("agent", agents_.name(slot));
  text("kind", name(abilities.kind));
  text("state", name(agent.presence));
  integer("epoch", static_cast<std::int64_t>(agent.epoch));
  text("skills", requirement_text(abilities.skills, "="));
  integer("capacity", abilities.capacity);
  integer("used", agent.used);
  integer("conversations", agent.conversations);
  writer.text("idle_ms");
  if (agent.presence == model::Presence::kOnline && agent.used == 0) {
    writer.integer((now_ - agent.idle_since).ms);
  } else {
    writer.null();
  }
  integer("over", agent.over() ? 1 : 0);
  text("channels", channels);
  text("queues", queues);
  text("labels", agent.labels);
  text("reason", agent.reason);
  integer("lease_ms", agent.lease.ms);
  integer("misses", agent.misses);
  integer("declines", agent.declines);
  integer("handled", agent.handled);
  integer("weight", agent.weight);
  writer.text("rank");
  agent.rank == 0 ? writer.null() : writer.integer(agent.rank);
  integer("cost", agent.cost);
}

void Switchboard::agent_get(const model::Command& command, model::ReplyWriter& writer) const {
  const AgentSlot slot = agents_.find(command.agent);
  if (slot == kNone) {
    return writer.error(Code::kUnknownAgent, "no agent '" + std::string(command.agent) +
                                                 "'; register it with AGENT.SET");
  }
  agent_view(slot, writer);
}

void Switchboard::agent_list(const model::Command& command, model::ReplyWriter& writer) const {
  const std::uint64_t count =
      command.has(Field::kCount) ? std::min(command.count, kAgentsMax) : kAgentsDefault;
  const auto start = base::parse_integer(command.cursor.empty() ? "0" : command.cursor);
  if (!start || *start < 0) {
    return writer.error(Code::kBadArg, "CURSOR: give 0 or what the page before returned");
  }
  std::vector<AgentSlot> page;
  auto slot = static_cast<std::size_t>(*start);
  for (; slot < agents_.slots.size() && page.size() < count; ++slot) {
    const Agent& agent = agents_.slots[slot];
    if (!agent.registered) continue;
    if (command.has(Field::kPresence) && agent.presence != command.presence) continue;
    page.push_back(static_cast<AgentSlot>(slot));
  }
  writer.array(2);
  writer.text(slot < agents_.slots.size() ? std::to_string(slot) : "0");
  writer.array(page.size());
  for (const AgentSlot entry : page) agent_view(entry, writer);
}

}  // namespace stellwerk::engine
