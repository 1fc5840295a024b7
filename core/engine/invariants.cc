// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

// What must hold between any two commands, recomputed the slow and obvious way.
namespace stellwerk::engine {

using model::ConvState;

namespace {

// They are many and change little.
constexpr std::uint64_t kClosedEvery = 64;

}  // namespace

void Switchboard::check_invariants() const {
  check_conversations();
  check_agents();
  check_rivals();
  check_queues();
  check_later();
  check_unmatched();
}

void Switchboard::check_conversations() const {
  std::uint64_t open = 0;
  for (std::size_t slot = 0; slot < conversations_.slot_count(); ++slot) {
    const auto id = static_cast<ConvSlot>(slot);
    if (!conversations_.used(id)) continue;
    const Conversation& conv = conversations_[id];
    SW_CHECK_MSG(conv.open(), "a closed conversation has kept its slot");
    ++open;
    SW_CHECK(conversations_.find(conv.id()).slot == id);
    const bool waits = conv.state == ConvState::kWaiting;
    SW_CHECK(waits == (conv.wait_class != kNone));
    SW_CHECK((conv.owned() || conv.state == ConvState::kOffered) == (conv.agent != kNone));
    const Extras none;
    const Extras& extras = conv.extras ? *conv.extras : none;
    for (const ResponseClock* clock :
         {&conv.first, &conv.reply, &extras.resolution, &extras.window}) {
      const bool running = clock->state == ResponseClock::State::kRunning;
      SW_CHECK(running == clock->next.armed());
      SW_CHECK(!running || clock->next.at > now_ || clock->next.at <= clock->due);
      SW_CHECK(!running || clock->due > now_ || !clock->warned || conv.timer != kNone);
    }
    if (waits) check_plan(conv);
    const bool kept_back = extras.piece.writing.armed() || extras.parked();
    SW_CHECK(kept_back == (waits && matching_.wait_class(conv.wait_class).key.only == kNobody));
    SW_CHECK(!kept_back || conv.timer != kNone);
    if (waits && plan_.routing.rule == model::Rule::kSlaFirst) {
      SW_CHECK(conv.overdue_lane == (conv.deadline <= now_) || conv.phase.armed());
    }
  }
  SW_CHECK_MSG(open == open_, "open conversations are not what was counted");
  SW_CHECK_MSG(opened_total_ == ended_total_ + open_, "opened is not ended plus open");
  if (last_event_ % kClosedEvery == 0) check_closed();
}

// Its class is that of the steps it has reached, and the next one comes.
void Switchboard::check_plan(const Conversation& conv) const {
  const Queue& queue = plan_.queues[conv.queue];
  const ClassKey& key = matching_.wait_class(conv.wait_class).key;
  SW_CHECK(key.queue == conv.queue && key.shut == queue.shut);
  SW_CHECK(key.closed == (queue.closed && queue.plan.by_hours));
  SW_CHECK(key.step == (queue.planned ? conv.extras->plan.reached : 0));
  if (!queue.planned) return;
  const base::Instant next = next_step_at(conv);
  SW_CHECK(next == base::kNever || next > now_ || conv.extras->plan.next.at <= now_);
  SW_CHECK(next == base::kNever || conv.extras->plan.next.at <= next);
  SW_CHECK(queue.plan.split.empty() || !conv.extras->plan.came_from.empty());
}

// What later steps would admit, counted anew.
void Switchboard::check_later() const {
  if (!plan_.any_planned) return;
  for (const ClassId id : matching_.occupied_classes()) {
    const WaitClass& wait_class = matching_.wait_class(id);
    if (!plan_.queues[wait_class.key.queue].planned) continue;
    std::uint32_t now = 0;
    std::uint32_t later = 0;
    for (GroupId group = 0; group < matching_.group_count(); ++group) {
      if (!matching_.group(group).used) continue;
      const Abilities& abilities = matching_.group(group).abilities;
      const bool can = matching_.eligible(abilities, wait_class.key);
      now += can ? 1U : 0U;
      later += !can && matching_.eligible_ever(abilities, wait_class.key) ? 1U : 0U;
    }
    SW_CHECK(wait_class.groups.size() == now && wait_class.later == later);
  }
}

void Switchboard::check_closed() const {
  const ClosedLog& closed = conversations_.closed();
  std::uint64_t remembered = 0;
  for (std::uint64_t number = closed.first(); number < closed.end(); ++number) {
    if (closed[number].reopened) continue;
    ++remembered;
    SW_CHECK(conversations_.find(closed[number].id()).closed == number);
  }
  SW_CHECK(remembered == closed.remembered());
}

void Switchboard::check_agents() const {
  std::uint64_t owned = 0;
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    const Agent& agent = agents_.slots[slot];
    std::uint32_t used = 0;
    std::uint32_t count = 0;
    std::vector<std::uint32_t> loads(agent.abilities.channels.size(), 0);
    for (ConvSlot at = agent.first; at != kNone; at = conversations_[at].agent_next) {
      const Conversation& conv = conversations_[at];
      SW_CHECK_MSG(conv.agent == slot, "a conversation with two owners");
      ++count;
      if (conv.state == ConvState::kHeld) continue;  // without its units
      used += conv.units;
      for (std::size_t i = 0; i < loads.size(); ++i) {
        if (agent.abilities.channels[i].channel == conv.channel) ++loads[i];
      }
    }
    owned += count;
    for (auto rival = rivals_.lower_bound({slot, 0});
         rival != rivals_.end() && rival->first.first == slot; ++rival) {
      const Conversation& conv = conversations_[rival->second];
      ++count;
      used += conv.units;
      for (std::size_t i = 0; i < loads.size(); ++i) {
        if (agent.abilities.channels[i].channel == conv.channel) ++loads[i];
      }
    }
    SW_CHECK(used == agent.used && count == agent.conversations);
    if (agent.registered) SW_CHECK(loads == agent.channel_load);
    SW_CHECK(agent.registered || count == 0);
    SW_CHECK((agent.free_list != kNone) == agent.takes_work());
    SW_CHECK(agent.registered == (agent.group != kNone));
    check_room(slot);
    SW_CHECK(agent.claim == kNone || conversations_[agent.claim].claimed_by == slot);
    if (agent.presence == model::Presence::kOffline) SW_CHECK(count == 0);
  }
  std::uint64_t with_agent = 0;
  for (const Queue& queue : plan_.queues) {
    with_agent += queue.offered + queue.active + queue.held + queue.wrapup;
  }
  SW_CHECK(owned == with_agent);
}

