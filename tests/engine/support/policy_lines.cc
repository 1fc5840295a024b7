// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/policy_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace stellwerk::tests {
namespace {

// "0.95" as 950.
std::uint32_t permille(std::string_view text) {
  const double share = std::strtod(std::string(text).c_str(), nullptr);
  return static_cast<std::uint32_t>(share * 1'000 + 0.5);
}

bool set_duration(base::Duration& target, std::string_view text) {
  const auto span = base::parse_duration(text);
  if (span) target = *span;
  return span.has_value();
}

bool set_count(std::uint32_t& target, std::string_view text) {
  const auto number = base::parse_integer(text);
  if (number) target = static_cast<std::uint32_t>(*number);
  return number.has_value();
}

std::vector<model::SkillNeed> skill_needs(std::string_view text) {
  std::vector<model::SkillNeed> needs;
  while (!text.empty()) {
    const std::string_view item = base::next_item(text, ',');
    const std::size_t at = item.find(">=");
    model::SkillNeed need{std::string(item.substr(0, at)), 1};
    if (at != item.npos) {
      need.level = static_cast<std::uint8_t>(base::parse_integer(item.substr(at + 2)).value_or(0));
    }
    needs.push_back(need);
  }
  return needs;
}

template <typename Value, std::size_t N>
bool set_choice(Value& target, std::string_view text,
                const std::array<std::pair<std::string_view, Value>, N>& choices) {
  for (const auto& [name, value] : choices) {
    if (name != text) continue;
    target = value;
    return true;
  }
  return false;
}

constexpr std::array<std::pair<std::string_view, model::Rule>, 4> kRules = {{
    {"sla-first", model::Rule::kSlaFirst},
    {"fifo", model::Rule::kFifo},
    {"priority", model::Rule::kPriority},
    {"edf", model::Rule::kEdf},
}};

// "least-busy,cheapest".
bool set_selects(std::vector<model::Select>& rules, std::string_view text) {
  rules.clear();
  while (!text.empty()) {
    const std::string_view item = base::next_item(text, ',');
    std::size_t rule = 0;
    while (rule < model::kSelectCount && name(static_cast<model::Select>(rule)) != item) ++rule;
    if (rule == model::kSelectCount) return false;
    rules.push_back(static_cast<model::Select>(rule));
  }
  return !rules.empty() && rules.size() <= model::kSelectsMax;
}

// "load*-10,skill:billing*5".
bool set_score(std::vector<model::WeightedTerm>& score, std::string_view text) {
  while (!text.empty()) {
    std::string_view weight = base::next_item(text, ',');
    std::string_view what = base::next_item(weight, '*');
    const std::string_view term = base::next_item(what, ':');
    std::size_t found = 0;
    while (found < model::kScoreTermCount && name(static_cast<model::ScoreTerm>(found)) != term) {
      ++found;
    }
    if (found == model::kScoreTermCount) return false;
    score.push_back({static_cast<model::ScoreTerm>(found),
                     static_cast<std::int32_t>(base::parse_integer(weight).value_or(0)),
                     std::string(what)});
  }
  return true;
}

// Where the tables' days begin.
constexpr base::Instant kStart{1'755'000'000'000};

struct NamedPolicy {
  std::string_view name;
  std::string_view lines;
};

constexpr std::array<NamedPolicy, 4> kNamedPolicies = {{
    {"offer", "queue q\nqueue p"},
    {"auto", "queue q offer=auto\nqueue p offer=auto"},
    {"wrap", "queue q offer=auto wrap_up=15s\nqueue p offer=auto"},
    {"minute",
     "sla minute first_response=1m\n"
     "queue q sla=minute offer=auto\n"
     "queue p sla=minute offer=auto"},
}};

}  // namespace

std::string_view policy_named(std::string_view name) {
  for (const NamedPolicy& policy : kNamedPolicies) {
    if (policy.name == name) return policy.lines;
  }
  return {};
}

bool PolicyLines::is_entry(const std::vector<std::string>& words) {
  const std::string& word = words.front();
  return word == "routing" || word == "channel" || word == "sla" || word == "queue" ||
         word == "calendar";
}

std::string PolicyLines::add(const std::vector<std::string>& words) {
  const std::string& entry = words[0];
  std::size_t next = 1;
  if (entry != "routing") {
    if (words.size() < 2) return entry + " has no name";
    const std::string& name = words[next++];
    if (entry == "channel") policy_.channels.emplace_back().name = name;
    if (entry == "sla") policy_.slas.emplace_back().name = name;
    if (entry == "calendar") policy_.calendars.emplace_back().name = name;
    if (entry == "queue") policy_.queues.emplace_back().name = name;
  }
  for (const std::string& word : words) text_ += word + ' ';
  text_ += '\n';
  for (; next < words.size(); ++next) {
    std::string_view value = words[next];
    const std::string_view key = base::next_item(value, '=');
    bool known = false;
    if (entry == "routing") known = set_routing(key, value);
    if (entry == "sla") known = set_sla(key, value);
    if (entry == "queue") known = set_queue(key, value);
    if (entry == "channel") known = set_channel(key, value);
    if (entry == "calendar") known = set_calendar(key, value);
    if (!known) return "what is '" + words[next] + "' in this " + entry + "?";
  }
  return {};
}

bool PolicyLines::set_routing(std::string_view key, std::string_view value) {
  auto& routing = policy_.routing;
  if (key == "policy") return set_choice(routing.rule, value, kRules);
  if (key == "select") {
    std::vector<model::Select> rules;
    if (!set_selects(rules, value)) return false;
    routing.select = rules[0];
    routing.ties.assign(rules.begin() + 1, rules.end());
    return true;
  }
  if (key == "score") return set_score(routing.score, value);
  if (key == "ramp") return set_duration(routing.ramp, value);
  if (key == "catch_up") {
    routing.catch_up_permille = permille(value);
    return true;
  }
  if (key == "reserve") {
    const auto number = base::parse_integer(value);
    routing.reserve = static_cast<std::int32_t>(number.value_or(model::kReserveAuto));
    return number.has_value() || value == "auto";
  }
  if (key == "explain") {
    routing.explains = value == "full";
    return value == "full" || value == "brief";
  }
  if (key == "surcharge") {
    routing.surcharge = value == "true";
    return value == "true" || value == "false";
  }
  return false;
}

bool PolicyLines::set_channel(std::string_view key, std::string_view value) {
  auto& channel = policy_.channels.back();
  if (key == "reply_window") return set_duration(channel.reply_window, value);
  if (key == "bot_window") return set_duration(channel.bot_window, value);
  if (key == "fragments") return set_duration(channel.fragments, value);
  if (key == "reply_messages") {
    channel.reply_messages = static_cast<std::uint32_t>(base::parse_integer(value).value_or(0));
    return true;
  }
  if (key == "exclusive") {
    channel.exclusive = value == "true";
    return value == "true" || value == "false";
  }
  if (key == "interruptible_by") {
    while (!value.empty()) channel.interruptible_by.emplace_back(base::next_item(value, ','));
    return true;
  }
  channel.units = static_cast<std::uint32_t>(base::parse_integer(value).value_or(0));
  return key == "units";
}

// open=1h-2h,3h-4h known=10h, from the start on.
bool PolicyLines::set_calendar(std::string_view key, std::string_view value) {
  auto& calendar = policy_.calendars.back();
  if (key == "known") {
    base::Duration span;
    const bool ok = set_duration(span, value);
    calendar.known_until = kStart + span;
    return ok;
  }
  while (!value.empty()) {
    std::string_view item = base::next_item(value, ',');
    base::Duration open;
    base::Duration shut;
    if (!set_duration(open, base::next_item(item, '-')) || !set_duration(shut, item)) return false;
    calendar.intervals.push_back({kStart + open, kStart + shut});
  }
  return key == "open";
}

bool PolicyLines::set_sla(std::string_view key, std::string_view value) {
  auto& sla = policy_.slas.back();
  if (key == "first_response") return set_duration(sla.first_response, value);
  if (key == "next_response") return set_duration(sla.next_response, value);
  if (key == "resolution") return set_duration(sla.resolution, value);
  if (key == "calendar") {
    sla.calendar = value;
    return true;
  }
  if (key == "warn_at") {
    sla.warn_permille = permille(value);
    return true;
  }
  if (key == "met_by") {
    sla.met_by = value == "reply" ? model::MetBy::kReply : model::MetBy::kStart;
    return value == "reply" || value == "start";
  }
  return false;
}

bool PolicyLines::set_queue(std::string_view key, std::string_view value) {
  auto& queue = policy_.queues.back();
  if (key == "timeout") return set_duration(queue.offer_timeout, value);
  if (key == "retry") return set_duration(queue.offer_retry, value);
  if (key == "wrap_up") return set_duration(queue.wrap_up, value);
  if (key == "handling") return set_duration(queue.handling, value);
  if (key == "late_max") return set_late_max(value);
  if (key == "declines_max") return set_count(queue.declines_max, value);
  if (key == "agents") return set_count(queue.offer_agents, value);
  if (key == "decide_timeout") return set_duration(queue.decide_timeout, value);
  if (key == "sticky_within") return set_duration(queue.sticky_within, value);
  if (key == "patience") return set_duration(queue.sticky_patience, value);
  if (key == "decide") {
    queue.decide_external = value == "external";
    return value == "engine" || value == "external";
  }
  if (key == "misses_max") return set_count(queue.misses_max, value);
  if (key == "wait_long") return set_duration(queue.wait_long, value);
  if (key == "step") return add_step(value);
  if (key == "overflow") return add_overflow(value);
  if (key == "split") return add_split(value);
  if (key == "when_closed") {
    queue.shuts = value == "wait";
    return value == "wait" || value == "route";
  }
  if (key == "select") return set_selects(queue.select, value);
  if (key == "offer") {
    queue.offer_mode = value == "auto" ? model::OfferMode::kAuto : model::OfferMode::kOffer;
    return value == "auto" || value == "offer";
  }
  if (key == "turns") {
    queue.bot.turns = static_cast<std::uint32_t>(base::parse_integer(value).value_or(0));
  } else if (key == "confidence") {
    queue.bot.confidence_permille = permille(value);
  } else if (key == "sla") {
    queue.sla = value;
  } else if (key == "moved_to") {
    queue.moved_to = value;
  } else if (key == "calendar") {
    queue.calendar = value;
  } else if (key == "when_full") {
    queue.when_full = value;
  } else if (key == "skills") {
    queue.skills = skill_needs(value);
  } else if (key == "goal") {
    queue.goal_permille = permille(value);
  } else if (key == "weight") {
    queue.weight_permille = permille(value);
  } else if (key == "burst") {
    queue.burst = static_cast<std::uint64_t>(base::parse_integer(value).value_or(0));
  } else if (key == "max_waiting") {
    queue.waiting_max = static_cast<std::uint64_t>(base::parse_integer(value).value_or(0));
  } else {
    return false;
  }
  return true;
}

// step=2m,kind=human,hours=open,skills=de>=2+fr,prefer=golf,relax=1,present
bool PolicyLines::add_step(std::string_view value) {
  model::StepPolicy& step = policy_.queues.back().steps.emplace_back();
  if (!set_duration(step.after, base::next_item(value, ','))) return false;
  while (!value.empty()) {
    std::string_view item = base::next_item(value, ',');
    const std::string_view key = base::next_item(item, '=');
    std::string list(item);
    std::replace(list.begin(), list.end(), '+', ',');
    if (key == "kind") {
      step.kind = item == "bot" ? model::StepKind::kBot : model::StepKind::kHuman;
    } else if (key == "hours") {
      step.hours = item == "open" ? model::StepHours::kOpen : model::StepHours::kClosed;
    } else if (key == "skills") {
      step.skills = skill_needs(list);
    } else if (key == "prefer") {
      for (const model::SkillNeed& need : skill_needs(list)) step.prefer.push_back(need.skill);
    } else if (key == "relax") {
      step.relax = static_cast<std::uint8_t>(base::parse_integer(item).value_or(0));
    } else if (key == "present") {
      step.if_present = true;
    } else if (key == "overflow" || key == "divert") {
      step.move = key == "divert" ? model::StepMove::kDivert : model::StepMove::kOverflow;
      step.to = item;
    } else {
      return false;
    }
  }
  return true;
}

// overflow=general,waiting=50
bool PolicyLines::add_overflow(std::string_view value) {
  model::OverflowPolicy& overflow = policy_.queues.back().overflows.emplace_back();
  overflow.to = base::next_item(value, ',');
  const std::string_view key = base::next_item(value, '=');
  base::Duration span;
  if (key == "waiting") {
    overflow.limit = static_cast<std::uint64_t>(base::parse_integer(value).value_or(0));
    return true;
  }
  overflow.when = key == "waited"          ? model::OverflowWhen::kWaited
                  : key == "expected_wait" ? model::OverflowWhen::kExpectedWait
                                           : model::OverflowWhen::kClosed;
  if (key == "closed") return true;
  const bool ok = set_duration(span, value);
  overflow.limit = static_cast<std::uint64_t>(span.ms);
  return ok && overflow.when != model::OverflowWhen::kClosed;
}

// split=a:60,b:40
bool PolicyLines::add_split(std::string_view value) {
  while (!value.empty()) {
    std::string_view item = base::next_item(value, ',');
    const std::string_view name = base::next_item(item, ':');
    const auto share = base::parse_integer(item);
    if (!share) return false;
    policy_.queues.back().split.push_back({std::string(name), static_cast<std::uint32_t>(*share)});
  }
  return true;
}

bool PolicyLines::set_late_max(std::string_view value) {
  auto& queue = policy_.queues.back();
  if (value == "auto") {
    queue.late_max_mode = model::LateMax::kAuto;
  } else if (value == "off") {
    queue.late_max_mode = model::LateMax::kOff;
  } else {
    queue.late_max_mode = model::LateMax::kFixed;
    return set_duration(queue.late_max, value);
  }
  return true;
}

}  // namespace stellwerk::tests
