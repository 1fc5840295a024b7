// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/day_outcome.h"

#include <algorithm>
#include <numeric>

namespace stellwerk::cli {

using model::EventType;

void QueueOutcome::add(const QueueOutcome& other) {
  opened += other.opened;
  on_time += other.on_time;
  late += other.late;
  assigned += other.assigned;
  abandoned += other.abandoned;
  breached += other.breached;
  waits_ms.insert(waits_ms.end(), other.waits_ms.begin(), other.waits_ms.end());
}

double QueueOutcome::on_time_share() const {
  const std::uint64_t started = on_time + late;
  return started == 0 ? 0 : static_cast<double>(on_time) / static_cast<double>(started);
}

double QueueOutcome::mean_wait_ms() const {
  if (waits_ms.empty()) return 0;
  const std::int64_t sum = std::accumulate(waits_ms.begin(), waits_ms.end(), std::int64_t{0});
  return static_cast<double>(sum) / static_cast<double>(waits_ms.size());
}

std::int64_t QueueOutcome::wait_ms(std::uint32_t permille) const {
  if (waits_ms.empty()) return 0;
  std::vector<std::int64_t> waits = waits_ms;
  const std::size_t rank = (waits.size() * permille + 999) / 1'000;
  const auto place =
      waits.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1)) - 1;
  std::nth_element(waits.begin(), place, waits.end());
  return *place;
}

void DayOutcome::take(const model::Event& event) {
  if (event.type == EventType::kConversationOpened) {
    first_agents_[std::string(event.conv)].emplace_back();
  } else if (event.type == EventType::kConversationAssigned) {
    QueueOutcome& queue = queues_[std::string(event.queue)];
    queue.waits_ms.push_back(event.waited_ms);
    std::string& first = first_agents_[std::string(event.conv)].back();
    if (first.empty()) first = event.agent;
  }
}

void DayOutcome::close(const engine::Figures& figures) {
  for (const engine::QueueFigures& from : figures.queues) {
    QueueOutcome& queue = queues_[from.queue];
    queue.opened = from.opened;
    queue.on_time = from.on_time;
    queue.late = from.late;
    queue.assigned = from.assigned;
    queue.abandoned = from.abandoned;
    queue.breached = 0;
    for (const engine::ClockTotals& clock : from.clocks) queue.breached += clock.breached;
  }
  open_ = figures.open;
}

QueueOutcome DayOutcome::total() const {
  QueueOutcome total;
  for (const auto& [name, queue] : queues_) total.add(queue);
  return total;
}

void Moves::add(const Moves& other) {
  same += other.same;
  another += other.another;
  only_before += other.only_before;
  only_after += other.only_after;
}

Moves moves_between(const DayOutcome& before, const DayOutcome& after) {
  Moves moves;
  const auto count = [&moves](const std::string& was, const std::string& is) {
    if (was.empty() && is.empty()) return;
    if (was == is) ++moves.same;
    if (was.empty()) ++moves.only_after;
    if (is.empty()) ++moves.only_before;
    if (!was.empty() && !is.empty() && was != is) ++moves.another;
  };
  const auto at = [](const std::vector<std::string>& agents, std::size_t i) {
    return i < agents.size() ? agents[i] : std::string();
  };
  for (const auto& [conv, was] : before.first_agents()) {
    const auto found = after.first_agents().find(conv);
    const std::vector<std::string> is =
        found == after.first_agents().end() ? std::vector<std::string>() : found->second;
    for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i) count(at(was, i), at(is, i));
  }
  for (const auto& [conv, is] : after.first_agents()) {
    if (before.first_agents().contains(conv)) continue;
    for (const std::string& agent : is) count({}, agent);
  }
  return moves;
}

}  // namespace stellwerk::cli
