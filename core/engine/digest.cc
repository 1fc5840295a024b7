// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <concepts>
#include <cstdint>
#include <string>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/bytes.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {
namespace {

// Bytes of one entity in a fixed order, little endian.
class Canon {
 public:
  void add(std::integral auto value) {
    base::ByteWriter(room(sizeof(std::uint64_t))).u64(static_cast<std::uint64_t>(value));
  }
  void add(base::Instant at) { add(at.ms); }
  void add(base::Duration span) { add(span.ms); }
  void add(const Due& due) {
    add(due.at);
    add(due.order);
  }
  void add(std::string_view text) {
    add(text.size());
    text.copy(room(text.size()), text.size());
  }
  void add(std::span<const SkillNeed> needs) {
    add(needs.size());
    for (const SkillNeed& need : needs) {
      add(need.skill);
      add(need.level);
    }
  }
  void add(const ResponseClock& clock) {
    add(static_cast<int>(clock.state));
    add(clock.warned);
    add(clock.start);
    add(clock.due);
    add(clock.next);
    if (clock.elapsed_ms != 0) add(clock.elapsed());
  }
  void add(const OnPlan& plan) {
    add(plan.entered);
    add(plan.reached);
    add(plan.fresh);
    add(plan.told_long);
    add(plan.joined);
    add(plan.look_at);
    add(plan.next);
    for (const QueueId queue : plan.came_from) add(queue);
  }
  void add(const FollowingMean& mean) {
    add(mean.count());
    add(mean.scaled());
  }

  // The hash of what was added; starts anew.
  std::uint64_t take() {
    const std::uint64_t hash = XXH3_64bits(bytes_.data(), size_);
    size_ = 0;
    return hash;
  }

 private:
  // For the next bytes, so many.
  char* room(std::size_t size) {
    if (bytes_.size() - size_ < size) bytes_.resize(2 * bytes_.size() + size);
    size_ += size;
    return bytes_.data() + size_ - size;
  }

