// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/plan.h"

// What the policy says about selection, made ready for it.
namespace stellwerk::engine {
namespace {

// Whether agents of a group with the same load differ for the rule, but for how long they are idle.
bool tells_apart(model::Select rule, bool ramps) {
  switch (rule) {
    case model::Select::kLeastLoaded:
    case model::Select::kLongestIdle:
    case model::Select::kLeastBusy:
    case model::Select::kNearestProficiency:
    case model::Select::kBestProficiency:
      return false;
    case model::Select::kMostAvailable:
      return ramps;
    default:
      return true;
  }
}

ScoreEntry resolved(const model::WeightedTerm& entry, NameTable& skills) {
  ScoreEntry made{entry.term, entry.weight, kNone, {}, {}};
  if (entry.term == model::ScoreTerm::kSkill) made.skill = skills.intern(entry.name);
  const std::size_t sign = entry.name.find('=');
  made.key = entry.name.substr(0, sign);
  if (sign != entry.name.npos) made.value = entry.name.substr(sign + 1);
  return made;
}

}  // namespace

bool Plan::makes_way(NameId channel, NameId for_channel) const {
  const auto& by = channels[channel].interruptible_by;
  return std::find(by.begin(), by.end(), for_channel) != by.end();
}

void Plan::resolve_selection() {
  score.clear();
  for (const model::WeightedTerm& entry : routing.score) {
    score.push_back(resolved(entry, skill_names));
  }
  const bool one_word = routing.ties.empty() && routing.select <= model::Select::kRoundRobin;
  const bool ramps = routing.ramp != model::kNoTarget;
  std::vector<model::Select> usual = routing.ties;
  usual.insert(usual.begin(), routing.select);
  ranks = by_handled = by_share = false;
  const auto note = [this](const std::vector<model::Select>& rules) {
    for (const model::Select rule : rules) {
      // A score may count what was handled.
      by_handled |= rule == model::Select::kFewestHandled || rule == model::Select::kScore;
      by_share |= rule == model::Select::kWeightedShare;
    }
  };
  note(usual);
  for (Queue& queue : queues) {
    const std::vector<model::Select>& rules =
        queue.policy.select.empty() ? usual : queue.policy.select;
    SelectionOrder& order = queue.order;
    order = {};
    order.count = static_cast<std::uint8_t>(std::min(rules.size(), order.rules.size()));
    order.ranked = !(one_word && rules.size() == 1 && rules[0] == routing.select);
    for (std::size_t i = 0; i < order.count; ++i) {
      order.rules[i] = rules[i];
      order.by_lists &= !tells_apart(rules[i], ramps);
    }
    if (!queue.defined) continue;  // it may be named any time, and nobody is selected there
    note(rules);
    ranks |= order.ranked;
  }
  has_special_channels = false;
  for (Channel& channel : channels) {
    channel.interrupts = false;
    has_special_channels |= channel.exclusive || !channel.interruptible_by.empty();
  }
  for (const Channel& channel : channels) {
    for (const NameId by : channel.interruptible_by) channels[by].interrupts = true;
  }
}

}  // namespace stellwerk::engine
