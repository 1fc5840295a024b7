// SPDX-License-Identifier: Apache-2.0
#include "core/engine/followed_names.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace stellwerk::engine {
namespace {

const OpenHours* hours_of(const Plan& plan, NameId calendar) {
  return calendar == kNone ? nullptr : &plan.calendars[calendar].hours;
}

// What each of two channels says of an agent's room.
struct Room {
  bool exclusive = false;
  std::set<std::string_view> interruptible_by;

  friend bool operator==(const Room&, const Room&) = default;
};

Room room_of(const Plan& plan, NameId channel) {
  Room room;
  if (channel == kNone) return room;
  room.exclusive = plan.channels[channel].exclusive;
  for (const NameId by : plan.channels[channel].interruptible_by) {
    room.interruptible_by.insert(plan.channel_names.name(by));
  }
  return room;
}

bool has_same_room(const Plan& a, const Plan& b) {
  for (NameId id = 0; id < a.channels.size(); ++id) {
    const NameId other = b.channel_names.find(a.channel_names.name(id));
    if (room_of(a, id) != room_of(b, other)) return false;
  }
  return true;
}

}  // namespace

FollowedNames::FollowedNames(const Plan& led, Plan& own, base::Instant now)
    : led_(led), own_(own), since_(now) {}

// A calendar that was expanded on another day is the same one: what is past has been counted, and
// what the one does not know yet the other has no say in.
bool FollowedNames::have_same_hours(NameId led, NameId own) const {
  const OpenHours* const theirs = hours_of(led_, led);
  const OpenHours* const mine = hours_of(own_, own);
  if (theirs == nullptr || mine == nullptr) return theirs == mine;
  return theirs->agrees_with(*mine, since_);
}

FollowedNames::QueuePair FollowedNames::pair_of(const Queue& led, std::string_view name) const {
  QueuePair pair;
  pair.own = own_.queue_names.find(name);
  if (pair.own == kNone) return pair;
  if (!own_.queues[pair.own].defined) {
    const std::string& target = own_.queues[pair.own].policy.moved_to;
    pair.own = target.empty() ? kNone : own_.queue_names.find(target);
    pair.moved = true;
    if (pair.own != kNone && !own_.queues[pair.own].defined) pair.own = kNone;
    return pair;
  }
  const Queue& own = own_.queues[pair.own];
  pair.same_steps = led.defined && led.policy.steps == own.policy.steps;
  pair.same_hours = led.defined && led.policy.shuts == own.policy.shuts &&
                    have_same_hours(led.calendar, own.calendar);
  pair.same_burst = led.defined && led.policy.burst == own.policy.burst;
  return pair;
}

FollowedNames::SlaPair FollowedNames::pair_of(const Sla& led, std::string_view name) const {
  SlaPair pair;
  pair.own = own_.sla_names.find(name);
  if (pair.own == kNone) return pair;
  const Sla& own = own_.slas[pair.own];
  if (!own.defined) return {};
  pair.same = led.defined && led.policy.first_response == own.policy.first_response &&
              led.policy.next_response == own.policy.next_response &&
              led.policy.resolution == own.policy.resolution &&
              have_same_hours(led.calendar, own.calendar);
  return pair;
}

const FollowedNames::QueuePair& FollowedNames::queue(QueueId led) {
  while (queues_.size() <= led) {
    const auto id = static_cast<QueueId>(queues_.size());
    queues_.push_back(pair_of(led_.queues[id], led_.queue_names.name(id)));
  }
  return queues_[led];
}

const FollowedNames::SlaPair& FollowedNames::sla(NameId led) {
  while (slas_.size() <= led) {
    const auto id = static_cast<NameId>(slas_.size());
    slas_.push_back(pair_of(led_.slas[id], led_.sla_names.name(id)));
  }
  return slas_[led];
}

NameId FollowedNames::channel(NameId led) {
  if (led == kNone) return kNone;
  while (channels_.size() <= led) {
    const auto id = static_cast<NameId>(channels_.size());
    channels_.push_back(own_.mention_channel(led_.channel_names.name(id)));
  }
  return channels_[led];
}

NameId FollowedNames::skill(NameId led) {
  while (skills_.size() <= led) {
    const auto id = static_cast<NameId>(skills_.size());
    skills_.push_back(own_.skill_names.intern(led_.skill_names.name(id)));
  }
  return skills_[led];
}

SkillNeeds FollowedNames::needs(std::span<const SkillNeed> led) {
  SkillNeeds own;
  for (const SkillNeed& need : led) own.push_back({skill(need.skill), need.level});
  std::sort(own.begin(), own.end());
  return own;
}

std::vector<NameId> FollowedNames::skills(std::span<const NameId> led) {
  std::vector<NameId> own;
  for (const NameId id : led) own.push_back(skill(id));
  std::sort(own.begin(), own.end());
  return own;
}

Abilities FollowedNames::abilities(const Abilities& led) {
  Abilities own;
  own.kind = led.kind;
  own.capacity = led.capacity;
  const SkillNeeds had = needs(led.skills);
  own.skills.assign(had.begin(), had.end());
  for (const ChannelMax& entry : led.channels) {
    own.channels.push_back({channel(entry.channel), entry.max});
  }
  std::sort(own.channels.begin(), own.channels.end());
  for (const QueueId id : led.queues) {
    own.queues.push_back(own_.mention_queue(led_.queue_names.name(id)));
  }
  std::sort(own.queues.begin(), own.queues.end());
  return own;
}

bool FollowedNames::same_room() const {
  return has_same_room(led_, own_) && has_same_room(own_, led_);
}

}  // namespace stellwerk::engine
