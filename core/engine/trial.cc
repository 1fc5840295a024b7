// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

// What another policy would change at once: it is applied to a copy of the state, and the two are
// compared.
namespace stellwerk::engine {

using model::ConvState;

namespace {

constexpr std::size_t kListedMax = 100;

// What a trial says goes nowhere, but for why it is refused.
class TrialSink final : public Sink {
 public:
  void on_event(const model::Event& /*event*/) override {}
  void on_reply(const model::Reply& reply) override {
    if (reply.kind == model::ReplyKind::kError) refused_ = reply.text;
  }
  [[nodiscard]] const std::string& refused() const { return refused_; }

 private:
  std::string refused_;
};

void write_text(model::ReplyWriter& writer, std::string_view key, std::string_view value) {
  writer.text(key);
  value.empty() ? writer.null() : writer.text(value);
}

void write_count(model::ReplyWriter& writer, std::string_view key, std::uint64_t value) {
  writer.text(key);
  writer.integer(static_cast<std::int64_t>(value));
}

void write_time(model::ReplyWriter& writer, std::string_view key, base::Instant at) {
  writer.text(key);
  at == base::kNever ? writer.null() : writer.integer(at.ms);
}

using Changes = std::vector<std::pair<const Standing*, const Standing*>>;

// {count, first: [...]}; write(change) writes one entry.
void write_changes(model::ReplyWriter& writer, std::string_view key, const Changes& changes,
                   const std::function<void(const Standing& now, const Standing& then)>& write) {
  writer.text(key);
  writer.map(2);
  write_count(writer, "count", changes.size());
  writer.text("first");
  const std::size_t listed = std::min(changes.size(), kListedMax);
  writer.array(listed);
  for (std::size_t i = 0; i < listed; ++i) write(*changes[i].first, *changes[i].second);
}

template <typename Differ>
Changes changes_of(std::span<const Standing> before, std::span<const Standing> after,
                   Differ differ) {
  Changes found;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (differ(before[i], after[i])) found.emplace_back(&before[i], &after[i]);
  }
  return found;
}

bool both_wait(const Standing& now, const Standing& then) {
  return now.state == ConvState::kWaiting && then.state == ConvState::kWaiting;
}

// Running ones that will be due at another time, or run no more.
std::uint64_t clocks_moved(std::span<const Standing> before, std::span<const Standing> after) {
  std::uint64_t moved = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t clock = 0; clock < kClockCount; ++clock) {
      moved += before[i].due[clock] != after[i].due[clock] ? 1U : 0U;
    }
  }
  return moved;
}

std::string_view lane_of(const Standing& standing) {
  return standing.overdue ? "overdue" : "on_time";
}

}  // namespace

// Empty, or what is wrong with it.
std::string Switchboard::too_large_to_copy() const {
  const std::uint64_t count = open_ + agents_.registered;
  if (count <= limits_.copied_max) return {};
  return std::to_string(open_) + " conversations are open with " +
         std::to_string(agents_.registered) + " agents, and no more than " +
         std::to_string(limits_.copied_max) +
         " are copied, because the shard stands still meanwhile; try it on a daemon with a copy of "
         "the data directory";
}

Standing Switchboard::standing(ConvSlot slot) const {
  const Conversation& conv = conversations_[slot];
  Standing facts;
  facts.slot = slot;
  facts.queue = conv.queue;
  facts.agent = conv.agent;
  facts.state = conv.state;
  facts.unroutable = conv.unroutable;
  facts.overdue = conv.overdue_lane;
  facts.deadline = conv.deadline;
  const auto due = [](const ResponseClock& clock) {
    return clock.state == ResponseClock::State::kRunning ? clock.due : base::kNever;
  };
  facts.due.fill(base::kNever);
  facts.due[static_cast<std::size_t>(Clock::kFirstResponse)] = due(conv.first);
  facts.due[static_cast<std::size_t>(Clock::kNextResponse)] = due(conv.reply);
  if (conv.extras) {
    facts.due[static_cast<std::size_t>(Clock::kResolution)] = due(conv.extras->resolution);
    facts.due[static_cast<std::size_t>(Clock::kWindow)] = due(conv.extras->window);
  }
  return facts;
}

// Of the open conversations, in the order of opening.
std::vector<Standing> Switchboard::standings() const {
  std::vector<Standing> all;
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    if (conversations_.used(slot)) all.push_back(standing(slot));
  }
  std::sort(all.begin(), all.end(), [this](const Standing& a, const Standing& b) {
    return conversations_[a.slot].order < conversations_[b.slot].order;
  });
  return all;
}

