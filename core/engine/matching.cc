// SPDX-License-Identifier: Apache-2.0
#include "core/engine/matching.h"

#include <algorithm>
#include <memory>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

// Classes nobody waits in are kept for the next arrival of their kind, up to this many.
constexpr std::uint32_t kEmptyClassesMax = 65'536;

constexpr std::size_t kGroupLines = 4;  // of a class's groups, fetched ahead: 64 groups

const ChannelMax* find_channel(const std::vector<ChannelMax>& channels, NameId channel) {
  for (const ChannelMax& entry : channels) {
    if (entry.channel == channel) return &entry;
  }
  return nullptr;
}

}  // namespace

std::uint32_t ClassKey::hash() const {
  std::uint64_t mixed = std::uint64_t{queue} << 32U | requirement;
  for (const std::uint64_t part :
       {std::uint64_t{channel} << 32U | units,
        std::uint64_t{exclusion} << 9U | std::uint64_t{priority} << 1U | (humans_only ? 1U : 0U),
        std::uint64_t{closed ? 1U : 0U} << 41U | std::uint64_t{shut ? 1U : 0U} << 40U |
            std::uint64_t{step} << 32U | only}) {
    mixed = (mixed ^ mixed >> 32U) * 0x9e3779b97f4a7c15U ^ part;
  }
  mixed ^= std::uint64_t{own + 1U} << 7U;  // kNone is nothing
  mixed *= 0x9e3779b97f4a7c15U;
  return static_cast<std::uint32_t>(mixed >> 32U);
}

Matching::Matching(AgentTable& agents, ConversationTable& conversations, Plan& plan,
                   RequirementTable& requirements, TimerWheel& timers)
    : agents_(agents),
      conversations_(conversations),
      plan_(plan),
      requirements_(requirements),
      timers_(timers) {}

bool Matching::fits(const Abilities& abilities, const ClassKey& key) const {
  if (key.humans_only && abilities.kind == model::AgentKind::kBot) return false;
  if (abilities.capacity < key.units) return false;
  if (abilities.channels.empty() || key.channel == kNone) return true;
  const ChannelMax* entry = find_channel(abilities.channels, key.channel);
  return entry != nullptr && entry->max > 0;
}

bool Matching::eligible(const Abilities& abilities, const ClassKey& key) const {
  if (!fits(abilities, key) || !abilities.works_in(key.queue)) return false;
  if (key.shut || key.step > 0) [[unlikely]]
    return admitting_step(abilities, key) != kNoStep;
  return meets(abilities.skills, requirements_.needs(key.requirement));
}

bool Matching::channel_has_room(const Agent& agent, NameId channel) const {
  const ChannelMax* entry = find_channel(agent.abilities.channels, channel);
  if (entry == nullptr) return false;
  const auto at = static_cast<std::size_t>(entry - agent.abilities.channels.data());
  return agent.channel_load[at] < entry->max;
}

void Matching::note_routable_change(ClassId cls) {
  if (waiting_[cls] > 0) changed_.push_back(cls);
}

std::vector<ClassId> Matching::take_changed_classes() {
  std::vector<ClassId> changed;
  changed.swap(changed_);
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

void Matching::connect(ClassId cls, GroupId group) {
  Edges& left = classes_[cls].groups;
  Edges& right = groups_[group].classes;
  left.back.push_back(right.size());
  right.back.push_back(left.size());
  left.others.push_back(group);
  right.others.push_back(cls);
  if (waiting_[cls] > 0) ++waiting_classes_[group];
  if (left.size() == 1) note_routable_change(cls);
}

void Matching::connect_if_eligible(ClassId cls, GroupId group) {
  const Abilities& abilities = groups_[group].abilities;
  if (eligible(abilities, classes_[cls].key)) {
    connect(cls, group);
  } else if (takes_later(abilities, classes_[cls].key)) {
    if (++classes_[cls].later == 1) note_routable_change(cls);
  }
}

// The last edge of the list moves into the gap, and its other end is told.
template <typename OtherEnd>
void Matching::drop_edge(Edges& list, std::uint32_t at, OtherEnd other_end) {
  list.others[at] = list.others.back();
  list.back[at] = list.back.back();
  list.others.pop_back();
  list.back.pop_back();
  if (at < list.size()) other_end(list.others[at]).back[list.back[at]] = at;
}

void Matching::disconnect_class(ClassId cls) {
  const Edges edges = std::move(classes_[cls].groups);
  classes_[cls].groups = {};
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    drop_edge(groups_[edges.others[i]].classes, edges.back[i],
              [this](ClassId id) -> Edges& { return classes_[id].groups; });
  }
}

