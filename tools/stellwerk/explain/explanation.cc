// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/explain/explanation.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "core/base/text.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/time_text.h"
#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kNameWidthMin = 10;
constexpr std::size_t kNameWidthMax = 40;

std::string text_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  if (value == nullptr || value->is_null()) return {};
  return value->kind == Value::Kind::kInteger ? std::to_string(value->integer)
                                              : printable(value->text);
}

bool is_list(const Value* value) { return value != nullptr && !value->items.empty(); }

std::string time_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  return value == nullptr || value->is_null() ? std::string(23, '-')
                                              : local_time({value->as_integer()});
}

std::string wrapped(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::string_view word = base::next_item(text, ' ');
    if (column > 0 && column + 1 + columns(word) > kWidth) {
      out += '\n';
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += columns(word);
  }
  return out + '\n';
}

// A point in time that ends a text, "passed over until 1795393896944", as people write it.
std::string with_times(std::string text) {
  constexpr std::string_view kUntil = "until ";
  const std::size_t at = text.rfind(kUntil);
  if (at == std::string::npos) return text;
  const auto time = base::parse_integer(std::string_view(text).substr(at + kUntil.size()));
  return time ? text.substr(0, at + kUntil.size()) + local_time({*time}) : text;
}

// "waited 20ms, lane on_time": what a map has but is not shown elsewhere.
std::string listed(const Value& map, std::span<const std::string_view> elsewhere = {}) {
  std::string out;
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    std::string name = map.items[i].text;
    const Value& value = map.items[i + 1];
    if (value.is_null() || !value.items.empty()) continue;
    if (std::ranges::find(elsewhere, name) != elsewhere.end()) continue;
    std::string shown = text_of(map, name);
    if (name.ends_with("_ms")) {
      name.resize(name.size() - 3);
      shown = span_text({value.as_integer()});
    }
    out += (out.empty() ? "" : ", ") + printable(name) + " " + shown;
  }
  return out;
}

void add_agents(const Value& answer, std::string& out) {
  const Value* agents = answer.find("agents");
  const Value* lacking = answer.find("lacking");
  if (!is_list(agents)) return;
  std::size_t width = kNameWidthMin;
  for (const Value& agent : agents->items) {
    width = std::max(width, std::min(columns(text_of(agent, "agent")), kNameWidthMax));
  }
  out += fmt::format("\nagents: {} registered, {} able", text_of(answer, "agents_registered"),
                     text_of(answer, "agents_able"));
  if (is_list(lacking)) out += "; lacking: " + listed(*lacking);
  out += '\n';
  for (const Value& agent : agents->items) {
    std::string name = text_of(agent, "agent");
    name.append(width - std::min(width, columns(name)), ' ');
    std::string lacks;
    if (const Value* list = agent.find("lacks")) {
      for (const Value& item : list->items) {
        lacks += (lacks.empty() ? "" : "; ") + with_times(printable(item.text));
      }
    }
    out += fmt::format("  {}  {:<8}  {:>7}  {}\n", name, text_of(agent, "state"),
                       text_of(agent, "used") + "/" + text_of(agent, "capacity"),
                       lacks.empty() ? "nothing" : lacks);
  }
}

// "load_permille 0, next 500; idle_ms 20": by what an agent was compared with who came next.
std::string compared(const Value& terms) {
  std::string out;
  for (const Value& term : terms.items) {
    out += (out.empty() ? "" : "; ") + text_of(term, "term");
    if (const std::string of = text_of(term, "of"); !of.empty()) out += " of " + of;
    out += " " + text_of(term, "value");
    const std::string next = text_of(term, "runner_up_value");
    if (!next.empty()) out += ", next " + next;
  }
  return out;
}

void add_decision(const Value& decision, std::string& out) {
  constexpr std::array<std::string_view, 6> kInHeadline = {"at",      "kind",       "agent",
                                                           "outcome", "outcome_at", "runner_up"};
  out += "  " + time_of(decision, "at") + "  " + text_of(decision, "kind");
  if (const std::string agent = text_of(decision, "agent"); !agent.empty()) out += " to " + agent;
  if (const std::string outcome = text_of(decision, "outcome"); !outcome.empty()) {
    out += ", " + outcome;
    const Value* then = decision.find("outcome_at");
    const Value* at = decision.find("at");
    if (then != nullptr && !then->is_null() && at != nullptr) {
      out += " after " + span_text({then->as_integer() - at->as_integer()});
    }
  }
  out += "\n    " + listed(decision, kInHeadline) + '\n';
  for (std::size_t i = 0; i + 1 < decision.items.size(); i += 2) {
    if (decision.items[i + 1].items.empty()) continue;
    std::string name = printable(decision.items[i].text);
    if (name == "runner_up_score") name = "next, " + text_of(decision, "runner_up");
    const Value& value = decision.items[i + 1];
    out += "    " + name + ": " + (name == "terms" ? compared(value) : listed(value)) + '\n';
  }
}

void add_moment(const Value& moment, std::string& out) {
  out += "  " + time_of(moment, "at") + "  " + text_of(moment, "what");
  constexpr std::array<std::string_view, 2> kInHeadline = {"at", "what"};
  if (const std::string more = listed(moment, kInHeadline); !more.empty()) out += "  " + more;
  out += '\n';
}

}  // namespace

std::string explanation(const Value& answer) {
  std::string out = wrapped(text_of(answer, "text"));
  add_agents(answer, out);
  const Value* decisions = answer.find("decisions");
  if (is_list(decisions)) {
    out += "\ndecisions\n";
    for (const Value& decision : decisions->items) add_decision(decision, out);
  }
  const Value* timeline = answer.find("timeline");
  if (is_list(timeline)) {
    out += "\ntimeline\n";
    for (const Value& moment : timeline->items) add_moment(moment, out);
  }
  if (text_of(answer, "complete") == "0") out += "\nolder entries are not kept any more\n";
  return out;
}

}  // namespace stellwerk::cli
