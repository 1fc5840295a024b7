// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::Field;

namespace {

constexpr std::uint64_t kListDefault = 100;
constexpr std::uint64_t kListMax = 10'000;
constexpr std::uint64_t kListScanMax = 200'000;  // conversations looked at for one page

}  // namespace

// The place among those that wait in the queue, in the order of the rule: on time before overdue,
// then by priority where it counts, then by key.
std::uint64_t Switchboard::rank_in_queue(ConvSlot slot) const {
  const Conversation& mine = conversations_[slot];
  const bool by_priority =
      plan_.routing.rule == model::Rule::kPriority || plan_.routing.rule == model::Rule::kSlaFirst;
  auto& nodes = const_cast<ConversationTable&>(conversations_);
  std::uint64_t ahead = 0;
  for (const ClassId id : matching_.occupied_classes()) {
    const WaitClass& other = matching_.wait_class(id);
    if (other.key.queue != mine.queue) continue;
    const int order = by_priority ? other.key.priority - mine.priority : 0;
    const auto count_before = [&](ConvSlot candidate) {
      if (candidate == slot) return false;
      const bool before = order != 0 ? order < 0 : nodes.before(candidate, slot);
      ahead += before ? 1 : 0;
      return before;
    };
    const auto count_all = [&ahead](ConvSlot) {
      ++ahead;
      return true;
    };
    if (mine.overdue_lane) {
      other.on_time.visit(nodes, count_all);
      other.overdue.visit(nodes, count_before);
    } else {
      other.on_time.visit(nodes, count_before);
    }
  }
  return ahead + 1;
}

void Switchboard::conversation_view(const Conversation& conv, ConvSlot slot,
                                    model::ReplyWriter& writer) const {
  const auto text = [&writer](std::string_view key, std::string_view value) {
    writer.text(key);
    value.empty() ? writer.null() : writer.text(value);
  };
  const auto integer = [&writer](std::string_view key, std::int64_t value, bool present = true) {
    writer.text(key);
    present ? writer.integer(value) : writer.null();
  };
  const bool waiting = conv.state == ConvState::kWaiting;
  const bool offered = conv.state == ConvState::kOffered;
  std::size_t agents = conv.last_agent == kNone ? 0 : 1;
  if (conv.extras) agents = std::max(agents, conv.extras->agents.size());
  const bool unstarted = waiting || offered || !conv.started;
  const base::Instant until = conv.open() && unstarted ? now_
                              : unstarted              ? conv.closed_at
                                                       : conv.assigned_at;
  const ResponseClock* clock = conv.first.unanswered()   ? &conv.first
                               : conv.reply.unanswered() ? &conv.reply
                                                         : nullptr;
  const Extras none;
  const Extras& extras = conv.extras ? *conv.extras : none;
  const bool on_steps = waiting && !plan_.queues[conv.queue].plan.steps.empty();
  const std::uint64_t position = waiting ? rank_in_queue(slot) : 0;
  const Outlook expected = waiting ? outlook(conv, position) : Outlook{};
  writer.map(35);
  text("conv", conv.id());
  text("state", name(conv.state));
  text("agent", agents_.name(conv.agent));
  text("offer", offered ? model::offer_name(conv.offer) : std::string());
  integer("position", static_cast<std::int64_t>(position), waiting);
  write_outlook(expected, writer);
  integer("seq", static_cast<std::int64_t>(last_event_));
  integer("duplicate", 0);
  integer("episode", conv.episode);
  text("queue", plan_.queue_names.name(conv.queue));
  text("channel", plan_.channel_names.name(conv.channel));
  text("customer", conv.customer());
  integer("priority", conv.priority);
  integer("opened_ms", conv.opened.ms);
  integer("waited_ms", (until - conv.arrival).ms);
  integer("due_ms", clock != nullptr ? clock->due.ms : 0, clock != nullptr);
  const auto clock_due = [&integer](std::string_view key, const ResponseClock& which) {
    const bool runs = which.state == ResponseClock::State::kRunning ||
                      which.state == ResponseClock::State::kBreached;
    integer(key, which.due.ms, runs);
  };
  clock_due("resolution_due_ms", extras.resolution);
  clock_due("window_due_ms", extras.window);
  integer("step", on_steps ? extras.plan.reached : 0, on_steps);
  text("sla", plan_.sla_names.name(conv.sla));
  integer("handovers", conv.handovers);
  integer("agents", static_cast<std::int64_t>(agents));
  text("outcome", conv.open() ? std::string_view() : conv.abandoned ? "abandoned" : "closed");
  text("skills", requirement_text(requirements_.needs(conv.requirement), ">="));
  integer("units", conv.units);
  text("attrs", conv.attributes());
  integer("unroutable", conv.unroutable ? 1 : 0);
  const std::int64_t replies = conv.open() ? replies_left(conv) : -1;
  integer("replies_left", replies, replies >= 0);
  const bool has_turns = conv.owned() && plan_.queues[conv.queue].policy.bot.turns > 0 &&
                         with_kind(conv, model::AgentKind::kBot);
  integer("turns", extras.turns, has_turns);
  integer("customer_writes_ms", extras.piece.writing.at.ms, extras.piece.writing.armed());
  write_offers(conv, writer);
  integer("callback", extras.callback ? 1 : 0);
  integer("callback_ms", extras.callback_at.at.ms, extras.callback_at.armed());
  write_chance(expected, writer);
}

