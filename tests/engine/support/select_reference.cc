// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/select_reference.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/text.h"

namespace stellwerk::tests {
namespace {

constexpr std::uint64_t kShare = 16ULL * 232'792'560;

std::vector<std::string> items(std::string_view list) {
  std::vector<std::string> all;
  while (!list.empty()) all.emplace_back(base::next_item(list, ','));
  return all;
}

template <typename Number>
int order(Number a, Number b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

std::int64_t level(const SelectReference::Agent& agent, const std::string& skill) {
  const auto found = agent.skills.find(skill);
  return found == agent.skills.end() ? 0 : found->second;
}

std::int64_t levels(const SelectReference::Agent& agent, const SelectReference::Opening& opening) {
  std::int64_t sum = 0;
  for (const auto& [skill, least] : opening.needs) sum += level(agent, skill);
  return sum;
}

std::int64_t preferred(const SelectReference::Agent& agent,
                       const SelectReference::Opening& opening) {
  return std::count_if(opening.prefer.begin(), opening.prefer.end(),
                       [&agent](const std::string& skill) { return level(agent, skill) > 0; });
}

}  // namespace

SelectReference::SelectReference(std::string_view rules, std::string_view own,
                                 std::string_view score, std::int64_t ramp_ms)
    : rules_(items(rules)), own_(items(own)), score_(items(score)), ramp_ms_(ramp_ms) {}

SelectReference::Agent& SelectReference::named(std::string_view name) {
  const auto found = std::find_if(agents_.begin(), agents_.end(),
                                  [name](const Agent& agent) { return agent.name == name; });
  SW_CHECK(found != agents_.end());
  return *found;
}

void SelectReference::online(std::string_view agent, base::Instant at) {
  Agent& subject = named(agent);
  subject.changed = ++ticks_;
  subject.changed_at = subject.since = at;
  subject.share = std::max(subject.share, share_);
}

void SelectReference::follow(const std::vector<Fields>& events, base::Instant now) {
  for (const Fields& event : events) {
    const std::string* agent_name = event.find("agent");
    if (agent_name == nullptr || event.find("conv") == nullptr) continue;
    const std::string conv = *event.find("conv");
    if (event.head == "conversation.assigned") {
      Agent& agent = named(*agent_name);
      agent.used += units_[conv];
      ++agent.handled;
      share_ = std::max(share_, agent.share);
      agent.share += kShare / agent.weight;
      agent.changed = ++ticks_;
      agent.changed_at = now;
      agent.turn = ++turns_;
      active_.push_back(conv);
    } else if (event.head == "conversation.closed") {
      Agent& agent = named(*agent_name);
      agent.used -= units_[conv];
      agent.changed = ++ticks_;
      agent.changed_at = now;
      std::erase(active_, conv);
    }
  }
}

std::uint32_t SelectReference::usable(const Agent& agent, base::Instant now) const {
  const std::int64_t passed = (now - agent.since).ms;
  if (ramp_ms_ == 0 || passed >= ramp_ms_) return agent.capacity;
  return static_cast<std::uint32_t>(1 + (std::int64_t{agent.capacity} - 1) * passed / ramp_ms_);
}

std::int64_t SelectReference::score(const Agent& agent, const Opening& opening,
                                    base::Instant now) const {
  std::int64_t sum = 0;
  for (const std::string& text : score_) {
    const std::size_t star = text.find('*');
    const std::string term = text.substr(0, star);
    const std::int64_t weight = base::parse_integer(text.substr(star + 1)).value_or(0);
    const std::int64_t used = std::int64_t{agent.used} + opening.units;
    std::int64_t asked = 0;
    for (const auto& [skill, least] : opening.needs) asked += least;
    std::int64_t value = -1'000'000;
    if (term == "load") value = used * 100 / agent.capacity;
    if (term == "used") value = used;
    if (term == "free") value = std::int64_t{usable(agent, now)} - agent.used;
    if (term == "idle_minutes") value = (now - agent.changed_at).ms / 60'000;
    if (term == "handled") value = static_cast<std::int64_t>(agent.handled);
    if (term == "skill:s1") value = level(agent, "s1");
    if (term == "skills") value = static_cast<std::int64_t>(agent.skills.size());
    if (term == "surplus") value = levels(agent, opening) - asked;
    if (term == "label:site=b") value = agent.site == "b" ? 1 : 0;
    if (term == "matches_attr:region") value = agent.region == opening.region ? 1 : 0;
    if (term == "cost") value = agent.cost;
    if (term == "rank") value = agent.rank;
    if (term == "weight") value = agent.weight;
    if (term == "bot") value = agent.bot ? 1 : 0;
    if (term == "preferred") value = preferred(agent, opening);
    SW_CHECK_MSG(value != -1'000'000, term.c_str());
    sum += value * weight;
  }
  return sum;
}

int SelectReference::compare(std::string_view rule, const Agent& a, const Agent& b,
                             const Opening& opening, base::Instant now) const {
  if (rule == "load") {
    return order((std::uint64_t{a.used} + opening.units) * b.capacity,
                 (std::uint64_t{b.used} + opening.units) * a.capacity);
  }
  if (rule == "prefer") return order(preferred(b, opening), preferred(a, opening));
  if (rule == "skills") return order(a.skills.size(), b.skills.size());
  if (rule == "longest-idle") return order(a.changed, b.changed);
  if (rule == "round-robin") return order(a.turn, b.turn);
  if (rule == "least-busy") return order(a.used, b.used);
  if (rule == "most-available") return order(usable(b, now) - b.used, usable(a, now) - a.used);
  if (rule == "fewest-handled") return order(a.handled, b.handled);
  if (rule == "weighted-share") return order(a.share, b.share);
  if (rule == "top-down") return order(a.rank - 1, b.rank - 1);  // none is the greatest
  if (rule == "nearest-proficiency") return order(levels(a, opening), levels(b, opening));
  if (rule == "best-proficiency") return order(levels(b, opening), levels(a, opening));
  if (rule == "cheapest") return order(a.cost, b.cost);
  SW_CHECK(rule == "score");
  return order(score(b, opening, now), score(a, opening, now));
}

std::vector<const SelectReference::Agent*> SelectReference::in_order(const Opening& opening,
                                                                     base::Instant now) const {
  std::vector<const Agent*> free;
  for (const Agent& agent : agents_) {
    bool fits = agent.used + opening.units <= usable(agent, now);
    for (const auto& [skill, least] : opening.needs) fits &= level(agent, skill) >= least;
    if (fits) free.push_back(&agent);
  }
  // PREFER comes before what only parts ties.
  std::vector<std::string> rules;
  for (const std::string& rule : opening.own_rules ? own_ : rules_) {
    const bool loaded = rule == "least-loaded";
    if (loaded) rules.emplace_back("load");
    if (loaded || rule == "longest-idle" || rule == "round-robin") rules.emplace_back("prefer");
    rules.push_back(loaded ? "skills" : rule);
  }
  rules.emplace_back("prefer");
  rules.emplace_back("longest-idle");
  std::sort(free.begin(), free.end(), [&](const Agent* a, const Agent* b) {
    for (const std::string& rule : rules) {
      const int by_rule = compare(rule, *a, *b, opening, now);
      if (by_rule != 0) return by_rule < 0;
    }
    return false;
  });
  return free;
}

std::string SelectReference::choice(const Opening& opening, base::Instant now) const {
  const auto free = in_order(opening, now);
  return free.empty() ? std::string() : free.front()->name;
}

std::string SelectReference::described(const Opening& opening, base::Instant now) const {
  std::string text;
  for (const Agent* agent : in_order(opening, now)) {
    text += agent->name + " used=" + std::to_string(agent->used) + "/" +
            std::to_string(usable(*agent, now)) + "/" + std::to_string(agent->capacity) +
            " handled=" + std::to_string(agent->handled) +
            " share=" + std::to_string(agent->share) + " rank=" + std::to_string(agent->rank) +
            " cost=" + std::to_string(agent->cost) + " turn=" + std::to_string(agent->turn) +
            " changed=" + std::to_string(agent->changed) +
            " levels=" + std::to_string(levels(*agent, opening)) +
            " score=" + std::to_string(score(*agent, opening, now)) + '\n';
  }
  return text;
}

}  // namespace stellwerk::tests