void Matching::drop_group(GroupId id) {
  Group& group = groups_[id];
  for (std::uint32_t i = 0; i < group.classes.size(); ++i) {
    const ClassId cls = group.classes.others[i];
    drop_edge(classes_[cls].groups, group.classes.back[i],
              [this](GroupId other) -> Edges& { return groups_[other].classes; });
    if (classes_[cls].groups.empty()) note_routable_change(cls);
  }
  if (plan_.any_planned) drop_later(group.abilities);
  for (const SkillNeed& skill : group.abilities.skills) {
    auto& list = groups_by_skill_[skill.skill];
    list.erase(std::find(list.begin(), list.end(), id));
  }
  group_ids_.erase(group.abilities);
  std::destroy_at(&group);
  std::construct_at(&group);
  waiting_classes_[id] = 0;
  free_groups_.push_back(id);
}

GroupId Matching::group_for(const Abilities& abilities) {
  const auto found = group_ids_.find(abilities);
  if (found != group_ids_.end()) return found->second;
  GroupId id = 0;
  if (free_groups_.empty()) {
    id = static_cast<GroupId>(groups_.size());
    groups_.emplace_back();
    top_loads_.push_back(TopLoad::kNobody);
    top_agents_.emplace_back();
    waiting_classes_.push_back(0);
  } else {
    id = free_groups_.back();
    free_groups_.pop_back();
  }
  groups_[id].used = true;
  groups_[id].abilities = abilities;
  groups_[id].by_channel = !abilities.channels.empty();
  groups_[id].capacity = abilities.capacity;
  groups_[id].skills = static_cast<std::uint32_t>(abilities.skills.size());
  index_protected(groups_[id]);
  group_ids_.emplace(abilities, id);
  for (const SkillNeed& skill : abilities.skills) {
    if (skill.skill >= groups_by_skill_.size()) groups_by_skill_.resize(skill.skill + 1);
    groups_by_skill_[skill.skill].push_back(id);
  }
  for (ClassId cls = 0; cls < classes_.size(); ++cls) {
    if (classes_[cls].used) connect_if_eligible(cls, id);
  }
  return id;
}

void Matching::attach(AgentSlot slot) {
  touch_agent(slot);
  Agent& agent = agents_.slots[slot];
  agent.by_channel = !agent.abilities.channels.empty();
  agent.group = group_for(agent.abilities);
  ++groups_[agent.group].members;
}

void Matching::detach(AgentSlot slot) {
  touch_agent(slot);
  Agent& agent = agents_.slots[slot];
  SW_CHECK(agent.free_list == kNone);
  const GroupId id = agent.group;
  agent.group = kNone;
  if (--groups_[id].members == 0) drop_group(id);
}

void Matching::set_present(AgentSlot slot, bool present) {
  groups_[agents_.slots[slot].group].present += present ? 1U : ~0U;
}

void Matching::set_online(AgentSlot slot, bool online) {
  Group& group = groups_[agents_.slots[slot].group];
  const std::uint32_t change = online ? 1U : ~0U;
  group.online += change;
  for (std::size_t i = 0; i < protected_.size(); ++i) {
    if ((group.serves >> i & 1U) != 0) protected_[i].online += change;
  }
}

std::uint32_t Matching::exclusion(const std::vector<AgentSlot>& agents) {
  const auto [entry, added] =
      exclusion_ids_.emplace(agents, static_cast<std::uint32_t>(exclusions_.size()));
  if (added) exclusions_.push_back(agents);
  return entry->second;
}

std::vector<ClassId> Matching::classes_only_for(AgentSlot slot) const {
  const auto found = only_for_.find(slot);
  return found == only_for_.end() ? std::vector<ClassId>{} : found->second;
}

bool Matching::excluded(const WaitClass& wait_class, AgentSlot agent) const {
  if (wait_class.key.only != kNone && wait_class.key.only != agent) return true;
  if (wait_class.key.exclusion == 0) return false;
  const auto& agents = exclusions_[wait_class.key.exclusion];
  return std::binary_search(agents.begin(), agents.end(), agent);
}

void Matching::connect_class(ClassId cls) {
  const ClassKey& key = classes_[cls].key;
  const std::vector<GroupId>* rarest = nullptr;
  // Every step asks for the same skills at least, other queues need not.
  const std::span<const SkillNeed> needs =
      key.own == kNone ? std::span<const SkillNeed>(requirements_.needs(key.requirement))
                       : std::span<const SkillNeed>();
  for (const SkillNeed& need : needs) {
    if (need.skill >= groups_by_skill_.size()) return;  // nobody has it
    const auto& list = groups_by_skill_[need.skill];
    if (rarest == nullptr || list.size() < rarest->size()) rarest = &list;
  }
  if (rarest != nullptr) {
    for (const GroupId group : *rarest) connect_if_eligible(cls, group);
    return;
  }
  for (GroupId group = 0; group < groups_.size(); ++group) {
    if (groups_[group].used) connect_if_eligible(cls, group);
  }
}