// Both sides of offers to several agree, and nobody is asked twice.
void Switchboard::check_rivals() const {
  std::size_t count = 0;
  for (std::size_t slot = 0; slot < conversations_.slot_count(); ++slot) {
    const auto id = static_cast<ConvSlot>(slot);
    if (!conversations_.used(id) || conversations_[id].rival_count() == 0) continue;
    const Conversation& conv = conversations_[id];
    SW_CHECK_MSG(conv.state == ConvState::kOffered, "somebody is asked about what is not offered");
    std::uint64_t before = 0;
    std::vector<AgentSlot> asked = {conv.agent};
    for (const Rival& rival : conv.extras->rivals) {
      const auto known = rivals_.find({rival.agent, rival.offer});
      SW_CHECK(known != rivals_.end() && known->second == id);
      SW_CHECK(rival.offer > before && rival.offer != conv.offer && rival.expires.armed());
      SW_CHECK_MSG(std::find(asked.begin(), asked.end(), rival.agent) == asked.end(),
                   "an agent is asked twice about one conversation");
      SW_CHECK(agents_.slots[rival.agent].presence == model::Presence::kOnline);
      asked.push_back(rival.agent);
      before = rival.offer;
      ++count;
    }
  }
  SW_CHECK(count == rivals_.size());
}

// What is kept of exclusive and interruptible work, and of who came online.
void Switchboard::check_room(AgentSlot slot) const {
  const Agent& agent = agents_.slots[slot];
  bool taken_whole = false;
  bool yields = false;
  bool set_aside = false;
  for (ConvSlot at = agent.first; at != kNone; at = conversations_[at].agent_next) {
    const Conversation& conv = conversations_[at];
    const bool held = conv.state == ConvState::kHeld;
    const bool interrupted = conv.extras && conv.extras->interrupted;
    SW_CHECK(held || !interrupted);
    set_aside |= interrupted;
    if (interrupted) SW_CHECK_MSG(!has_open_room_for(conv, slot), "interrupted although it fits");
    taken_whole |= !held && plan_.is_exclusive(conv.channel);
    yields |= conv.state == ConvState::kActive && conv.channel != kNone &&
              !plan_.channels[conv.channel].interruptible_by.empty();
  }
  if (is_asked_whole(slot)) {
    taken_whole = true;
    yields = false;
  }
  SW_CHECK(agent.taken_whole == taken_whole);
  SW_CHECK(agent.yields == yields && agent.set_aside == set_aside);
  SW_CHECK(matching_.yielding().contains(slot) == yields);
  SW_CHECK(agents_.ramps.contains(slot) == agent.ramping);
  if (!agent.ramping) return;
  const Ramp& ramp = agents_.ramps.at(slot);
  SW_CHECK(timers_.is_armed(ramp.timer) && timers_.due(ramp.timer) == ramp.next.at);
  SW_CHECK(ramp.next.at > now_ && agent.usable <= agent.abilities.capacity);
}

