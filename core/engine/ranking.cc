// SPDX-License-Identifier: Apache-2.0
#include "core/engine/ranking.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"

// The agent for a conversation by any list of rules. The quick ways of selection.cc decide the same
// where they apply.
namespace stellwerk::engine {

using model::Select;

namespace {

// Behind whoever has a rank.
constexpr std::int64_t kNoRank = std::numeric_limits<std::int64_t>::max();

std::uint8_t level_of(const Abilities& abilities, NameId skill) {
  const auto& skills = abilities.skills;
  const auto at = std::lower_bound(skills.begin(), skills.end(), SkillNeed{skill, 0});
  return at == skills.end() || at->skill != skill ? std::uint8_t{0} : at->level;
}

// Levels of the skills asked for, together.
std::int64_t mastery(const Abilities& abilities, const SkillNeeds& needs) {
  std::int64_t levels = 0;
  for (const SkillNeed& need : needs) levels += level_of(abilities, need.skill);
  return levels;
}

std::int64_t asked(const SkillNeeds& needs) {
  std::int64_t levels = 0;
  for (const SkillNeed& need : needs) levels += need.level;
  return levels;
}

std::int32_t clipped(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(
      value, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

std::string_view value_in(std::string_view list, std::string_view key) {
  while (list.data() != nullptr) {
    std::string_view value = base::next_item(list, ',');
    const std::string_view name = base::next_item(value, '=');
    if (name == key) return value.data() == nullptr ? std::string_view("") : value;
  }
  return {};
}

bool has_pair(std::string_view list, std::string_view key, std::string_view value) {
  const std::string_view found = value_in(list, key);
  return found.data() != nullptr && found == value;
}

// PREFER decides between agents that the rules find equally good: before what only parts ties.
Selection::Ladder Selection::ladder_for(const Conversation& conv,
                                        const WaitClass& wait_class) const {
  const SelectionOrder& order = plan_.queues[conv.queue].order;
  Ladder ladder;
  ladder.by_lists = order.by_lists;
  ladder.conv = &conv;
  ladder.wait_class = &wait_class;
  ladder.needs = &matching_.needs(wait_class.key);
  if (wait_class.key.step > 0) {
    ladder.step_prefers = &plan_.queues[conv.queue].plan.steps[wait_class.key.step - 1U].prefer;
    ladder.add(TermKind::kStep);
  }
  if (plan_.routing.surcharge) {
    ladder.fastest = fastest(conv.queue);
    ladder.add(TermKind::kSurcharge);
  }
  const bool wishes = (conv.extras && !conv.extras->prefer.empty()) ||
                      (ladder.step_prefers != nullptr && !ladder.step_prefers->empty());
  const auto wish = [&ladder, wishes] {
    if (wishes) ladder.add(TermKind::kPrefer);
  };
  for (const Select rule : order.list()) {
    if (rule == Select::kLeastLoaded) ladder.add(TermKind::kLoad);
    const bool parts_ties =
        rule == Select::kLeastLoaded || rule == Select::kLongestIdle || rule == Select::kRoundRobin;
    if (parts_ties) wish();
    static constexpr std::array<TermKind, model::kSelectCount> kTerms = {
        TermKind::kSkills,  TermKind::kIdle,    TermKind::kTurn,  TermKind::kUsed,
        TermKind::kFree,    TermKind::kHandled, TermKind::kShare, TermKind::kRank,
        TermKind::kSurplus, TermKind::kMastery, TermKind::kCost,  TermKind::kScore};
    ladder.add(kTerms[static_cast<std::size_t>(rule)]);
  }
  wish();
  ladder.add(TermKind::kIdle);
  return ladder;
}

// Skills that the conversation or its step prefers, and the group does not have.
std::int64_t Selection::wishes_missed(const Ladder& ladder, const Group& group) const {
  std::int64_t missed = 0;
  if (ladder.conv->extras) missed += wished(ladder.conv->extras->prefer, group);
  if (ladder.step_prefers != nullptr) missed += wished(*ladder.step_prefers, group);
  return missed;
}

std::int64_t Selection::part_of(const ScoreEntry& entry, const Ladder& ladder, const Group& group,
                                const Agent& agent) const {
  using model::ScoreTerm;
  const std::uint32_t used = agent.used + ladder.wait_class->key.units;
  const auto yes = [](bool is) { return is ? std::int64_t{1} : std::int64_t{0}; };
  switch (entry.term) {
    case ScoreTerm::kLoad:
      return std::int64_t{used} * 100 / group.capacity;
    case ScoreTerm::kUsed:
      return used;
    case ScoreTerm::kFree:
      return std::int64_t{agent.open_units()} - agent.used;
    case ScoreTerm::kIdleMinutes:
      return std::min<std::int64_t>((ladder.now - agent.idle_since).ms / 60'000, 1'000'000);
    case ScoreTerm::kHandled:
      return std::min<std::int64_t>(agent.handled, 1'000'000);
    case ScoreTerm::kSkill:
      return level_of(group.abilities, entry.skill);
    case ScoreTerm::kSkills:
      return group.skills;
    case ScoreTerm::kSurplus:
      return mastery(group.abilities, *ladder.needs) - asked(*ladder.needs);
    case ScoreTerm::kPreferred: {
      std::size_t wishes = ladder.conv->extras ? ladder.conv->extras->prefer.size() : 0;
      if (ladder.step_prefers != nullptr) wishes += ladder.step_prefers->size();
      return static_cast<std::int64_t>(wishes) - wishes_missed(ladder, group);
    }
    case ScoreTerm::kLabel:
      return yes(has_pair(agent.labels, entry.key, entry.value));
    case ScoreTerm::kMatchesAttr: {
      const std::string_view wanted = value_in(ladder.conv->attributes(), entry.key);
      return yes(wanted.data() != nullptr && has_pair(agent.labels, entry.key, wanted));
    }
    case ScoreTerm::kCost:
      return agent.cost;
    case ScoreTerm::kRank:
      return agent.rank;
    case ScoreTerm::kWeight:
      return agent.weight;
    case ScoreTerm::kBot:
      return yes(group.abilities.kind == model::AgentKind::kBot);
    case ScoreTerm::kLastAgent:
      return yes(ladder.conv->last_agent == agent.name);
  }
  return 0;
}

std::int64_t Selection::value_of(TermKind kind, const Ladder& ladder, const Group& group,
                                 const Agent& agent) const {
  const QueueId queue = ladder.wait_class->key.queue;
  const std::uint32_t units = ladder.wait_class->key.units;
  switch (kind) {
    case TermKind::kStep:
      return matching_.admitting_step(group.abilities, ladder.wait_class->key);
    case TermKind::kSurcharge:
      if (extra_ms(queue, group) <= 0) return 0;
      return handling(plan_.queues[queue], queue, group).ms * 10 /
             std::max<std::int64_t>(ladder.fastest.ms, 1);
    case TermKind::kLoad:
      return static_cast<std::int64_t>(
          load_alone(load_order(agent.used + units, group.capacity, 0)));
    case TermKind::kPrefer:
      return wishes_missed(ladder, group);
    case TermKind::kSkills:
      return group.skills;
    case TermKind::kIdle:
      return static_cast<std::int64_t>(agent.idle_rank);
    case TermKind::kTurn:
      return static_cast<std::int64_t>(agent.assigned_rank);
    case TermKind::kUsed:
      return agent.used;
    case TermKind::kFree:
      return std::int64_t{agent.used} - agent.open_units();
    case TermKind::kHandled:
      return agent.handled;
    case TermKind::kShare:
      return static_cast<std::int64_t>(agent.share);
    case TermKind::kRank:
      return agent.rank == 0 ? kNoRank : agent.rank;
    case TermKind::kSurplus:
      return mastery(group.abilities, *ladder.needs);
    case TermKind::kMastery:
      return -mastery(group.abilities, *ladder.needs);
    case TermKind::kCost:
      return agent.cost;
    case TermKind::kScore: {
      std::int64_t score = 0;
      for (const ScoreEntry& entry : plan_.score) {
        score += part_of(entry, ladder, group, agent) * entry.weight;
      }
      return -score;
    }
    default:
      break;
  }
  return 0;
}

// Of agents who are alike only the first two count: they are in idle order.
void Selection::rank_group(const Ladder& ladder, const Group& group, Contender& best,
                           Contender& second) const {
  const WaitClass& wait_class = *ladder.wait_class;
  Matching::for_each_load(group, [&](AgentSlot slot) {
    for (int seen = 0; slot != kNone; slot = agents_.slots[slot].free_next) {
      const Agent& agent = agents_.slots[slot];
      if (!matching_.has_room(agent, wait_class.key) || matching_.excluded(wait_class, slot)) {
        continue;
      }
      const auto& skipped = ladder.skipped;
      if (std::find(skipped.begin(), skipped.end(), slot) != skipped.end()) continue;
      Contender contender{slot, {}};
      for (std::size_t i = 0; i < ladder.count; ++i) {
        contender.values[i] = value_of(ladder.steps[i], ladder, group, agent);
      }
      if (contender.better_than(best)) std::swap(contender, best);
      if (contender.slot != kNone && contender.better_than(second)) second = contender;
      if (ladder.by_lists && ++seen == 2) return;
    }
  });
}

// Leaves out groups that are `kept_back` for another queue.
template <typename KeptBack>
AgentSlot Selection::climb(const Ladder& ladder, KeptBack kept_back) {
  const WaitClass& wait_class = *ladder.wait_class;
  Contender best;
  Contender second;
  for (const GroupId id : wait_class.groups.others) {
    const Group& group = matching_.group(id);
    if (group.free == 0 || !has_units(id, wait_class.key.units)) continue;
    if (kept_back(group)) {
      ++considered_.reserved;
    } else {
      rank_group(ladder, group, best, second);
    }
  }
  if (best.slot == kNone) return kNone;
  considered_.runner_up = second.slot;
  for (std::size_t i = 0; i < ladder.count; ++i) {
    if (ladder.steps[i] != TermKind::kSurcharge) continue;
    considered_.surcharge = {best.values[i], second.values[i]};
  }
  note_terms(ladder, best, second);
  return best.slot;
}

AgentSlot Selection::best_ranked(ConvSlot conversation, base::Instant now, bool may_hold) {
  const Conversation& conv = conversations_[conversation];
  Ladder ladder = ladder_for(conv, matching_.wait_class(conv.wait_class));
  ladder.now = now;
  return climb(ladder, [&](const Group& group) {
    if (!may_hold || !held_back(conv, group, now)) return false;
    refuse(conv.wait_class, conv, group);
    return true;
  });
}

// The reserve is asked without a trace, as by another_for().
AgentSlot Selection::another_ranked(const Conversation& conv, const WaitClass& wait_class,
                                    std::span<const AgentSlot> asked, base::Instant now) {
  Ladder ladder = ladder_for(conv, wait_class);
  ladder.now = now;
  ladder.skipped = asked;
  return climb(ladder, [&](const Group& group) { return would_hold_back(conv, group, now); });
}

// As users count: what is more for the better reads as more.
std::int64_t Selection::seen_value(TermKind kind, const Ladder& ladder, const Agent& agent) const {
  const Group& group = matching_.group(agent.group);
  const std::int64_t value = value_of(kind, ladder, group, agent);
  switch (kind) {
    case TermKind::kLoad: {
      const std::int64_t used = std::int64_t{agent.used} + ladder.wait_class->key.units;
      return used * 1'000 / group.capacity;
    }
    case TermKind::kIdle:
      return (ladder.now - agent.idle_since).ms;
    case TermKind::kUsed:
      return value + ladder.wait_class->key.units;
    case TermKind::kShare:
      return static_cast<std::int64_t>(agent.share / (kShareOne / 1'000));
    case TermKind::kRank:
      return agent.rank;
    case TermKind::kSurplus:
      return value - asked(*ladder.needs);
    case TermKind::kFree:
    case TermKind::kMastery:
    case TermKind::kScore:
      return -value;
    default:
      return value;
  }
}

void Selection::note_terms(const Ladder& ladder, const Contender& best, const Contender& second) {
  terms_.clear();
  considered_.ranked = true;
  bool decided = second.slot == kNone;
  const auto for_both = [&](const auto& value) {
    const bool both = second.slot != kNone;
    return std::array{clipped(value(agents_.slots[best.slot])),
                      both ? clipped(value(agents_.slots[second.slot])) : 0};
  };
  for (std::size_t i = 0; i < ladder.count; ++i) {
    RankedTerm term;
    term.kind = ladder.steps[i];
    term.values =
        for_both([&](const Agent& agent) { return seen_value(term.kind, ladder, agent); });
    term.decided = !decided && best.values[i] != second.values[i];
    decided |= term.decided;
    terms_.push_back(term);
    if (term.kind != TermKind::kScore) continue;
    for (std::size_t part = 0; part < plan_.score.size(); ++part) {
      const ScoreEntry& entry = plan_.score[part];
      RankedTerm added;
      added.kind = static_cast<TermKind>(static_cast<unsigned>(TermKind::kScorePart) +
                                         static_cast<unsigned>(entry.term));
      added.index = static_cast<std::uint8_t>(part);
      added.values = for_both([&](const Agent& agent) {
        return part_of(entry, ladder, matching_.group(agent.group), agent) * entry.weight;
      });
      terms_.push_back(added);
    }
  }
}

void Selection::count_assignment(Agent& agent) {
  ++agent.handled;
  if (!plan_.by_share) return;
  share_ = std::max(share_, agent.share);
  agent.share += kShareOne / agent.weight;
}

void Selection::join(Agent& agent) const {
  if (plan_.by_share) agent.share = std::max(agent.share, share_);
}

}  // namespace stellwerk::engine
