// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/document.h"

// The keys of a [[queue]] that say where its conversations go: the steps of its routing plan, where
// it overflows, how it is split.
namespace stellwerk::policy {

// "billing>=2,de", at most four, each once.
[[nodiscard]] std::optional<std::vector<model::SkillNeed>> skills_at(const Place& place);

void queue_steps(const Place& place, model::QueuePolicy& queue);
void queue_overflows(const Place& place, model::QueuePolicy& queue);
void queue_when_full(const Place& place, model::QueuePolicy& queue);
void queue_split(const Place& place, model::QueuePolicy& queue);
void queue_when_closed(const Place& place, model::QueuePolicy& queue);

// What the keys of one queue say of each other.
void check_plan(const toml::table& table, Problems& problems, const model::QueuePolicy& queue);

// Queues by name, and their tables.
struct QueueEntry {
  const model::QueuePolicy* policy = nullptr;
  const toml::table* table = nullptr;
};
using QueueEntries = std::map<std::string_view, QueueEntry>;

// Refuses queues to go to that are not there, and ways that lead back without a condition.
void check_targets(const QueueEntries& queues, Problems& problems);

}  // namespace stellwerk::policy
