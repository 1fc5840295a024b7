// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/expectation.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace stellwerk::tests {
namespace {

bool is_instant(std::string_view name) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "at",           "due",         "expires",           "opened_ms",
      "due_ms",       "outcome_at",  "resolution_due_ms", "window_due_ms",
      "next_step_ms", "callback_ms", "customer_writes_ms"};
  const std::string_view last = name.substr(name.rfind('.') + 1);  // of a path
  return std::find(kNames.begin(), kNames.end(), last) != kNames.end();
}

bool is_nothing(const std::string* value) {
  return value == nullptr || value->empty() || *value == "0" || *value == "null";
}

}  // namespace

std::string Expectation::resolved(const std::string& word) const {
  if (word.size() < 2 || word.front() != '$') return word;
  const std::size_t plus = word.find('+');
  const auto found = kept_.find(word.substr(0, plus));
  if (found == kept_.end()) return word;
  if (plus == word.npos) return found->second;
  const auto base = base::parse_integer(found->second);
  const auto more = base::parse_integer(word.substr(plus + 1));
  return base && more ? std::to_string(*base + *more) : word;
}

bool Expectation::value_fits(const std::string& name, char comparison, const std::string& expected,
                             const std::string& actual) {
  if (comparison == '=' && expected.size() > 1 && expected.front() == '$' &&
      expected.find('+') == expected.npos && kept_.find(expected) == kept_.end()) {
    kept_[expected] = actual;
    return true;
  }
  const std::string wanted = resolved(expected);
  if (comparison == '~') return actual.find(wanted) != actual.npos;
  auto number = base::parse_integer(wanted);
  const auto span = base::parse_duration(wanted);
  if (span && is_instant(name)) number = (start_ + *span).ms;
  if (span && !is_instant(name) && name.ends_with("_ms")) number = span->ms;
  const auto actual_number = base::parse_integer(actual);
  if (number && actual_number) {
    return comparison == '>' ? *actual_number > *number : *actual_number == *number;
  }
  return comparison == '=' && wanted == actual;
}

bool Expectation::word_fits(const std::string& word, const Fields& fields) {
  if (word.front() == '!') return is_nothing(fields.find(word.substr(1)));
  const std::size_t at = word.find_first_of("=~>");
  if (at == word.npos || at == 0) return fields.has_value(resolved(word));
  const std::string name = word.substr(0, at);
  const std::string* actual = fields.find(name);
  return actual != nullptr && value_fits(name, word[at], word.substr(at + 1), *actual);
}

bool Expectation::reply_fits(const std::vector<std::string>& words, const Fields& reply) {
  if (words.empty()) return false;
  const std::string& head = words.front();
  const bool refused = reply.head.starts_with('-');
  if (head.front() == '-') {
    if (!refused || (head != "-?" && head != reply.head)) return false;
    return std::all_of(words.begin() + 1, words.end(), [&](const std::string& piece) {
      return reply.find("text")->find(resolved(piece)) != std::string::npos;
    });
  }
  if (refused) return false;
  std::size_t next = 0;
  if (head.find_first_of("=~!") == head.npos && !reply.head.empty()) {
    const bool more = head.front() == '>';
    if (!value_fits({}, more ? '>' : '=', more ? head.substr(1) : head, reply.head)) return false;
    next = 1;
  }
  for (; next < words.size(); ++next) {
    if (!word_fits(words[next], reply)) return false;
  }
  return true;
}

bool Expectation::event_fits(const std::vector<std::string>& words, const Fields& event) {
  if (words.front() != event.head) return false;
  return std::all_of(words.begin() + 1, words.end(),
                     [&](const std::string& word) { return word_fits(word, event); });
}

bool Expectation::events_fit(const std::vector<std::vector<std::string>>& parts,
                             const std::vector<Fields>& events) {
  if (!parts.empty() && parts.front() == std::vector<std::string>{"unordered"}) {
    return set_fits(parts, events);
  }
  return sequence_fits(parts, events, 0, 0);
}

bool Expectation::sequence_fits(const std::vector<std::vector<std::string>>& parts,
                                const std::vector<Fields>& events, std::size_t part,
                                std::size_t event) {
  if (part == parts.size()) return event == events.size();
  if (parts[part].front() == "...") {
    for (std::size_t skipped = event; skipped <= events.size(); ++skipped) {
      if (sequence_fits(parts, events, part + 1, skipped)) return true;
    }
    return false;
  }
  return event < events.size() && event_fits(parts[part], events[event]) &&
         sequence_fits(parts, events, part + 1, event + 1);
}

bool Expectation::set_fits(const std::vector<std::vector<std::string>>& parts,
                           const std::vector<Fields>& events) {
  std::vector<bool> used(events.size(), false);
  bool open_end = false;
  for (std::size_t part = 1; part < parts.size(); ++part) {
    if (parts[part].front() == "...") {
      open_end = true;
      continue;
    }
    bool found = false;
    for (std::size_t event = 0; event < events.size() && !found; ++event) {
      found = !used[event] && event_fits(parts[part], events[event]);
      if (found) used[event] = true;
    }
    if (!found) return false;
  }
  return open_end || std::find(used.begin(), used.end(), false) == used.end();
}

}  // namespace stellwerk::tests