  std::string bytes_ = std::string(1'024, '\0');  // grows as needed
  std::size_t size_ = 0;
};

std::uint64_t hash_agent(Canon& canon, const AgentTable& agents, const Agent& agent,
                         const Plan& plan, bool limits_declines) {
  canon.add(agents.name(agent.name));
  canon.add(agent.registered);
  canon.add(static_cast<int>(agent.presence));
  canon.add(static_cast<int>(agent.abilities.kind));
  canon.add(agent.abilities.capacity);
  canon.add(agent.abilities.skills);
  for (const ChannelMax& entry : agent.abilities.channels) {
    canon.add(entry.channel);
    canon.add(entry.max);
  }
  for (const QueueId queue : agent.abilities.queues) canon.add(queue);
  canon.add(agent.labels);
  canon.add(agent.reason);
  canon.add(agent.epoch);
  canon.add(agent.lease);
  canon.add(agent.misses);
  if (limits_declines && agent.declines > 0) canon.add(agent.declines);
  canon.add(agent.used);
  canon.add(agent.conversations);
  canon.add(agent.idle_since);
  canon.add(agent.idle_rank);
  canon.add(agent.assigned_rank);
  const std::array<std::uint32_t, 3> ratings = {agent.weight, agent.rank, agent.cost};
  if (ratings != std::array<std::uint32_t, 3>{1, 0, 0}) {
    for (const std::uint32_t rating : ratings) canon.add(rating);
  }
  if (plan.by_handled) canon.add(agent.handled);
  if (plan.by_share) canon.add(agent.share);
  if (agent.ramping) canon.add(agents.ramps.at(agent.name).next);
  if (plan.routing.ramp != model::kNoTarget) canon.add(agent.seen_online);
  return canon.take();
}

// Where channels and queues limit it.
void add_dialogue(Canon& canon, const Extras& extras) {
  const Piece& piece = extras.piece;
  if (extras.limits.replies > 0) canon.add(extras.limits.replies);
  if (extras.limits.wrote_at != base::kNever) canon.add(extras.limits.wrote_at);
  if (extras.turns > 0 || piece.counted) {
    canon.add(extras.turns);
    canon.add(piece.counted);
  }
  if (piece.first == base::kNever) return;
  canon.add(piece.first);
  canon.add(piece.last);
  canon.add(piece.writing);
}

// What is there, so that what is not used changes no digest.
void add_extras(Canon& canon, const Conversation& conv) {
  const Extras& extras = *conv.extras;
  for (const StoredMessage& message : extras.unanswered) {
    canon.add(message.at);
    canon.add(message.id);
    canon.add(message.payload);
  }
  for (const PassedOver& entry : extras.passed_over) {
    canon.add(entry.agent);
    canon.add(entry.until);
  }
  canon.add(extras.reason);
  if (extras.sticky.agent != kNone) {
    canon.add(extras.sticky.agent);
    canon.add(extras.sticky.end);
    canon.add(extras.sticky.until);
  }
  if (conv.state == model::ConvState::kHeld) canon.add(extras.held_since);
  for (const ResponseClock* clock : {&extras.resolution, &extras.window}) {
    if (clock->state != ResponseClock::State::kOff) canon.add(*clock);
  }
  if (extras.bots_until.armed()) canon.add(extras.bots_until);
  if (extras.bots_over) canon.add(extras.bots_over);
  for (const NameId skill : extras.prefer) canon.add(skill);
  if (extras.plan.entered != base::kNever) canon.add(extras.plan);
  add_dialogue(canon, extras);
  if (extras.decision.armed()) canon.add(extras.decision);
  if (extras.decides_itself) canon.add(extras.decides_itself);
  if (extras.callback) {
    canon.add(extras.callback);
    canon.add(extras.callback_at);
  }
  for (const Rival& rival : extras.rivals) {
    canon.add(rival.agent);
    canon.add(rival.offer);
    canon.add(rival.expires);
  }
}

std::uint64_t hash_conversation(Canon& canon, const Conversation& conv,
                                const RequirementTable& requirements) {
  canon.add(conv.id());
  canon.add(conv.customer());
  canon.add(conv.attributes());
  canon.add(static_cast<int>(conv.state));
  canon.add(conv.priority);
  canon.add(conv.humans_only);
  canon.add(conv.unroutable);
  canon.add(conv.abandoned);
  canon.add(conv.overdue_lane);
  canon.add(conv.answered);
  canon.add(conv.started);
  canon.add(conv.queue);
  canon.add(conv.channel);
  canon.add(conv.sla);
  canon.add(requirements.needs(conv.requirement));
  canon.add(conv.units);
  canon.add(conv.opened);
  canon.add(conv.arrival);
  canon.add(conv.target);
  canon.add(conv.order);
  canon.add(conv.episode);
  canon.add(conv.handovers);
  canon.add(conv.agent);
  canon.add(conv.last_agent);
  canon.add(conv.offer);
  canon.add(conv.accepted_offer);
  canon.add(conv.first);
  canon.add(conv.reply);
  canon.add(conv.phase);
  if (conv.state == model::ConvState::kClosed) canon.add(conv.closed_at);
  if (conv.owned()) canon.add(conv.assigned_at);
  if (conv.state == model::ConvState::kWaiting) canon.add(conv.key);
  if (conv.extras) add_extras(canon, conv);
  return canon.take();
}

}  // namespace

// Entities are hashed one by one and summed, so that their places in the tables do not matter.
// Without the decision log: that tells of the routing, and nothing follows from it.
std::string Switchboard::digest() const {
  Canon canon;
  std::uint64_t sum = 0;
  const bool limits_declines =
      std::any_of(plan_.queues.begin(), plan_.queues.end(),
                  [](const Queue& queue) { return queue.policy.declines_max > 0; });
  for (const Agent& agent : agents_.slots) {
    sum += hash_agent(canon, agents_, agent, plan_, limits_declines);
  }
  for (std::size_t slot = 0; slot < conversations_.slot_count(); ++slot) {
    const auto id = static_cast<ConvSlot>(slot);
    if (!conversations_.used(id)) continue;
    sum += hash_conversation(canon, conversations_[id], requirements_);
  }
  const ClosedLog& closed = conversations_.closed();
  for (std::uint64_t number = closed.first(); number < closed.end(); ++number) {
    if (closed[number].reopened) continue;
    sum += hash_conversation(canon, conversations_.restored(number), requirements_);
  }
  for (const QueueId id : plan_.queue_order) {
    const Queue& queue = plan_.queues[id];
    canon.add(queue.policy.name);
    canon.add(queue.waiting);
    canon.add(queue.offered);
    canon.add(queue.active);
    canon.add(queue.wrapup);
    if (queue.held > 0) canon.add(queue.held);
    if (queue.bursting) canon.add(queue.policy.burst);
    canon.add(queue.handling);
    canon.add(queue.figures.assigned);
    canon.add(queue.figures.on_time);
    for (const std::int64_t credit : queue.credits) canon.add(credit);
    if (queue.joined > 0) canon.add(queue.joined);
    if (queue.turn.armed()) canon.add(queue.turn);
    queue.forecast.visit([&canon](auto number) { canon.add(number); });
    sum += canon.take();
  }
  for (const Selection::Share& share : selection_.shares()) {
    canon.add(share.credit_permille);
    canon.add(share.since_late);
    if (share.apart_permille > 0) canon.add(share.apart_permille);
  }
  canon.add(plan_.version);
  canon.add(plan_.text);
  canon.add(last_event_);
  canon.add(last_offer_);
  canon.add(last_opening_);
  canon.add(arm_order_);
  canon.add(messages_.size());
  canon.add(messages_.sum());
  canon.add(requests_.size());
  canon.add(requests_.sum());
  if (customers_.size() > 0) {
    canon.add(customers_.size());
    canon.add(customers_.sum());
  }
  sum += canon.take();

  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[15 - i] = kDigits[sum >> (4 * i) & 15U];
  return text;
}

}  // namespace stellwerk::engine