// All that are out, the first one included.
void Switchboard::write_offers(const Conversation& conv, model::ReplyWriter& writer) const {
  const bool offered = conv.state == ConvState::kOffered;
  writer.text("offers");
  writer.array(offered ? 1 + conv.rival_count() : 0);
  if (!offered) return;
  const auto write = [this, &writer](AgentSlot asked, std::uint64_t offer, base::Instant expires) {
    writer.map(3);
    writer.text("agent");
    writer.text(agents_.name(asked));
    writer.text("offer");
    writer.text(model::offer_name(offer));
    writer.text("expires");
    writer.integer(expires.ms);
  };
  write(conv.agent, conv.offer, conv.phase.at);
  if (!conv.extras) return;
  for (const Rival& rival : conv.extras->rivals) {
    write(rival.agent, rival.offer, rival.expires.at);
  }
}

void Switchboard::conv_get(const model::Command& command, model::ReplyWriter& writer) const {
  const auto [slot, number] = conversations_.find(command.conv);
  if (slot != kNone) return conversation_view(conversations_[slot], slot, writer);
  const ClosedLog& closed = conversations_.closed();
  if (number != ConversationTable::kNotClosed && !is_forgotten(closed[number])) {
    return conversation_view(conversations_.restored(number), kNone, writer);
  }
  writer.error(Code::kUnknownConv, "no conversation '" + std::string(command.conv) +
                                       "'; open it with CONV.OPEN or MSG.IN");
}

void Switchboard::conv_list(const model::Command& command, model::ReplyWriter& writer) const {
  const std::uint64_t count =
      command.has(Field::kCount) ? std::min(command.count, kListMax) : kListDefault;
  const auto start = base::parse_integer(command.cursor.empty() ? "0" : command.cursor);
  if (!start || *start < 0) {
    return writer.error(Code::kBadArg, "CURSOR: give 0 or what the page before returned");
  }
  const QueueId queue = plan_.queue_names.find(command.queue);
  if (command.has(Field::kQueue) && (queue == kNone || !plan_.queues[queue].defined)) {
    return writer.error(Code::kUnknownQueue, "no queue '" + std::string(command.queue) +
                                                 "'; define it in the policy with POLICY.APPLY");
  }
  const AgentSlot agent = agents_.find(command.agent);
  if (command.has(Field::kAgent) && agent == kNone) {
    return writer.error(Code::kUnknownAgent, "no agent '" + std::string(command.agent) +
                                                 "'; register it with AGENT.SET");
  }
  ListFilter filter;
  filter.count = count;
  filter.start = static_cast<std::uint64_t>(*start);
  if (command.has(Field::kQueue)) filter.queue = queue;
  if (command.has(Field::kAgent)) filter.agent = agent;
  if (command.has(Field::kText)) filter.state = command.text;
  if (filter.state == name(ConvState::kClosed)) return list_closed(filter, writer);
  list_open(filter, writer);
}

void Switchboard::list_open(const ListFilter& filter, model::ReplyWriter& writer) const {
  std::vector<ConvSlot> page;
  std::uint64_t slot = filter.start;
  const std::uint64_t end =
      std::min<std::uint64_t>(conversations_.slot_count(), slot + kListScanMax);
  for (; slot < end && page.size() < filter.count; ++slot) {
    const auto candidate = static_cast<ConvSlot>(slot);
    if (!conversations_.used(candidate)) continue;
    const Conversation& conv = conversations_[candidate];
    if (!filter.state.empty() && name(conv.state) != filter.state) continue;
    if (filter.queue != kNone && conv.queue != filter.queue) continue;
    const bool his =
        conv.state == ConvState::kOffered ? conv.asks(filter.agent) : conv.agent == filter.agent;
    if (filter.agent != kNone && !his) continue;
    page.push_back(candidate);
  }
  writer.array(2);
  writer.text(slot < conversations_.slot_count() ? std::to_string(slot) : "0");
  writer.array(page.size());
  for (const ConvSlot entry : page) conversation_view(conversations_[entry], entry, writer);
}

// By the order of closing; nobody has a closed one.
void Switchboard::list_closed(const ListFilter& filter, model::ReplyWriter& writer) const {
  const ClosedLog& closed = conversations_.closed();
  std::vector<std::uint64_t> page;
  std::uint64_t number = std::max(closed.first(), filter.start);
  const std::uint64_t end =
      filter.agent != kNone ? number : std::min(closed.end(), number + kListScanMax);
  for (; number < end && page.size() < filter.count; ++number) {
    const ClosedConversation& conv = closed[number];
    if (conv.reopened || is_forgotten(conv)) continue;
    if (filter.queue == kNone || conv.queue == filter.queue) page.push_back(number);
  }
  const bool more = filter.agent == kNone && number < closed.end();
  writer.array(2);
  writer.text(more ? std::to_string(number) : "0");
  writer.array(page.size());
  for (const std::uint64_t entry : page) {
    conversation_view(conversations_.restored(entry), kNone, writer);
  }
}

}  // namespace stellwerk::engine
