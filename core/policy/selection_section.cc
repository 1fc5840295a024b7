// SPDX-License-Identifier: Apache-2.0
#include "core/policy/selection_section.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace stellwerk::policy {
namespace {

using model::ScoreTerm;
using model::Select;
using model::WeightedTerm;

constexpr std::size_t kChannelsMax = 32;

template <class Value, std::size_t Count>
std::array<std::string_view, Count> names_of() {
  std::array<std::string_view, Count> names;
  for (std::size_t i = 0; i < Count; ++i) names[i] = name(static_cast<Value>(i));
  return names;
}

std::optional<Select> rule_at(const Place& place) {
  static const auto kNames = names_of<Select, model::kSelectCount>();
  const auto choice = choice_at(place, kNames);
  if (!choice) return std::nullopt;
  return static_cast<Select>(*choice);
}

// One rule, or a list of rules that decide one after the other. Empty when it was refused.
std::vector<Select> rules_at(const Place& place) {
  std::vector<Select> rules;
  const toml::array* array = place.node.as_array();
  if (array == nullptr) {
    if (const auto rule = rule_at(place)) rules.push_back(*rule);
    return rules;
  }
  const auto refuse = [&place](std::string text) {
    place.refuse(std::move(text));
    return std::vector<Select>{};
  };
  if (array->empty() || array->size() > model::kSelectsMax) {
    return refuse("expected one rule, or a list of 1 to " + std::to_string(model::kSelectsMax));
  }
  for (const toml::node& item : *array) {
    const auto rule = rule_at({place.problems, place.key, item});
    if (!rule) return {};
    if (std::ranges::find(rules, *rule) != rules.end()) {
      return refuse(shown(name(*rule)) + " stands there twice; name it once");
    }
    if (std::ranges::find(rules, Select::kLongestIdle) != rules.end()) {
      return refuse(shown(name(*rule)) +
                    " would never decide: longest-idle leaves no ties; put that last");
    }
    rules.push_back(*rule);
  }
  return rules;
}

void term_name(const Place& place, WeightedTerm& entry) {
  const auto text = text_at(place);
  if (text) entry.name = *text;
}

void term_term(const Place& place, WeightedTerm& entry) {
  static const auto kNames = names_of<ScoreTerm, model::kScoreTermCount>();
  if (const auto choice = choice_at(place, kNames)) entry.term = static_cast<ScoreTerm>(*choice);
}

void term_weight(const Place& place, WeightedTerm& entry) {
  if (const auto value = integer_at(place, -model::kScoreWeightMax, model::kScoreWeightMax)) {
    entry.weight = static_cast<std::int32_t>(*value);
  }
}

constexpr std::array kTermKeys = {
    Key<WeightedTerm>{"term", term_term},
    Key<WeightedTerm>{"weight", term_weight},
    Key<WeightedTerm>{"name", term_name},
};

bool is_pair(std::string_view text) {
  std::string_view value = text;
  const std::string_view key = base::next_item(value, '=');
  return value.data() != nullptr && base::is_identifier(key) && value.find(',') == value.npos;
}

// Whether what the term is about is named as it has to be.
bool name_fits(const Place& place, const toml::table& table, const WeightedTerm& entry) {
  const std::string term(name(entry.term));
  if (!model::takes_name(entry.term)) {
    if (!table.contains("name")) return true;
    place.refuse("term " + term + " takes no name; leave it out");
    return false;
  }
  const bool label = entry.term == ScoreTerm::kLabel;
  if (label ? is_pair(entry.name) : base::is_identifier(entry.name)) return true;
  place.refuse("term " + term + " needs a name, as " +
               (label                             ? "name = \"site=berlin\""
                : entry.term == ScoreTerm::kSkill ? "name = \"billing\""
                                                  : "name = \"region\""));
  return false;
}

}  // namespace

