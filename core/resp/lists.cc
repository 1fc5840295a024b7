// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "core/base/text.h"
#include "core/resp/values.h"

namespace stellwerk::resp {
namespace {

using model::Code;
using model::Term;

constexpr std::int64_t kLevelMax = 10;

// What the entries of one list look like.
struct Shape {
  std::string_view separator;  // between name and number: "=", ">=", or empty for bare names
  std::string_view number;     // what the number is called
  std::int64_t greatest = 0;
  std::int64_t missing = 0;  // stands for a number that is not given; 0: it must be given
};

constexpr Shape kLevels{"=", "level", kLevelMax, 0};
constexpr Shape kNeeds{">=", "level", kLevelMax, 1};
constexpr Shape kMaximums{"=", "maximum", kCapacityMax, 0};
constexpr Shape kNames{};

std::string example(std::string_view name, const Shape& shape) {
  std::string text(name.substr(0, 64));
  if (!shape.separator.empty()) text.append(shape.separator).append("3");
  return text;
}

bool read_term(Reading& reading, const Parameter& parameter, const Shape& shape,
               std::string_view item, Term& term) {
  const auto is_sign = [](char c) { return c == '=' || c == '<' || c == '>'; };
  const auto name_end =
      static_cast<std::size_t>(std::ranges::find_if(item, is_sign) - item.begin());
  term.name = item.substr(0, name_end);
  const std::string_view rest = item.substr(name_end);
  if (!base::is_identifier(term.name)) return refuse_identifier(reading, parameter, term.name);
  if (rest.empty() && (shape.separator.empty() || shape.missing != 0)) {
    term.value = static_cast<std::uint64_t>(shape.missing);
    return true;
  }
  if (shape.separator.empty() || !rest.starts_with(shape.separator)) {
    return reading.refuse(
        Code::kBadArg, {parameter.name, ": ", shown(item), "; write ", example(term.name, shape)});
  }
  const auto number = base::parse_integer(rest.substr(shape.separator.size()));
  if (!number || *number < 1 || *number > shape.greatest) {
    return reading.refuse(
        Code::kBadArg, {parameter.name, ": ", shown(item), " needs a ", shape.number, " from 1 to ",
                        std::to_string(shape.greatest)});
  }
  term.value = static_cast<std::uint64_t>(*number);
  return true;
}

bool read_list(Reading& reading, const Parameter& parameter, const Shape& shape,
               std::string_view value, std::uint32_t entries_max, std::vector<Term>& terms) {
  terms.clear();
  if (value.empty()) return true;
  for (std::string_view rest = value; rest.data() != nullptr;) {
    if (terms.size() == entries_max) {
      return reading.refuse(
          Code::kBadArg, {parameter.name, ": more than ", std::to_string(entries_max), " entries"});
    }
    Term term;
    if (!read_term(reading, parameter, shape, base::next_item(rest, ','), term)) return false;
    if (std::ranges::find(terms, term.name, &Term::name) != terms.end()) {
      return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(term.name),
                                            " stands there twice; name it once"});
    }
    terms.push_back(term);
  }
  return true;
}

// k=v,...: keys are identifiers, values any bytes but a comma.
bool check_pairs(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (value.size() > reading.limits.attributes_size_max) {
    return reading.refuse(
        Code::kBadArg, {parameter.name, ": has ", std::to_string(value.size()), " bytes, at most ",
                        std::to_string(reading.limits.attributes_size_max)});
  }
  if (value.empty()) return true;
  std::uint32_t entries = 0;
  for (std::string_view rest = value; rest.data() != nullptr; ++entries) {
    const std::string_view item = base::next_item(rest, ',');
    const std::size_t equals = item.find('=');
    const std::string_view key = item.substr(0, equals);
    if (!base::is_identifier(key)) return refuse_identifier(reading, parameter, key);
    if (equals == item.npos) {
      return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(item), "; write ",
                                            key.substr(0, 64), "=value"});
    }
    for (std::string_view before = value; before.data() != item.data();) {
      const std::string_view other = base::next_item(before, ',');
      if (other.substr(0, other.find('=')) != key) continue;
      return reading.refuse(
          Code::kBadArg, {parameter.name, ": ", shown(key), " stands there twice; name it once"});
    }
    if (entries == reading.limits.attributes_max) {
      return reading.refuse(Code::kBadArg,
                            {parameter.name, ": more than ",
                             std::to_string(reading.limits.attributes_max), " entries"});
    }
  }
  return true;
}

}  // namespace

bool read_skill_levels(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& terms = reading.lists.skills;
  const std::uint32_t most = reading.limits.agent_skills_max;
  if (!read_list(reading, parameter, kLevels, value, most, terms)) return false;
  reading.command.skills = terms;
  return true;
}

bool read_skill_needs(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& terms = reading.lists.skills;
  const std::uint32_t most = reading.limits.requirement_skills_max;
  if (!read_list(reading, parameter, kNeeds, value, most, terms)) return false;
  reading.command.skills = terms;
  return true;
}

bool read_preferred(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& terms = reading.lists.prefer;
  const std::uint32_t most = reading.limits.agent_skills_max;
  if (!read_list(reading, parameter, kNames, value, most, terms)) return false;
  reading.command.prefer = terms;
  return true;
}

bool read_channels(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& terms = reading.lists.channels;
  const std::uint32_t most = reading.limits.agent_channels_max;
  if (!read_list(reading, parameter, kMaximums, value, most, terms)) return false;
  reading.command.channels = terms;
  return true;
}

bool read_queues(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& terms = reading.lists.queues;
  const std::uint32_t most = reading.limits.agent_queues_max;
  if (!read_list(reading, parameter, kNames, value, most, terms)) return false;
  reading.command.queues = terms;
  return true;
}

bool read_attributes(Reading& reading, const Parameter& parameter, std::string_view value) {
  reading.command.attributes = value;
  return check_pairs(reading, parameter, value);
}

bool read_labels(Reading& reading, const Parameter& parameter, std::string_view value) {
  reading.command.labels = value;
  return check_pairs(reading, parameter, value);
}

}  // namespace stellwerk::resp
