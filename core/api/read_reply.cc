// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "core/api/answer_reader.h"
#include "core/base/text.h"
#include "core/model/reply.h"

namespace stellwerk::api {
namespace {

using model::CommandKind;

// The enumerator of `last` or below whose name this is.
template <class Theirs, class Ours>
Ours named(std::string_view text, Ours last) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(last); ++i) {
    if (model::name(static_cast<Theirs>(i)) == text) return static_cast<Ours>(i);
  }
  SW_CHECK_MSG(false, "an answer names something unknown");
}

template <typename Number>
std::optional<Number> number(const Value& value) {
  if (value.tag == Tag::kReal) return static_cast<Number>(value.real);
  if (value.tag != Tag::kInteger) return std::nullopt;
  return static_cast<Number>(value.integer);
}

template <typename Number>
Number count(const Value& value) {
  return number<Number>(value).value_or(Number{});
}

// "billing=5,de=3" or "billing>=2".
Skills skills(std::string_view text) {
  Skills skills;
  if (text.empty()) return skills;
  for (std::string_view rest = text; rest.data() != nullptr;) {
    const std::string_view item = base::next_item(rest, ',');
    const std::size_t name_end = std::min(item.find_first_of(">="), item.size());
    const std::size_t digits = item.find_last_of('=');
    const auto level =
        digits == item.npos ? std::nullopt : base::parse_integer(item.substr(digits + 1));
    skills.push_back(
        {std::string(item.substr(0, name_end)), static_cast<std::uint32_t>(level.value_or(1))});
  }
  return skills;
}

bool take_detail(std::string_view key, const Value& value, ConversationDetails& details) {
  if (key == "queue") return details.queue = QueueId(value.text), true;
  if (key == "channel") return details.channel = ChannelId(value.text), true;
  if (key == "customer") return details.customer = CustomerId(value.text), true;
  if (key == "priority") return details.priority = count<std::uint32_t>(value), true;
  if (key == "opened_ms") return details.opened_ms = count<std::int64_t>(value), true;
  if (key == "waited_ms") return details.waited_ms = number<std::int64_t>(value), true;
  if (key == "due_ms") return details.due_ms = number<std::int64_t>(value), true;
  if (key == "window_due_ms") return details.window_due_ms = number<std::int64_t>(value), true;
  if (key == "replies_left") return details.replies_left = number<std::uint32_t>(value), true;
  if (key == "turns") return details.turns = number<std::uint32_t>(value), true;
  if (key == "customer_writes_ms") {
    return details.customer_writes_ms = number<std::int64_t>(value), true;
  }
  if (key == "sla") return details.sla = value.text, true;
  if (key == "handovers") return details.handovers = count<std::uint32_t>(value), true;
  if (key == "agents") return details.agents = count<std::uint32_t>(value), true;
  if (key == "outcome") return details.outcome = value.text, true;
  if (key == "skills") return details.skills = skills(value.text), true;
  if (key == "units") return details.units = count<std::uint32_t>(value), true;
  if (key == "attrs") return details.attributes = value.text, true;
  if (key == "callback") return details.callback = count<int>(value) != 0, true;
  if (key == "on_time_chance") return details.on_time_chance = number<double>(value), true;
  if (key == "callback_ms") return details.callback_ms = number<std::int64_t>(value), true;
  if (key == "unroutable") return details.unroutable = count<int>(value) != 0, true;
  if (key == "step") return details.step = number<std::int64_t>(value), true;
  return false;
}

void read_agent(AnswerReader& reader, const Value& map, AgentStatus& agent) {
  for_each_pair(reader, map, [&](std::string_view key, const Value& value) {
    if (key == "conversations") return agent.conversations = count<std::uint32_t>(value), true;
    if (key == "agent") return agent.id = AgentId(value.text), true;
    if (key == "kind") {
      return agent.kind = named<model::AgentKind>(value.text, AgentKind::kBot), true;
    }
    if (key == "state") {
      return agent.presence = named<model::Presence>(value.text, Presence::kDraining), true;
    }
    if (key == "epoch") return agent.epoch = count<std::uint64_t>(value), true;
    if (key == "skills") return agent.skills = skills(value.text), true;
    if (key == "capacity") return agent.capacity = count<std::uint32_t>(value), true;
    if (key == "used") return agent.used = count<std::uint32_t>(value), true;
    if (key == "idle_ms") return agent.idle_ms = number<std::int64_t>(value), true;
    if (key == "reason") return agent.reason = value.text, true;
    if (key == "misses") return agent.misses = count<std::uint32_t>(value), true;
    if (key == "declines") return agent.declines = count<std::uint32_t>(value), true;
    if (key == "handled") return agent.handled = count<std::uint32_t>(value), true;
    if (key == "weight") return agent.weight = count<std::uint32_t>(value), true;
    if (key == "rank") return agent.rank = number<std::uint32_t>(value), true;
    if (key == "cost") return agent.cost = count<std::uint32_t>(value), true;
    return false;
  });
}

