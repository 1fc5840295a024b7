// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <utility>

#include "core/policy/plan_section.h"

// What the plans of queues say of each other.
namespace stellwerk::policy {
namespace {

using model::OverflowWhen;
using model::QueuePolicy;
using model::StepMove;

// A queue to go to, and where that stands in the document.
struct Way {
  std::string_view to;
  const toml::node* at = nullptr;
  std::string key;
  bool unconditional = false;
};

const toml::node& nested(const toml::table& queue, std::string_view list, std::size_t entry,
                         std::string_view key) {
  return *queue.get(list)->as_array()->get(entry)->as_table()->get(key);
}

// REQUIRES: the queue was read without problems.
std::vector<Way> ways_of(const QueueEntry& entry) {
  const auto& [queue, table] = entry;
  std::vector<Way> ways;
  for (std::size_t i = 0; i < queue->steps.size(); ++i) {
    const model::StepPolicy& step = queue->steps[i];
    if (step.move == StepMove::kStay) continue;
    const bool divert = step.move == StepMove::kDivert;
    const std::string_view key = divert ? "divert" : "overflow";
    ways.push_back(
        {step.to, &nested(*table, "step", i, key), "queue.step." + std::string(key), divert});
  }
  for (std::size_t i = 0; i < queue->overflows.size(); ++i) {
    ways.push_back(
        {queue->overflows[i].to, &nested(*table, "overflow", i, "to"), "queue.overflow.to"});
  }
  if (!queue->when_full.empty()) {
    ways.push_back({queue->when_full, table->get("when_full"), "queue.when_full"});
  }
  for (const model::SplitShare& share : queue->split) {
    const toml::table& shares = *table->get("split")->as_table();
    ways.push_back({share.queue, shares.get(share.queue), "queue.split", true});
  }
  return ways;
}

constexpr std::size_t kWayMax = 100;  // queues one after the other without a condition

// Looks for diverts and splits that lead back to where they came from.
class Ways {
 public:
  Ways(const QueueEntries& queues, Problems& problems) : queues_(queues), problems_(problems) {}

  void follow(std::string_view name, const QueueEntry& entry) {
    if (!seen_.insert(name).second) return;
    path_.push_back(name);
    for (const Way& way : ways_of(entry)) {
      if (!way.unconditional || way.to == name) continue;
      const auto on_path = std::ranges::find(path_, way.to);
      if (on_path != path_.end()) {
        refuse(way, on_path);
      } else if (path_.size() == kWayMax) {
        problems_.add(*way.at, way.key,
                      "goes on after " + std::to_string(kWayMax) + " queues; shorten the way");
      } else if (const auto next = queues_.find(way.to); next != queues_.end()) {
        follow(next->first, next->second);
      }
    }
    path_.pop_back();
  }

 private:
  void refuse(const Way& way, std::vector<std::string_view>::const_iterator from) {
    std::string text = "leads back: ";
    for (auto at = from; at != path_.end(); ++at) text += std::string(*at) + " to ";
    problems_.add(*way.at, way.key,
                  text + std::string(way.to) + "; leave out one of these diverts or splits");
  }

  const QueueEntries& queues_;
  Problems& problems_;
  std::set<std::string_view> seen_;
  std::vector<std::string_view> path_;
};

// In hours for which there is no step everybody would be admitted: nobody writes that and means it
// for the closed ones.
void check_step_hours(const toml::table& table, Problems& problems, const QueuePolicy& queue) {
  const auto goes_by_hours = [](const model::StepPolicy& step) {
    return step.hours != model::StepHours::kAny;
  };
  const auto first = std::ranges::find_if(queue.steps, goes_by_hours);
  if (first == queue.steps.end()) return;
  const auto at = static_cast<std::size_t>(first - queue.steps.begin());
  const toml::node& node = nested(table, "step", at, "hours");
  if (!table.contains("calendar")) {
    return problems.add(node, "queue.step.hours", "needs a calendar; give the queue one");
  }
  const bool all_open = std::ranges::all_of(queue.steps, [](const model::StepPolicy& step) {
    return step.move != StepMove::kStay || step.hours == model::StepHours::kOpen;
  });
  if (all_open && first->move == StepMove::kStay && !queue.shuts) {
    problems.add(
        node, "queue.step.hours",
        "leaves closed hours without a step, where everybody would be admitted; add a step "
        "with hours = \"closed\", or when_closed = \"wait\"");
  }
}

}  // namespace

void check_plan(const toml::table& table, Problems& problems, const QueuePolicy& queue) {
  const auto refuse = [&](std::string_view key, std::string text) {
    problems.add(*table.get(key), "queue." + std::string(key), std::move(text));
  };
  const bool by_hours = std::ranges::any_of(
      queue.overflows, [](const auto& overflow) { return overflow.when == OverflowWhen::kClosed; });
  if (by_hours && !table.contains("calendar")) {
    refuse("overflow", "closed = true needs a calendar; give the queue one");
  }
  if (queue.shuts && !table.contains("calendar")) {
    refuse("when_closed", "needs a calendar; give the queue one");
  }
  check_step_hours(table, problems, queue);
  if (!queue.split.empty()) {
    for (const std::string_view key : {"step", "overflow", "when_full", "when_closed"}) {
      if (table.contains(key)) {
        refuse(key, "has no effect beside split; nobody waits in a queue that is split");
      }
    }
  }
}

void check_targets(const QueueEntries& queues, Problems& problems) {
  for (const auto& [name, entry] : queues) {
    for (const Way& way : ways_of(entry)) {
      const auto target = queues.find(way.to);
      if (target == queues.end() || !target->second.policy->moved_to.empty() || way.to == name) {
        problems.add(*way.at, way.key,
                     shown(way.to) + " is no other queue that stays; name one of this document");
      }
    }
  }
  Ways ways(queues, problems);
  for (const auto& [name, entry] : queues) ways.follow(name, entry);
}

}  // namespace stellwerk::policy
