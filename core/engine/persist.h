// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/agent.h"
#include "core/engine/conversation.h"
#include "core/engine/customers.h"
#include "core/engine/decision_log.h"
#include "core/engine/matching.h"
#include "core/engine/plan.h"
#include "core/engine/state_archive.h"
#include "core/model/policy.h"

// The fields of each type in a saved state. The order is the format: whoever changes it raises
// kStateVersion and keeps reading what was written before.
namespace stellwerk::model {

template <typename Archive, engine::Persists<SkillNeed> T>
void persist(Archive& archive, T& need) {
  archive(need.skill, need.level);
}

template <typename Archive, engine::Persists<SlaPolicy> T>
void persist(Archive& archive, T& sla) {
  archive(sla.name, sla.first_response, sla.next_response, sla.warn_permille, sla.met_by);
  if (archive.since(2)) archive(sla.resolution, sla.calendar);
}

template <typename Archive, engine::Persists<OpenInterval> T>
void persist(Archive& archive, T& interval) {
  archive(interval.open, interval.shut);
}

template <typename Archive, engine::Persists<CalendarPolicy> T>
void persist(Archive& archive, T& calendar) {
  archive(calendar.name, calendar.zone, calendar.intervals, calendar.known_until);
}

template <typename Archive, engine::Persists<StepPolicy> T>
void persist(Archive& archive, T& step) {
  archive(step.after, step.kind, step.skills, step.prefer, step.relax, step.if_present, step.move,
          step.to);
  if (archive.since(4)) archive(step.hours);
}

template <typename Archive, engine::Persists<OverflowPolicy> T>
void persist(Archive& archive, T& overflow) {
  archive(overflow.to, overflow.when, overflow.limit);
}

template <typename Archive, engine::Persists<SplitShare> T>
void persist(Archive& archive, T& share) {
  archive(share.queue, share.share);
}

template <typename Archive, engine::Persists<QueuePolicy> T>
void persist(Archive& archive, T& queue) {
  archive(queue.name, queue.sla, queue.skills, queue.weight_permille, queue.offer_mode,
          queue.offer_timeout, queue.offer_retry, queue.wrap_up, queue.waiting_max,
          queue.goal_permille, queue.handling, queue.late_max_mode, queue.late_max, queue.moved_to);
  if (archive.since(2)) archive(queue.calendar, queue.wait_long);
  if (archive.since(3)) {
    archive(queue.declines_max, queue.misses_max, queue.steps, queue.overflows, queue.when_full,
            queue.split, queue.shuts, queue.bot.turns, queue.bot.confidence_permille,
            queue.offer_agents, queue.decide_external, queue.decide_timeout, queue.sticky_within,
            queue.sticky_patience, queue.burst, queue.select);
  }
}

template <typename Archive, engine::Persists<WeightedTerm> T>
void persist(Archive& archive, T& entry) {
  archive(entry.term, entry.weight, entry.name);
}

// Rules and terms that no release has written make the archive fail.
template <typename Archive, engine::Persists<RoutingPolicy> T>
void persist(Archive& archive, T& routing) {
  archive(routing.rule, routing.select, routing.catch_up_permille, routing.reserve,
          routing.surcharge);
  if (archive.since(3)) archive(routing.ties, routing.score, routing.ramp);
  if (archive.since(4)) archive(routing.explains);
}

}  // namespace stellwerk::model