void Switchboard::check_queues() const {
  std::vector<std::uint64_t> waiting(plan_.queues.size(), 0);
  std::vector<std::uint64_t> open(plan_.queues.size(), 0);
  std::vector<base::Instant> oldest(plan_.queues.size(), base::kNever);
  for (std::size_t slot = 0; slot < conversations_.slot_count(); ++slot) {
    const auto id = static_cast<ConvSlot>(slot);
    if (!conversations_.used(id) || !conversations_[id].open()) continue;
    const Conversation& conv = conversations_[id];
    ++open[conv.queue];
    if (conv.state != ConvState::kWaiting) continue;
    ++waiting[conv.queue];
    oldest[conv.queue] = std::min(oldest[conv.queue], conv.arrival);
  }
  std::uint32_t bursting = 0;
  for (QueueId id = 0; id < plan_.queues.size(); ++id) {
    const std::uint64_t burst = plan_.queues[id].defined ? plan_.queues[id].policy.burst : 0;
    bursting += plan_.queues[id].bursting ? 1U : 0U;
    SW_CHECK(!plan_.queues[id].bursting || (burst > 0 && 2 * waiting[id] >= burst));
    SW_CHECK(plan_.queues[id].bursting || burst == 0 || waiting[id] < burst);
    SW_CHECK(plan_.queues[id].waiting == waiting[id]);
    SW_CHECK(plan_.queues[id].open == open[id]);
    const WaitingSince& since = plan_.queues[id].waiting_since;
    SW_CHECK(since.empty() == (waiting[id] == 0));
    SW_CHECK(since.empty() || since.oldest() == oldest[id]);
  }
  SW_CHECK(plan_.bursting == bursting);
  for (std::size_t i = 0; i < matching_.protected_queues().size(); ++i) {
    std::uint32_t online = 0;
    std::uint32_t free = 0;
    for (const Agent& agent : agents_.slots) {
      if (!agent.registered || (matching_.group(agent.group).serves >> i & 1U) == 0) continue;
      if (agent.presence == model::Presence::kOnline) ++online;
      if (agent.takes_work()) ++free;
    }
    SW_CHECK(matching_.protected_queues()[i].online == online);
    SW_CHECK(matching_.protected_queues()[i].free == free);
  }
}

void Switchboard::check_pair(const Conversation& conv, const WaitClass& wait_class,
                             AgentSlot slot) const {
  const Agent& agent = agents_.slots[slot];
  if (!matching_.eligible(agent.abilities, wait_class.key)) return;
  if (matching_.excluded(wait_class, slot)) return;
  const bool has_room = agent.takes_work() && matching_.has_room(agent, wait_class.key);
  if (!has_room && !matching_.has_room_by_interrupting(agent, wait_class.key)) return;
  if (has_room && selection_.held_back(conv, matching_.group(agent.group), now_)) return;
  const std::string pair =
      std::string(conv.id()) + " waits although " + std::string(agents_.name(slot)) + " is free";
  SW_CHECK_MSG(false, pair.c_str());
}

// Heads only: within a class whoever can take one can take the next.
void Switchboard::check_unmatched() const {
  std::vector<ClassId> occupied;
  for (ClassId id = 0; id < matching_.class_count(); ++id) {
    if (matching_.waiting(id) > 0) occupied.push_back(id);
  }
  std::vector<ClassId> listed = matching_.occupied_classes();
  std::sort(listed.begin(), listed.end());
  SW_CHECK(listed == occupied);
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    const Agent& agent = agents_.slots[slot];
    const bool yields = agent.yields && agent.presence == model::Presence::kOnline;
    if (!agent.takes_work() && !yields) continue;
    for (const ClassId id : occupied) {
      const WaitClass& wait_class = matching_.wait_class(id);
      for (const base::PairingHeap* lane : {&wait_class.on_time, &wait_class.overdue}) {
        if (!lane->empty()) check_pair(conversations_[lane->top()], wait_class, slot);
      }
    }
  }
}

}  // namespace stellwerk::engine