void Matching::drop_class(ClassId id) {
  WaitClass& wait_class = classes_[id];
  SW_CHECK(waiting_[id] == 0);
  disconnect_class(id);
  class_ids_.erase(wait_class.key.hash(), id);
  if (const auto known = only_for_.find(wait_class.key.only); known != only_for_.end()) {
    std::erase(known->second, id);
    if (known->second.empty()) only_for_.erase(known);
  }
  requirements_.release(wait_class.key.requirement);
  if (wait_class.key.own != kNone) requirements_.release(wait_class.key.own);
  timers_.destroy(wait_class.timer);
  wait_class = WaitClass{};
  free_classes_.push_back(id);
  --empty_classes_;
}

void Matching::reclaim_empty_classes() {
  for (std::uint32_t looked = 0; looked < 64 && empty_classes_ > kEmptyClassesMax; ++looked) {
    reclaim_from_ = (reclaim_from_ + 1) % static_cast<std::uint32_t>(classes_.size());
    const WaitClass& candidate = classes_[reclaim_from_];
    if (candidate.used && waiting_[reclaim_from_] == 0) drop_class(reclaim_from_);
  }
}

void Matching::prefetch(RequirementId requirement) const {
  if (requirement >= last_classes_.size()) return;
  const auto* first = reinterpret_cast<const char*>(&classes_[last_classes_[requirement]]);
  for (std::size_t line = 0; line < sizeof(WaitClass); line += 64) __builtin_prefetch(first + line);
}

void Matching::prefetch_groups(RequirementId requirement) const {
  if (requirement >= last_classes_.size()) return;
  const std::vector<GroupId>& groups = classes_[last_classes_[requirement]].groups.others;
  // As a number: an address behind the groups, or of none, may be fetched but not computed.
  const auto first = reinterpret_cast<std::uintptr_t>(groups.data());
  for (std::size_t line = 0; line < kGroupLines; ++line) {
    __builtin_prefetch(reinterpret_cast<const void*>(first + 64 * line));
  }
}

// The same requirement mostly comes with the same channel and priority too.
ClassId Matching::class_for(const ClassKey& key) {
  if (key.requirement >= last_classes_.size()) last_classes_.resize(key.requirement + 1);
  ClassId& last = last_classes_[key.requirement];
  const bool same = last < classes_.size() && classes_[last].used && classes_[last].key == key;
  if (!same) last = find_or_add_class(key);
  return last;
}

ClassId Matching::find_or_add_class(const ClassKey& key) {
  const std::uint32_t hash = key.hash();
  const ClassId known =
      class_ids_.find(hash, [this, &key](ClassId id) { return classes_[id].key == key; });
  if (known != HandleIndex::kAbsent) return known;
  if (empty_classes_ >= kEmptyClassesMax) reclaim_empty_classes();
  ClassId id = 0;
  if (free_classes_.empty()) {
    id = static_cast<ClassId>(classes_.size());
    classes_.emplace_back();
    waiting_.push_back(0);
  } else {
    id = free_classes_.back();
    free_classes_.pop_back();
  }
  WaitClass& wait_class = classes_[id];
  wait_class.used = true;
  wait_class.key = key;
  wait_class.timer = timers_.create(TimerOwner::kWaitClass, id);
  requirements_.retain(key.requirement);
  if (key.own != kNone) requirements_.retain(key.own);
  class_ids_.insert(hash, id);
  if (key.only != kNone) only_for_[key.only].push_back(id);
  ++empty_classes_;
  connect_class(id);
  return id;
}

void Matching::enter(ConvSlot slot, ClassId id) {
  touch_conversation(slot);
  Conversation& conv = conversations_[slot];
  WaitClass& wait_class = classes_[id];
  conv.wait_class = id;
  (conv.overdue_lane ? wait_class.overdue : wait_class.on_time).push(conversations_, slot);
  if (waiting_[id]++ > 0) return;
  --empty_classes_;
  wait_class.occupied_position = static_cast<std::uint32_t>(occupied_.size());
  occupied_.push_back(id);
  for (const GroupId group : wait_class.groups.others) ++waiting_classes_[group];
}

void Matching::leave(ConvSlot slot) {
  touch_conversation(slot);
  Conversation& conv = conversations_[slot];
  WaitClass& wait_class = classes_[conv.wait_class];
  (conv.overdue_lane ? wait_class.overdue : wait_class.on_time).erase(conversations_, slot);
  const ClassId id = conv.wait_class;
  conv.wait_class = kNone;
  if (--waiting_[id] > 0) return;
  ++empty_classes_;
  const std::uint32_t position = wait_class.occupied_position;
  occupied_[position] = occupied_.back();
  classes_[occupied_[position]].occupied_position = position;
  occupied_.pop_back();
  for (const GroupId group : wait_class.groups.others) --waiting_classes_[group];
}

void Matching::to_overdue(ConvSlot slot, std::int64_t key) {
  touch_conversation(slot);
  Conversation& conv = conversations_[slot];
  WaitClass& wait_class = classes_[conv.wait_class];
  wait_class.on_time.erase(conversations_, slot);
  conv.overdue_lane = true;
  conv.key = key;
  wait_class.overdue.push(conversations_, slot);
}

}  // namespace stellwerk::engine
