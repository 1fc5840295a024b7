// SPDX-License-Identifier: Apache-2.0
#include "core/engine/following.h"

#include <algorithm>
#include <utility>

// Questions and time; followed_waiting.cc has the conversations, followed_work.cc the agents.
namespace stellwerk::engine {

using model::Presence;

namespace {

// Nobody reads its log, and nobody repeats anything to it.
Limits limits_of_a_follower(Limits limits) {
  limits.decisions_max = 0;
  limits.dedupe_max = 1;
  return limits;
}

}  // namespace

Follower::Follower(const Switchboard& leader, const model::Policy& policy, const Limits& limits)
    : leader_(leader),
      own_(limits_of_a_follower(limits)),
      names_(leader.plan_, own_.plan_, leader.now_) {
  begin(policy);
}

void Follower::begin(const model::Policy& policy) {
  own_.now_ = leader_.now_;
  static_cast<void>(own_.timers_.pop(own_.now_));  // nothing is armed: time alone moves
  own_.install(policy);
  own_.matching_.choose_protected();
  compare_terms();
  for (AgentSlot slot = 0; slot < leader_.agents_.slots.size(); ++slot) {
    touched_.agents.push_back(slot);
  }
  for (ConvSlot slot = 0; slot < leader_.conversations_.slot_count(); ++slot) {
    touched_.conversations.push_back(slot);
  }
  for (GroupId group = 0; group < leader_.matching_.group_count(); ++group) {
    touched_.groups.push_back(group);
  }
  catch_up();
}

// Once: a calendar that is renewed later is the same one, and another policy ends the following.
void Follower::compare_terms() {
  for (QueueId id = 0; id < leader_.plan_.queues.size(); ++id) {
    const FollowedNames::QueuePair& pair = names_.queue(id);
    if (pair.own == kNone || pair.moved) continue;
    Queue& own = own_.plan_.queues[pair.own];
    if (pair.same_hours && own.turn_timer != kNone) own_.timers_.cancel(own.turn_timer);
    follow_queue(id);
  }
  for (NameId id = 0; id < leader_.plan_.slas.size(); ++id) static_cast<void>(names_.sla(id));
  same_rule_ = leader_.plan_.routing.rule == own_.plan_.routing.rule;
  same_kept_ = keeps_for_the_same();
  same_room_ = names_.same_room();
}

bool Follower::keeps_for_the_same() const {
  const Plan& led = leader_.plan_;
  const Plan& own = own_.plan_;
  const auto same = [&](const Protected& a, const Protected& b) {
    const Queue& left = led.queues[a.queue];
    const Queue& right = own.queues[b.queue];
    return led.queue_names.name(a.queue) == own.queue_names.name(b.queue) &&
           left.policy.goal_permille == right.policy.goal_permille &&
           left.policy.handling == right.policy.handling &&
           led.target(left.sla) == own.target(right.sla);
  };
  const auto& kept = leader_.matching_.protected_queues();
  const auto& own_kept = own_.matching_.protected_queues();
  return same_rule_ && led.routing.reserve == own.routing.reserve &&
         std::equal(kept.begin(), kept.end(), own_kept.begin(), own_kept.end(), same);
}

void Follower::pass_time() {
  while (own_.timers_.may_pop(leader_.now_)) {
    const auto fired = own_.timers_.pop(leader_.now_);
    if (!fired) break;
    own_.now_ = std::max(own_.now_, fired->due);
    if (fired->owner == TimerOwner::kConversation) look_again(fired->index);
    if (fired->owner == TimerOwner::kQueue) look_at_queue(fired->index);
  }
  own_.now_ = std::max(own_.now_, leader_.now_);
}

// Claims tie agents to conversations: whoever has one is looked at again once these are there.
void Follower::catch_up() {
  pass_time();
  while (!touched_.agents.empty() || !touched_.conversations.empty()) {
    const auto agents = std::exchange(touched_.agents, {});
    const auto conversations = std::exchange(touched_.conversations, {});
    for (const AgentSlot slot : agents) follow_agent(slot);
    for (const ConvSlot slot : conversations) follow_conversation(slot);
  }
  for (const GroupId group : std::exchange(touched_.groups, {})) follow_group(group);
  for (const QueueId queue : std::exchange(touched_.queues, {})) follow_queue(queue);
  static_cast<void>(own_.matching_.take_changed_classes());
}

// What is learned and counted of the queue.
void Follower::follow_queue(QueueId led) {
  const FollowedNames::QueuePair& pair = names_.queue(led);
  if (pair.own == kNone || pair.moved) return;
  const Queue& from = leader_.plan_.queues[led];
  Queue& own = own_.plan_.queues[pair.own];
  own.handling = from.handling;
  own.arrivals = from.arrivals;
  own.arrival_rate = from.arrival_rate;
  if (pair.same_burst) set_bursting(own, from.bursting);
  if (!pair.same_hours) return;
  own.closed = from.closed;
  own.shut = from.shut;
}

void Follower::set_bursting(Queue& queue, bool bursting) {
  if (queue.bursting == bursting) return;
  queue.bursting = bursting;
  own_.plan_.bursting += bursting ? 1U : ~0U;
}

// Its own hours have opened or shut it.
void Follower::look_at_queue(QueueId own) {
  own_.arm_turn(own_.plan_.queues[own]);
  std::vector<ConvSlot> waiting;
  for (const ClassId id : own_.matching_.occupied_classes()) {
    if (own_.matching_.wait_class(id).key.queue != own) continue;
    const std::vector<ConvSlot> some = own_.waiting_in(id);
    waiting.insert(waiting.end(), some.begin(), some.end());
  }
  for (const ConvSlot slot : waiting) look_again(slot);
}

bool Follower::knows(ConvSlot slot) {
  return names_.queue(leader_.conversations_[slot].queue).own != kNone;
}

bool Follower::is_news(ConvSlot slot) {
  if (told_[slot]) return false;
  told_[slot] = true;
  return true;
}

Lane Follower::take_lane() {
  static_cast<void>(own_.selection_.take_reviews());  // nobody is looked at again by itself
  const Lane lane = own_.selection_.considered().lane;
  own_.selection_.forget_considered();
  return lane;
}

// One that opens has not been told of: it is in no line yet.
Follower::Answer Follower::agent_for(ConvSlot slot) {
  catch_up();
  Answer answer{slot, kNone};
  own_.conversations_.reach(slot + 1);
  if (own_.conversations_[slot].wait_class == kNone) {
    touched_.conversations.push_back(slot);
    catch_up();
  }
  Conversation& conv = own_.conversations_[slot];
  if (conv.wait_class == kNone) return answer;
  if (own_.matching_.wait_class(conv.wait_class).key.only == kNobody) return answer;
  conv.text = leader_.conversations_[slot].text;
  if (same_kept_) own_.selection_.take_over(leader_.selection_);
  answer.agent = own_.selection_.agent_for(slot, own_.now_);
  answer.lane = take_lane();
  return answer;
}

Follower::Answer Follower::conversation_for(AgentSlot slot) {
  catch_up();
  Answer answer{kNone, slot};
  const Agent& subject = own_.agents_.slots[slot];
  if (!subject.registered || subject.presence != Presence::kOnline) return answer;
  if (same_kept_) own_.selection_.take_over(leader_.selection_);
  const ConvSlot claimed = subject.claim;
  Pick pick;
  if (subject.used < subject.open_units() && !subject.taken_whole) {
    pick = own_.selection_.conversation_for(slot, own_.now_);
  }
  if (pick.conversation == kNone && subject.yields) {
    pick = own_.selection_.interrupting_pick(slot, own_.now_, kNone);
  }
  if (subject.claim != claimed) touched_.agents.push_back(slot);  // the leader's count
  answer.conversation = pick.conversation;
  answer.lane = take_lane();
  return answer;
}

// What the leader does not count but the own policy goes by.
void Follower::note_given(ConvSlot slot, AgentSlot to) {
  touched_.conversations.push_back(slot);
  if (own_.plan_.by_share && !leader_.plan_.by_share && own_.agents_.slots[to].registered) {
    own_.selection_.count_assignment(own_.agents_.slots[to]);
  }
}

}  // namespace stellwerk::engine
