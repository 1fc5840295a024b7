// SPDX-License-Identifier: Apache-2.0
#include "core/engine/limits_text.h"

#include <array>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/base/text.h"

namespace stellwerk::engine {
namespace {

struct Named {
  std::string_view name;
  std::int64_t (*get)(const Limits&);
  bool (*set)(Limits&, std::int64_t);
};

template <auto kMember>
constexpr Named named(std::string_view name) {
  using Value = std::remove_cvref_t<decltype(Limits{}.*kMember)>;
  if constexpr (std::is_same_v<Value, base::Duration>) {
    return {name, [](const Limits& limits) { return (limits.*kMember).ms; },
            [](Limits& limits, std::int64_t value) {
              limits.*kMember = base::milliseconds(value);
              return true;
            }};
  } else {
    return {name, [](const Limits& limits) { return static_cast<std::int64_t>(limits.*kMember); },
            [](Limits& limits, std::int64_t value) {
              limits.*kMember = static_cast<Value>(value);
              return static_cast<std::uint64_t>(value) <= std::numeric_limits<Value>::max();
            }};
  }
}

// Without copied_max: nothing that is decided depends on it.
constexpr std::array kLimits = {
    named<&Limits::conversations_max>("conversations_max"),
    named<&Limits::agents_max>("agents_max"),
    named<&Limits::skills_max>("skills_max"),
    named<&Limits::agent_skills_max>("agent_skills_max"),
    named<&Limits::requirement_skills_max>("requirement_skills_max"),
    named<&Limits::payload_size_max>("payload_size_max"),
    named<&Limits::unanswered_max>("unanswered_max"),
    named<&Limits::closed_min>("closed_min"),
    named<&Limits::closed_max>("closed_max"),
    named<&Limits::closed_memory>("closed_memory"),
    named<&Limits::dedupe_window>("dedupe_window"),
    named<&Limits::dedupe_max>("dedupe_max"),
    named<&Limits::request_window>("request_window"),
    named<&Limits::misses_max>("misses_max"),
    named<&Limits::decisions_max>("decisions_max"),
    named<&Limits::customers_max>("customers_max"),
};

}  // namespace

std::string to_text(const Limits& limits) {
  std::string text;
  for (const Named& limit : kLimits) {
    if (!text.empty()) text += ' ';
    text.append(limit.name) += '=';
    text += std::to_string(limit.get(limits));
  }
  return text;
}

std::string parse_limits(std::string_view text, Limits& limits) {
  while (!text.empty()) {
    const std::string_view item = base::next_item(text, ' ');
    const std::size_t sign = item.find('=');
    const std::string_view name = item.substr(0, sign);
    const std::int64_t value =
        sign == item.npos ? -1 : base::parse_integer(item.substr(sign + 1)).value_or(-1);
    const Named* found = nullptr;
    for (const Named& limit : kLimits) {
      if (limit.name == name) found = &limit;
    }
    if (found == nullptr) return "this release knows no limit '" + std::string(name) + "'";
    if (value < 0 || !found->set(limits, value)) {
      return "'" + std::string(item) + "' is no value of that limit";
    }
  }
  return {};
}

}  // namespace stellwerk::engine
