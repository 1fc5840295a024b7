// SPDX-License-Identifier: Apache-2.0
#include "core/policy/plan_section.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"

namespace stellwerk::policy {
namespace {

using model::OverflowPolicy;
using model::OverflowWhen;
using model::QueuePolicy;
using model::StepMove;
using model::StepPolicy;

constexpr std::size_t kSkillsMax = 4;
constexpr std::int64_t kLevelMax = 10;
constexpr std::size_t kStepsMax = 16;
constexpr std::size_t kOverflowsMax = 16;
constexpr std::size_t kSplitMax = 100;
constexpr std::int64_t kShareMax = 1'000'000;
constexpr std::int64_t kLimitMax = 1'000'000'000;

// "billing>=2", or "billing" for level 1.
std::optional<model::SkillNeed> skill_of(const Place& place, std::string_view item) {
  const std::size_t name_end = std::min(item.find('>'), item.size());
  model::SkillNeed need;
  need.skill = item.substr(0, name_end);
  std::string_view rest = item.substr(name_end);
  if (rest.empty() && base::is_identifier(need.skill)) return need;
  const bool has_level = rest.starts_with(">=");
  const std::int64_t level = has_level ? base::parse_integer(rest.substr(2)).value_or(0) : 0;
  if (base::is_identifier(need.skill) && level >= 1 && level <= kLevelMax) {
    need.level = static_cast<std::uint8_t>(level);
    return need;
  }
  place.refuse(shown(item) +
               " is no skill; write billing>=2 with a level from 1 to 10, or billing");
  return std::nullopt;
}

void step_after(const Place& place, StepPolicy& step) {
  if (const auto value = duration_at(place, 0)) step.after = *value;
}

void step_kind(const Place& place, StepPolicy& step) {
  static constexpr std::array<std::string_view, 2> kKinds = {"bot", "human"};
  if (const auto choice = choice_at(place, kKinds)) {
    step.kind = *choice == 0 ? model::StepKind::kBot : model::StepKind::kHuman;
  }
}

void step_skills(const Place& place, StepPolicy& step) {
  if (auto skills = skills_at(place)) step.skills = *std::move(skills);
}

void step_prefer(const Place& place, StepPolicy& step) {
  const auto text = text_at(place);
  if (!text) return;
  for (std::string_view rest = *text; rest.data() != nullptr;) {
    const std::string_view skill = base::next_item(rest, ',');
    if (!base::is_identifier(skill)) {
      return place.refuse(shown(skill) + " is no skill; write names as golf,tea, without levels");
    }
    step.prefer.emplace_back(skill);
  }
  if (step.prefer.size() > kSkillsMax) {
    place.refuse("more than " + std::to_string(kSkillsMax) + " skills");
  }
}

void step_relax(const Place& place, StepPolicy& step) {
  if (const auto value = integer_at(place, 1, kLevelMax - 1)) {
    step.relax = static_cast<std::uint8_t>(*value);
  }
}

void step_consider_if(const Place& place, StepPolicy& step) {
  static constexpr std::array<std::string_view, 1> kConditions = {"present"};
  if (choice_at(place, kConditions)) step.if_present = true;
}

void step_hours(const Place& place, StepPolicy& step) {
  static constexpr std::array<std::string_view, 2> kHours = {"open", "closed"};
  if (const auto choice = choice_at(place, kHours)) {
    step.hours = *choice == 0 ? model::StepHours::kOpen : model::StepHours::kClosed;
  }
}

template <StepMove kMove>
void step_move(const Place& place, StepPolicy& step) {
  auto to = identifier_at(place);
  if (!to) return;
  if (step.move != StepMove::kStay) {
    return place.refuse("a step goes to one queue; give overflow or divert");
  }
  step.move = kMove;
  step.to = *std::move(to);
}

constexpr std::array kStepKeys = {
    Key<StepPolicy>{"after", step_after},
    Key<StepPolicy>{"kind", step_kind},
    Key<StepPolicy>{"hours", step_hours},
    Key<StepPolicy>{"skills", step_skills},
    Key<StepPolicy>{"prefer", step_prefer},
    Key<StepPolicy>{"relax", step_relax},
    Key<StepPolicy>{"consider_if", step_consider_if},
    Key<StepPolicy>{"overflow", step_move<StepMove::kOverflow>},
    Key<StepPolicy>{"divert", step_move<StepMove::kDivert>},
};

// Calls read(table, place) for each table of the array; what is none is refused.
template <class Read>
void for_each_table(const Place& place, std::size_t most, std::string_view example,
                    const Read& read) {
  const toml::array* array = place.node.as_array();
  if (array == nullptr || !std::ranges::all_of(*array, &toml::node::is_table)) {
    return place.refuse("expected tables as " + std::string(example));
  }
  if (array->size() > most) return place.refuse("more than " + std::to_string(most) + " of these");
  for (const toml::node& node : *array) {
    read(*node.as_table(), Place{place.problems, place.key, node});
  }
}

// Whom a step that goes to another queue would admit has no meaning.
void check_step(const toml::table& table, const Place& place, const StepPolicy& step) {
  if (step.move == StepMove::kStay) return;
  for (const std::string_view key : {"kind", "hours", "skills", "prefer", "relax", "consider_if"}) {
    if (const toml::node* node = table.get(key)) {
      place.problems.add(*node, place.key + "." + std::string(key),
                         "has no effect in a step that goes to another queue; make it two steps");
    }
  }
}

template <OverflowWhen kWhen>
void overflow_after(const Place& place, OverflowPolicy& overflow) {
  if (const auto value = duration_at(place, 1)) {
    overflow.when = kWhen;
    overflow.limit = static_cast<std::uint64_t>(value->ms);
  }
}

void overflow_to(const Place& place, OverflowPolicy& overflow) {
  if (auto to = identifier_at(place)) overflow.to = *std::move(to);
}

void overflow_waiting(const Place& place, OverflowPolicy& overflow) {
  if (const auto value = integer_at(place, 1, kLimitMax)) {
    overflow.when = OverflowWhen::kWaiting;
    overflow.limit = static_cast<std::uint64_t>(*value);
  }
}

void overflow_closed(const Place& place, OverflowPolicy& overflow) {
  const auto value = flag_at(place);
  if (!value) return;
  if (!*value) return place.refuse("is true, or is left out");
  overflow.when = OverflowWhen::kClosed;
}

constexpr std::array kOverflowKeys = {
    Key<OverflowPolicy>{"to", overflow_to},
    Key<OverflowPolicy>{"waiting", overflow_waiting},
    Key<OverflowPolicy>{"waited", overflow_after<OverflowWhen::kWaited>},
    Key<OverflowPolicy>{"expected_wait", overflow_after<OverflowWhen::kExpectedWait>},
    Key<OverflowPolicy>{"closed", overflow_closed},
};

}  // namespace

std::optional<std::vector<model::SkillNeed>> skills_at(const Place& place) {
  std::vector<model::SkillNeed> skills;
  const auto text = text_at(place);
  if (!text) return std::nullopt;
  if (text->empty()) return skills;
  for (std::string_view rest = *text; rest.data() != nullptr;) {
    auto need = skill_of(place, base::next_item(rest, ','));
    if (!need) return std::nullopt;
    if (std::ranges::find(skills, need->skill, &model::SkillNeed::skill) != skills.end()) {
      place.refuse(shown(need->skill) + " stands there twice; name it once");
      return std::nullopt;
    }
    skills.push_back(*std::move(need));
  }
  if (skills.size() > kSkillsMax) {
    place.refuse("more than " + std::to_string(kSkillsMax) + " skills");
    return std::nullopt;
  }
  return skills;
}

void queue_steps(const Place& place, QueuePolicy& queue) {
  constexpr std::string_view kExample = "[{ after = \"0s\", kind = \"bot\" }, { after = \"2m\" }]";
  for_each_table(place, kStepsMax, kExample, [&](const toml::table& table, const Place& at) {
    StepPolicy step;
    read_table<StepPolicy>(table, at.key, kStepKeys, at.problems, step);
    if (!table.contains("after")) at.refuse("missing: after; give \"0s\" or later");
    check_step(table, at, step);
    if (!queue.steps.empty() && step.after < queue.steps.back().after) {
      place.problems.add(*table.get("after"), at.key + ".after",
                         "is earlier than that of the step before; put the steps in order");
    }
    queue.steps.push_back(std::move(step));
  });
}

void queue_overflows(const Place& place, QueuePolicy& queue) {
  constexpr std::string_view kExample = "[{ to = \"general\", waiting = 50 }]";
  for_each_table(place, kOverflowsMax, kExample, [&](const toml::table& table, const Place& at) {
    OverflowPolicy overflow;
    const std::size_t before = at.problems.count();
    read_table<OverflowPolicy>(table, at.key, kOverflowKeys, at.problems, overflow);
    if (at.problems.count() > before) return;
    if (!table.contains("to")) at.refuse("missing: to, the queue to go to");
    if (table.size() - (table.contains("to") ? 1 : 0) != 1) {
      at.refuse("needs one condition: waiting, waited, expected_wait or closed");
    }
    queue.overflows.push_back(std::move(overflow));
  });
}

void queue_when_full(const Place& place, QueuePolicy& queue) {
  auto to = identifier_at(place);
  if (to && *to != "refuse") queue.when_full = *std::move(to);
}

void queue_split(const Place& place, QueuePolicy& queue) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr || table->empty()) {
    return place.refuse("expected shares by queue as { a = 60, b = 40 }");
  }
  if (table->size() > kSplitMax) {
    return place.refuse("more than " + std::to_string(kSplitMax) + " queues");
  }
  for (const auto& [name, node] : *table) {
    const Place share{place.problems, place.key + "." + std::string(name.str()), node};
    if (const auto value = integer_at(share, 1, kShareMax)) {
      queue.split.push_back({std::string(name.str()), static_cast<std::uint32_t>(*value)});
    }
  }
}

void queue_when_closed(const Place& place, QueuePolicy& queue) {
  static constexpr std::array<std::string_view, 2> kChoices = {"route", "wait"};
  if (const auto choice = choice_at(place, kChoices)) queue.shuts = *choice == 1;
}

}  // namespace stellwerk::policy