namespace stellwerk::engine {

// Of what save() writes.
inline constexpr std::uint32_t kStateVersion = 4;

template <typename Archive, Persists<SkillNeed> T>
void persist(Archive& archive, T& need) {
  archive(need.skill, need.level);
}

template <typename Archive, Persists<ChannelMax> T>
void persist(Archive& archive, T& entry) {
  archive(entry.channel, entry.max);
}

template <typename Archive, Persists<Due> T>
void persist(Archive& archive, T& due) {
  archive(due.at, due.order);
}

template <typename Archive, Persists<ResponseClock> T>
void persist(Archive& archive, T& clock) {
  archive(clock.state, clock.warned, clock.start, clock.due, clock.next);
  if (!archive.since(2)) return;
  base::Duration elapsed = clock.elapsed();
  archive(elapsed);
  if constexpr (!std::is_const_v<T>) clock.set_elapsed(elapsed);
}

template <typename Archive, Persists<Sticky> T>
void persist(Archive& archive, T& sticky) {
  archive(sticky.agent, sticky.end, sticky.until);
}

template <typename Archive, Persists<StoredMessage> T>
void persist(Archive& archive, T& message) {
  archive(message.at, message.id, message.payload);
}

template <typename Archive, Persists<CustomerMemory::Last> T>
void persist(Archive& archive, T& last) {
  archive(last.customer, last.agent, last.at);
}

template <typename Archive, Persists<PassedOver> T>
void persist(Archive& archive, T& entry) {
  archive(entry.agent, entry.until);
}

template <typename Archive, Persists<OnPlan> T>
void persist(Archive& archive, T& plan) {
  archive(plan.entered, plan.reached, plan.fresh, plan.told_long, plan.joined, plan.look_at,
          plan.came_from, plan.next);
}

template <typename Archive, Persists<Piece> T>
void persist(Archive& archive, T& piece) {
  archive(piece.first, piece.last, piece.counted, piece.writing);
}

template <typename Archive, Persists<Rival> T>
void persist(Archive& archive, T& rival) {
  archive(rival.agent, rival.offer, rival.expires);
}

template <typename Archive, Persists<Extras> T>
void persist(Archive& archive, T& extras) {
  archive(extras.unanswered, extras.seen_by, extras.seen_count, extras.passed_over, extras.agents,
          extras.reason);
  if (archive.since(2)) {
    archive(extras.sticky, extras.held_since, extras.held, extras.prefer, extras.resolution,
            extras.window, extras.own_window, extras.bots_until, extras.bots_over,
            extras.own_deadline);
  }
  if (archive.since(3)) {
    archive(extras.plan, extras.limits.replies, extras.turns, extras.piece, extras.rivals,
            extras.decision, extras.decides_itself, extras.callback, extras.callback_at,
            extras.interrupted);
  }
  if (archive.since(4)) archive(extras.limits.wrote_at);
}

// Without the sizes of its texts and what the tables around it know.
template <typename Archive, Persists<LastingFacts> T>
void persist(Archive& archive, T& facts) {
  archive(facts.queue, facts.channel, facts.sla, facts.last_agent, facts.units, facts.episode,
          facts.handovers, facts.priority, facts.humans_only, facts.abandoned, facts.overdue_lane,
          facts.answered, facts.started, facts.own_target, facts.own_units, facts.opened,
          facts.arrival, facts.closed_at, facts.assigned_at, facts.target, facts.order);
}

// What an open one has beyond its lasting facts; its place in the ranks follows from these.
template <typename Archive, Persists<Conversation> T>
void persist(Archive& archive, T& conv) {
  archive(conv.state, conv.unroutable, conv.prefer_last, conv.key, conv.deadline,
          conv.routing_target, conv.agent, conv.agent_next, conv.agent_previous, conv.claimed_by,
          conv.offer, conv.accepted_offer, conv.first, conv.reply, conv.phase);
  if (archive.since(2)) archive(conv.resumed);
  if (archive.since(4)) {
    std::uint32_t base = conv.forecast_base;
    archive(conv.forecast_bin, base, conv.waits_since);
    if constexpr (Archive::kLoads) {
      if (conv.forecast_bin >= WaitForecast::kBins || base > 0xffff) archive.fail();
      conv.forecast_base = static_cast<std::uint16_t>(base);
    }
  }
}

template <typename Archive, Persists<Abilities> T>
void persist(Archive& archive, T& abilities) {
  archive(abilities.kind, abilities.capacity, abilities.skills, abilities.channels,
          abilities.queues);
}

// Its group and its place among the free follow from these.
template <typename Archive, Persists<Agent> T>
void persist(Archive& archive, T& agent) {
  archive(agent.registered, agent.presence, agent.used, agent.idle_rank, agent.assigned_rank,
          agent.idle_since, agent.first, agent.last, agent.conversations, agent.claim,
          agent.abilities, agent.channel_load, agent.misses, agent.epoch, agent.lease, agent.labels,
          agent.reason);
  if (archive.since(3)) archive(agent.declines);
  if (archive.since(3)) {
    bool seen_online = agent.seen_online;
    bool ramping = agent.ramping;
    archive(agent.handled, agent.weight, agent.rank, agent.cost, agent.usable, agent.share,
            seen_online, ramping);
    if constexpr (Archive::kLoads) {
      agent.seen_online = seen_online;
      agent.ramping = ramping;
    }
  } else if constexpr (Archive::kLoads) {
    agent.seen_online = agent.presence != model::Presence::kOffline;
  }
}

template <typename Archive, Persists<Ramp> T>
void persist(Archive& archive, T& ramp) {
  archive(ramp.since, ramp.next);
}

template <typename Archive, Persists<ClockTotals> T>
void persist(Archive& archive, T& totals) {
  archive(totals.met, totals.warned, totals.breached);
}

// Resolution and window came with the second version.
template <typename Archive, typename Clocks>
void persist_clocks(Archive& archive, Clocks& clocks) {
  for (std::size_t i = 0; i < (archive.since(2) ? clocks.size() : 2); ++i) archive(clocks[i]);
}

template <typename Archive, Persists<WaitHistogram> T>
void persist(Archive& archive, T& histogram) {
  archive(histogram.counts, histogram.count, histogram.sum_ms);
}

// Totals only: the rest is counted when it is asked for.
template <typename Archive, Persists<QueueFigures> T>
void persist(Archive& archive, T& figures) {
  archive(figures.queue, figures.opened, figures.assigned, figures.requeued, figures.closed,
          figures.abandoned, figures.unroutable, figures.on_time, figures.late, figures.catch_up);
  persist_clocks(archive, figures.clocks);
  archive(figures.wait);
  if (archive.since(3)) archive(figures.decided, figures.returned, figures.undecided);
}

template <typename Archive, Persists<ChannelFigures> T>
void persist(Archive& archive, T& figures) {
  archive(figures.channel, figures.opened, figures.messages_in, figures.messages_out);
  persist_clocks(archive, figures.clocks);
}

template <typename Archive, Persists<Sla> T>
void persist(Archive& archive, T& sla) {
  archive(sla.defined, sla.policy, sla.open);
}

template <typename Archive, Persists<Channel> T>
void persist(Archive& archive, T& channel) {
  archive(channel.defined, channel.units, channel.open, channel.figures);
  if (archive.since(2)) archive(channel.reply_window, channel.bot_window);
  if (archive.since(3)) {
    archive(channel.reply_messages, channel.fragments, channel.exclusive, channel.interruptible_by);
  }
}

template <typename Archive, Persists<Queue> T>
void persist(Archive& archive, T& queue) {
  archive(queue.defined, queue.policy, queue.sla, queue.skills, queue.rank, queue.open,
          queue.waiting, queue.offered, queue.active, queue.wrapup, queue.handling,
          queue.arrival_rate, queue.arrivals, queue.on_time, queue.breached, queue.abandoned,
          queue.waits, queue.figures);
  if (archive.since(2)) archive(queue.held);
  if (archive.since(3)) {
    archive(queue.credits, queue.shut, queue.joined, queue.turn, queue.bursting);
  }
  if (archive.since(4)) archive(queue.closed, queue.forecast);
}

// Numbers that no release has written make the archive fail. Up to version 2 there were 8 lanes
// and 4 ways to select, and one byte had room for all but the outcome.
template <typename Archive, Persists<Trace> T>
void persist(Archive& archive, T& trace) {
  auto way = static_cast<std::uint8_t>(static_cast<unsigned>(trace.direction) |
                                       static_cast<unsigned>(trace.lane) << 1U |
                                       static_cast<unsigned>(trace.rule) << 6U);
  auto end = static_cast<std::uint8_t>(static_cast<unsigned>(trace.outcome) |
                                       static_cast<unsigned>(trace.select) << 4U);
  archive(trace.at, trace.conversation, trace.before, trace.agent, trace.kind, trace.step, way, end,
          trace.outcome_after_ms, trace.slack_ms, trace.body);
  if constexpr (Archive::kLoads) {
    const bool wide = archive.since(3);
    trace.direction = static_cast<Direction>(way & 1U);
    trace.lane = static_cast<Lane>(way >> 1U & (wide ? 31U : 7U));
    trace.rule = static_cast<model::Rule>(way >> (wide ? 6U : 4U) & 3U);
    trace.select = static_cast<model::Select>(wide ? end >> 4U : way >> 6U);
    trace.outcome = static_cast<Outcome>(end & 15U);
    const bool known = trace.kind >= TraceKind::kAssigned && trace.kind <= TraceKind::kPassedOver &&
                       trace.lane <= Lane::kDirect && trace.outcome <= Outcome::kRevoked &&
                       (wide || end <= 15U) &&
                       static_cast<std::size_t>(trace.select) < model::kSelectCount;
    if (!known) archive.fail();
  }
}

template <typename Archive, Persists<QueueHandling> T>
void persist(Archive& archive, T& handling) {
  archive(handling.queue, handling.mean);
}

}  // namespace stellwerk::engine