bool take_stat(std::string_view key, const Value& value, QueueStats& stats) {
  if (key == "waiting") return stats.waiting = count<std::uint64_t>(value), true;
  if (key == "oldest_ms") return stats.oldest_ms = count<std::int64_t>(value), true;
  if (key == "offered") return stats.offered = count<std::uint64_t>(value), true;
  if (key == "active") return stats.active = count<std::uint64_t>(value), true;
  if (key == "held") return stats.held = count<std::uint64_t>(value), true;
  if (key == "wrapup") return stats.wrapup = count<std::uint64_t>(value), true;
  if (key == "agents_online") return stats.agents_online = count<std::uint64_t>(value), true;
  if (key == "agents_free") return stats.agents_free = count<std::uint64_t>(value), true;
  if (key == "occupancy") return stats.occupancy = number<double>(value), true;
  if (key == "sl_1h") return stats.service_level = number<double>(value), true;
  if (key == "abandoned_1h") return stats.abandoned = number<std::uint64_t>(value), true;
  if (key == "breached_1h") return stats.breached = number<std::uint64_t>(value), true;
  if (key == "p50_wait_ms") return stats.p50_wait_ms = number<std::int64_t>(value), true;
  if (key == "p95_wait_ms") return stats.p95_wait_ms = number<std::int64_t>(value), true;
  return false;
}

void read_queues(AnswerReader& reader, const Value& map, std::vector<QueueStats>& queues) {
  for_each_pair(reader, map, [&](std::string_view queue, const Value& inner) {
    QueueStats& stats = queues.emplace_back();
    stats.queue = QueueId(queue);
    for_each_pair(reader, inner, [&stats](std::string_view key, const Value& value) {
      return take_stat(key, value, stats);
    });
    return true;
  });
}

void read_write(const model::Reply& answer, CommandKind kind, Reply& reply) {
  if (answer.kind == model::ReplyKind::kInteger) {
    const auto integer = static_cast<std::uint64_t>(answer.integer);
    (kind == CommandKind::kPolicyApply ? reply.version : reply.epoch) = integer;
    return;
  }
  ConversationStatus& status = reply.conversation;
  status.id = ConversationId(answer.conv);
  status.state = static_cast<ConversationState>(answer.state);
  status.agent = AgentId(answer.agent);
  if (answer.offer != 0) status.offer = OfferId(model::offer_name(answer.offer));
  if (answer.position != 0) status.position = answer.position;
  if (answer.eta_ms >= 0) status.eta_ms = answer.eta_ms;
  if (answer.eta_p90_ms >= 0) status.eta_p90_ms = answer.eta_p90_ms;
  status.seq = answer.seq;
  status.duplicate = answer.duplicate;
  status.episode = answer.episode;
  if (answer.escalated >= 0) status.escalated = answer.escalated == 1;
}

void read_query(AnswerReader& reader, const Value& first, CommandKind kind, Reply& reply) {
  switch (kind) {
    case CommandKind::kConvGet:
      return for_each_pair(reader, first, [&reply](std::string_view key, const Value& value) {
        return take_status(key, value, reply.conversation) ||
               take_detail(key, value, reply.details);
      });
    case CommandKind::kConvExplain:
      return read_explanation(reader, first, reply);
    case CommandKind::kAgentGet:
      return read_agent(reader, first, reply.agent);
    case CommandKind::kQueueStats:
      return read_queues(reader, first, reply.queues);
    case CommandKind::kDigest:
      reply.digest = first.text;
      return;
    default:
      SW_CHECK_MSG(false, "an answer to a read that no producer makes");
  }
}

}  // namespace

bool take_status(std::string_view key, const Value& value, ConversationStatus& status) {
  if (key == "conv") return status.id = ConversationId(value.text), true;
  if (key == "state") {
    return status.state = named<model::ConvState>(value.text, ConversationState::kClosed), true;
  }
  if (key == "agent") return status.agent = AgentId(value.text), true;
  if (key == "offer") return status.offer = OfferId(value.text), true;
  if (key == "position") return status.position = number<std::uint32_t>(value), true;
  if (key == "eta_ms") return status.eta_ms = number<std::int64_t>(value), true;
  if (key == "eta_p90_ms") return status.eta_p90_ms = number<std::int64_t>(value), true;
  if (key == "seq") return status.seq = count<std::uint64_t>(value), true;
  if (key == "duplicate") return status.duplicate = count<int>(value) != 0, true;
  if (key == "episode") return status.episode = count<std::uint32_t>(value), true;
  return false;
}

void read_reply(std::string_view bytes, CommandKind kind, Reply& reply) {
  const Ticket ticket = reply.ticket;
  reply = Reply{};
  reply.ticket = ticket;
  AnswerReader reader(bytes);
  const Value first = reader.next();
  if (first.tag == Tag::kError) {
    reply.status = status_of(first);
  } else if (first.tag == Tag::kReply) {
    read_write(reader.reply(), kind, reply);
  } else {
    read_query(reader, first, kind, reply);
  }
}

}  // namespace stellwerk::api
