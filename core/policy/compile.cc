// SPDX-License-Identifier: Apache-2.0
#include "core/policy/compile.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/policy/calendar.h"
#include "core/policy/parse.h"
#include "core/policy/plan_section.h"
#include "core/policy/sections.h"
#include "core/policy/selection_section.h"

namespace stellwerk::policy {
namespace {

constexpr std::array<std::string_view, 5> kTopLevel = {"routing", "channel", "sla", "queue",
                                                       "calendar"};
constexpr std::size_t kEntriesMax = 10'000;
constexpr std::size_t kCalendarsMax = 200;
// Of all calendars together: each takes time to expand, and what is applied is journaled.
constexpr std::size_t kTimesMax = 250'000;

// Where each name of one kind of entry was given first.
using Names = std::map<std::string, const toml::table*, std::less<>>;

template <class Entry>
void check_name(const toml::table& table, std::string_view kind, const Entry& entry,
                Problems& problems, Names& names) {
  const std::string key = std::string(kind) + ".name";
  if (!table.contains("name")) {
    problems.add(table, key, "missing; give every " + std::string(kind) + " a name");
  } else if (!entry.name.empty() && !names.emplace(entry.name, &table).second) {
    const auto line = names.find(entry.name)->second->source().begin.line;
    problems.add(*table.get("name"), key,
                 shown(entry.name) + " is the name of the " + std::string(kind) + " in line " +
                     std::to_string(line) + ", too; use another");
  }
}

// The entries of [[kind]], each with its table.
template <class Entry>
Names read_entries(const toml::table& root, std::string_view kind,
                   void (*read)(const toml::table&, Problems&, Entry&), Problems& problems,
                   std::vector<Entry>& entries, std::size_t entries_max = kEntriesMax) {
  Names names;
  const toml::node* node = root.get(kind);
  if (node == nullptr) return names;
  const toml::array* array = node->as_array();
  const bool is_list = array != nullptr && std::ranges::all_of(*array, &toml::node::is_table);
  if (!is_list) {
    problems.add(*node, std::string(kind), "expected tables; write [[" + std::string(kind) + "]]");
    return names;
  }
  if (array->size() > entries_max) {
    problems.add(*node, std::string(kind),
                 "more than " + std::to_string(entries_max) + " of these");
    return names;
  }
  for (const toml::node& item : *array) {
    Entry entry;
    const toml::table& table = *item.as_table();
    read(table, problems, entry);
    check_name(table, kind, entry, problems, names);
    entries.push_back(std::move(entry));
  }
  return names;
}

void check_calendar(const toml::table& table, std::string_view kind, const std::string& calendar,
                    const Names& calendars, Problems& problems) {
  if (calendar.empty() || calendars.contains(calendar)) return;
  problems.add(*table.get("calendar"), std::string(kind) + ".calendar",
               "there is no calendar " + shown(calendar) + "; add it as [[calendar]]");
}

// What the entries of a document say of each other.
struct Mentioned {
  Names slas;
  Names calendars;
  std::map<std::string_view, const model::QueuePolicy*> queues;
};

// REQUIRES: `table` is the queue's.
void check_references(const toml::table& table, const model::QueuePolicy& queue,
                      const Mentioned& mentioned, Problems& problems) {
  if (!queue.sla.empty() && !mentioned.slas.contains(queue.sla)) {
    problems.add(*table.get("sla"), "queue.sla",
                 "there is no SLA " + shown(queue.sla) + "; add it as [[sla]]");
  }
  check_calendar(table, "queue", queue.calendar, mentioned.calendars, problems);
  if (queue.moved_to.empty()) return;
  const auto target = mentioned.queues.find(queue.moved_to);
  if (target == mentioned.queues.end() || !target->second->moved_to.empty() ||
      target->second == &queue) {
    problems.add(
        *table.get("moved_to"), "queue.moved_to",
        shown(queue.moved_to) + " is no other queue that stays; name one of this document");
  }
}

// The table of an entry that was read.
const toml::table& table_of(const toml::table& root, std::string_view kind, std::size_t entry) {
  return *root.get(kind)->as_array()->get(entry)->as_table();
}

// `queues_are_good`: nothing was wrong with any of them by itself.
void check_entries(const toml::table& root, const model::Policy& policy, Mentioned& mentioned,
                   bool queues_are_good, Problems& problems) {
  for (const auto& queue : policy.queues) mentioned.queues.emplace(queue.name, &queue);
  for (std::size_t i = 0; i < policy.slas.size(); ++i) {
    check_calendar(table_of(root, "sla", i), "sla", policy.slas[i].calendar, mentioned.calendars,
                   problems);
  }
  QueueEntries queues;
  for (std::size_t i = 0; i < policy.queues.size(); ++i) {
    const toml::table& table = table_of(root, "queue", i);
    check_references(table, policy.queues[i], mentioned, problems);
    queues.emplace(policy.queues[i].name, QueueEntry{&policy.queues[i], &table});
  }
  if (queues_are_good) check_targets(queues, problems);
}

Names read_calendars(const toml::table& root, base::Instant now, Problems& problems,
                     model::Policy& policy) {
  const std::size_t before = problems.count();
  std::vector<CalendarSection> sections;
  Names names = read_entries(root, "calendar", read_calendar, problems, sections, kCalendarsMax);
  if (problems.count() > before) return names;
  std::size_t times = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    times += times_to_expand(sections[i]);
    if (times > kTimesMax) {
      problems.add(table_of(root, "calendar", i), "calendar",
                   "more than " + std::to_string(kTimesMax) +
                       " times of days of all calendars over the years that are looked at; use "
                       "fewer calendars, or fewer hours a day");
      return names;
    }
  }
  for (const CalendarSection& section : sections) policy.calendars.push_back(expand(section, now));
  return names;
}

void check_top_level(const toml::table& root, std::span<const std::string_view> ignored,
                     Problems& problems) {
  for (const auto& [toml_key, node] : root) {
    const std::string_view name = toml_key.str();
    const Place place{problems, std::string(name), node};
    if (std::ranges::find(ignored, name) != ignored.end()) continue;
    if (std::ranges::find(kTopLevel, name) == kTopLevel.end()) {
      refuse_unknown(place, name, kTopLevel);
    }
  }
}

void read_root(const toml::table& root, base::Instant now,
               std::span<const std::string_view> ignored, Problems& problems,
               model::Policy& policy) {
  check_top_level(root, ignored, problems);
  if (const toml::node* routing = root.get("routing")) {
    if (const toml::table* table = routing->as_table()) {
      read_routing(*table, problems, policy.routing);
    } else {
      problems.add(*routing, "routing", "expected a table; write [routing]");
    }
  }
  read_entries(root, "channel", read_channel, problems, policy.channels);
  Mentioned mentioned;
  mentioned.slas = read_entries(root, "sla", read_sla, problems, policy.slas);
  const std::size_t before = problems.count();
  read_entries(root, "queue", read_queue, problems, policy.queues);
  const bool queues_are_good = problems.count() == before;
  mentioned.calendars = read_calendars(root, now, problems, policy);
  check_entries(root, policy, mentioned, queues_are_good, problems);
  if (problems.count() == 0) check_selection(root, policy, problems);
}

}  // namespace

Compiled compile(std::string_view toml, base::Instant now,
                 std::span<const std::string_view> ignored) {
  Compiled compiled;
  ParsedDocument document = parse_document(toml);
  if (document.problem) {
    compiled.problems.push_back(*std::move(document.problem));
    return compiled;
  }
  Problems problems;
  read_root(document.root, now, ignored, problems, compiled.policy);
  compiled.problems = problems.sorted();
  return compiled;
}

std::string described(const Problem& problem) {
  std::string text = "line " + std::to_string(problem.line) + ": ";
  if (!problem.key.empty()) text += problem.key + ": ";
  return text + problem.text;
}

void write_report(std::span<const Problem> problems, model::ReplyWriter& writer) {
  writer.map(3);
  writer.text("ok");
  writer.integer(problems.empty() ? 1 : 0);
  writer.text("errors");
  writer.array(problems.size());
  for (const Problem& problem : problems) {
    writer.map(3);
    writer.text("line");
    writer.integer(problem.line);
    writer.text("key");
    writer.text(problem.key);
    writer.text("text");
    writer.text(problem.text);
  }
  writer.text("warnings");
  writer.array(0);
}

}  // namespace stellwerk::policy
