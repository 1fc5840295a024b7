// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/model/command.h"

namespace stellwerk::resp {

// Numbers that few commands have.
template <typename Number>
void describe_rare(const model::Command& command, const Number& number) {
  using model::Field;
  number(Field::kFirst, "first", command.first);
  number(Field::kLast, "last", command.last);
  number(Field::kWindow, "window", command.window.ms);
  number(Field::kMessageWindow, "message_window", command.message_window.ms);
  number(Field::kHoldFor, "hold_for", command.hold_for.ms);
  number(Field::kStickyFor, "sticky_for", command.sticky_for.ms);
  number(Field::kConfidence, "confidence", command.confidence);
  number(Field::kWeight, "weight", command.weight);
  number(Field::kRank, "rank", command.rank);
  number(Field::kCost, "cost", command.cost);
}

// The given fields of a command by ascending number: "conv=c1 queue=billing skills=[de:3]".
inline std::string described(const model::Command& command) {
  using model::Field;
  std::string line;
  const auto add = [&](Field field, const char* name, const std::string& value) {
    if (!command.has(field)) return;
    if (!line.empty()) line += ' ';
    line += std::string(name) + "=" + value;
  };
  const auto text = [&](Field field, const char* name, std::string_view value) {
    add(field, name, std::string(value));
  };
  const auto list = [&](Field field, const char* name, std::span<const model::Term> terms) {
    std::string value = "[";
    for (const model::Term& term : terms) {
      if (value.size() > 1) value += ' ';
      const bool is_now = term.value == model::kStreamAfterNow;
      value += std::string(term.name) + ":" + (is_now ? "now" : std::to_string(term.value));
    }
    add(field, name, value + "]");
  };
  const auto number = [&](Field field, const char* name, auto value) {
    add(field, name, std::to_string(value));
  };
  text(Field::kAgent, "agent", command.agent);
  text(Field::kConv, "conv", command.conv);
  text(Field::kQueue, "queue", command.queue);
  text(Field::kChannel, "channel", command.channel);
  text(Field::kCustomer, "customer", command.customer);
  text(Field::kSla, "sla", command.sla);
  text(Field::kOffer, "offer", command.offer);
  text(Field::kReason, "reason", command.reason);
  text(Field::kMessage, "message", command.message);
  text(Field::kPayload, "payload", command.payload);
  text(Field::kFrom, "from", command.from);
  text(Field::kRequest, "request", command.request);
  text(Field::kAttributes, "attributes", command.attributes);
  text(Field::kLabels, "labels", command.labels);
  text(Field::kText, "text", command.text);
  text(Field::kCursor, "cursor", command.cursor);
  text(Field::kSticky, "sticky", command.sticky);
  text(Field::kAgainst, "against", command.against);
  list(Field::kSkills, "skills", command.skills);
  list(Field::kChannels, "channels", command.channels);
  list(Field::kQueues, "queues", command.queues);
  list(Field::kPrefer, "prefer", command.prefer);
  list(Field::kStreams, "streams", command.streams);
  text(Field::kAgentKind, "kind", name(command.agent_kind));
  text(Field::kPresence, "presence", name(command.presence));
  number(Field::kCapacity, "capacity", command.capacity);
  number(Field::kLease, "lease", command.lease.ms);
  number(Field::kEpoch, "epoch", command.epoch);
  number(Field::kPriority, "priority", command.priority);
  number(Field::kDue, "due", command.due.ms);
  number(Field::kAge, "age", command.age.ms);
  number(Field::kUnits, "units", command.units);
  number(Field::kReopen, "reopen", command.reopen ? 1 : 0);
  number(Field::kAt, "at", command.at.ms);
  number(Field::kEpisode, "episode", command.episode);
  number(Field::kVersion, "version", command.version);
  number(Field::kForce, "force", command.force ? 1 : 0);
  number(Field::kCount, "count", command.count);
  number(Field::kBlock, "block", command.block.ms);
  describe_rare(command, number);
  return line;
}

}  // namespace stellwerk::resp