void routing_select(const Place& place, model::RoutingPolicy& routing) {
  const std::vector<Select> rules = rules_at(place);
  if (rules.empty()) return;
  routing.select = rules.front();
  routing.ties.assign(rules.begin() + 1, rules.end());
}

void queue_select(const Place& place, model::QueuePolicy& queue) { queue.select = rules_at(place); }

void routing_score(const Place& place, model::RoutingPolicy& routing) {
  const toml::array* array = place.node.as_array();
  if (array == nullptr || array->empty() || array->size() > model::kScoreTermsMax) {
    return place.refuse("expected 1 to " + std::to_string(model::kScoreTermsMax) +
                        " terms as [{ term = \"load\", weight = -10 }]");
  }
  for (const toml::node& item : *array) {
    const Place at{place.problems, place.key, item};
    const toml::table* table = item.as_table();
    if (table == nullptr) return at.refuse("expected a term as { term = \"load\", weight = -10 }");
    WeightedTerm entry;
    const std::size_t before = place.problems.count();
    read_table<WeightedTerm>(*table, place.key, kTermKeys, place.problems, entry);
    if (place.problems.count() > before) continue;
    if (!table->contains("term") || !table->contains("weight")) {
      at.refuse("a term needs term and weight, as { term = \"load\", weight = -10 }");
    } else if (name_fits(at, *table, entry)) {
      routing.score.push_back(std::move(entry));
    }
  }
}

void channel_interruptible_by(const Place& place, model::ChannelPolicy& channel) {
  const toml::array* array = place.node.as_array();
  if (array == nullptr || array->size() > kChannelsMax) {
    return place.refuse("expected a list of up to " + std::to_string(kChannelsMax) +
                        " channels as [\"voice\"]");
  }
  for (const toml::node& item : *array) {
    const auto by = identifier_at({place.problems, place.key, item});
    if (by) channel.interruptible_by.push_back(*by);
  }
}

namespace {

bool by_score(const std::vector<Select>& rules) {
  return std::ranges::find(rules, Select::kScore) != rules.end();
}

const toml::table* entry_of(const toml::table& root, std::string_view kind, std::size_t i) {
  return root.get(kind)->as_array()->get(i)->as_table();
}

void check_channel(const toml::table& table, const model::Policy& policy,
                   const model::ChannelPolicy& channel, Problems& problems) {
  for (const std::string& by : channel.interruptible_by) {
    std::string text;
    if (by == channel.name) {
      text = "a channel does not interrupt itself; leave it out";
    } else if (std::ranges::find(policy.channels, by, &model::ChannelPolicy::name) ==
               policy.channels.end()) {
      text = "there is no channel " + shown(by) + "; add it as [[channel]]";
    }
    if (!text.empty()) {
      problems.add(*table.get("interruptible_by"), "channel.interruptible_by", std::move(text));
    }
  }
}

}  // namespace

void check_selection(const toml::table& root, const model::Policy& policy, Problems& problems) {
  static constexpr std::string_view kNeedsScore =
      "score needs its terms; write score = [{ term = \"load\", weight = -10 }] in [routing]";
  std::vector<Select> rules = policy.routing.ties;
  rules.push_back(policy.routing.select);
  const toml::table* routing = root.contains("routing") ? root.get("routing")->as_table() : nullptr;
  const bool has_score = routing != nullptr && routing->contains("score");
  if (!has_score && by_score(rules)) {
    problems.add(*routing->get("select"), "routing.select", std::string(kNeedsScore));
  }
  for (std::size_t i = 0; i < policy.queues.size(); ++i) {
    if (has_score || !by_score(policy.queues[i].select)) continue;
    problems.add(*entry_of(root, "queue", i)->get("select"), "queue.select",
                 std::string(kNeedsScore));
  }
  for (std::size_t i = 0; i < policy.channels.size(); ++i) {
    check_channel(*entry_of(root, "channel", i), policy, policy.channels[i], problems);
  }
}

}  // namespace stellwerk::policy