// REQUIRES: too_large_to_copy() is empty.
void Switchboard::trial_view(const model::Command& command, model::ReplyWriter& writer) const {
  Switchboard copy(limits_);
  save_present([&copy](std::string_view record) {
    SW_CHECK_MSG(copy.load(record), "a state that cannot be copied");
  });
  const std::vector<Standing> before = copy.standings();
  model::Command apply;
  apply.kind = model::CommandKind::kPolicyApply;
  apply.text = command.text;
  apply.mark(model::Field::kText);
  apply.payload = command.payload;
  apply.mark(model::Field::kPayload);
  TrialSink sink;
  copy.apply(now_, apply, sink);
  writer.map(13);
  write_text(writer, "refused", sink.refused());
  write_count(writer, "conversations", before.size());
  write_count(writer, "agents", agents_.registered);
  copy.moved_view(before, writer);
  copy.queues_view(*this, writer);
}

// How the conversations stand otherwise than before.
void Switchboard::moved_view(std::span<const Standing> before, model::ReplyWriter& writer) const {
  std::vector<Standing> after;
  after.reserve(before.size());
  for (const Standing& each : before) after.push_back(standing(each.slot));
  const auto id = [this](const Standing& each) { return conversations_[each.slot].id(); };
  const Changes assigned = changes_of(
      before, after, [](const auto& now, const auto& then) { return now.agent != then.agent; });
  write_changes(writer, "assigned", assigned, [&](const Standing& now, const Standing& then) {
    writer.map(5);
    write_text(writer, "conv", id(now));
    write_text(writer, "queue", plan_.queue_names.name(then.queue));
    write_text(writer, "agent_now", agents_.name(now.agent));
    write_text(writer, "agent_then", agents_.name(then.agent));
    write_text(writer, "state_then", model::name(then.state));
  });
  for (const bool gets_lost : {true, false}) {
    const Changes found = changes_of(before, after, [&](const auto& now, const auto& then) {
      return now.unroutable != then.unroutable && then.unroutable == gets_lost;
    });
    write_changes(writer, gets_lost ? "unroutable" : "routable", found,
                  [&](const Standing& now, const Standing&) { writer.text(id(now)); });
  }
  const auto pair_of = [&](const Standing& now, std::string_view one, std::string_view other) {
    writer.map(3);
    write_text(writer, "conv", id(now));
    write_text(writer, "now", one);
    write_text(writer, "then", other);
  };
  const Changes lanes = changes_of(before, after, [](const auto& now, const auto& then) {
    return both_wait(now, then) && now.overdue != then.overdue;
  });
  write_changes(writer, "lane", lanes, [&](const Standing& now, const Standing& then) {
    pair_of(now, lane_of(now), lane_of(then));
  });
  const Changes deadlines = changes_of(before, after, [](const auto& now, const auto& then) {
    return both_wait(now, then) && now.deadline != then.deadline;
  });
  write_changes(writer, "deadline", deadlines, [&](const Standing& now, const Standing& then) {
    writer.map(3);
    write_text(writer, "conv", id(now));
    write_time(writer, "now_ms", now.deadline);
    write_time(writer, "then_ms", then.deadline);
  });
  const Changes queues = changes_of(
      before, after, [](const auto& now, const auto& then) { return now.queue != then.queue; });
  write_changes(writer, "queue", queues, [&](const Standing& now, const Standing& then) {
    pair_of(now, plan_.queue_names.name(now.queue), plan_.queue_names.name(then.queue));
  });
  write_count(writer, "clocks", clocks_moved(before, after));
}

// The queues there were and will be, and how many wait in each.
void Switchboard::queues_view(const Switchboard& before, model::ReplyWriter& writer) const {
  const auto only_in = [](const Plan& plan, const Plan& other) {
    std::vector<std::string_view> names;
    for (const QueueId id : plan.queue_order) {
      const std::string_view name = plan.queue_names.name(id);
      const QueueId known = other.queue_names.find(name);
      if (known == kNone || !other.queues[known].defined) names.push_back(name);
    }
    return names;
  };
  const std::vector<std::string_view> added = only_in(plan_, before.plan_);
  const std::vector<std::string_view> removed = only_in(before.plan_, plan_);
  const auto waiting = [&writer](const Plan& plan, std::string_view name) {
    const QueueId id = plan.queue_names.find(name);
    if (id == kNone || !plan.queues[id].defined) return writer.null();
    writer.integer(static_cast<std::int64_t>(plan.queues[id].waiting));
  };
  const auto list = [&writer](std::string_view key, const std::vector<std::string_view>& names) {
    writer.text(key);
    writer.array(names.size());
    for (const std::string_view name : names) writer.text(name);
  };
  list("queues_added", added);
  list("queues_removed", removed);
  std::vector<std::string_view> names;
  for (const QueueId id : before.plan_.queue_order) names.push_back(plan_.queue_names.name(id));
  names.insert(names.end(), added.begin(), added.end());
  writer.text("queues");
  writer.map(names.size());
  for (const std::string_view name : names) {
    writer.text(name);
    writer.map(2);
    writer.text("waiting_now");
    waiting(before.plan_, name);
    writer.text("waiting_then");
    waiting(plan_, name);
  }
}

}  // namespace stellwerk::engine
