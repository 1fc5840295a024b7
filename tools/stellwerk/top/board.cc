// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/board.h"

#include <algorithm>
#include <tuple>

namespace stellwerk::cli {
namespace {

std::int64_t count_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  return value == nullptr ? 0 : value->as_integer();
}

std::optional<std::int64_t> optional_count_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return value->as_integer();
}

std::optional<double> share_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return value->kind == Value::Kind::kReal ? value->real : static_cast<double>(value->as_integer());
}

std::string_view text_of(const Value& map, std::string_view field) {
  const Value* value = map.find(field);
  return value == nullptr ? std::string_view() : std::string_view(value->text);
}

void count(const Value& agent, AgentsInState& state) {
  const std::int64_t used = count_of(agent, "used");
  const std::int64_t capacity = count_of(agent, "capacity");
  ++state.agents;
  state.bots += text_of(agent, "kind") == "bot" ? 1U : 0U;
  if (used >= capacity) {
    ++state.full;
  } else if (used > 0) {
    ++state.partly;
  } else {
    ++state.free;
  }
  state.used += used;
  state.capacity += capacity;
}

// What is compared first to last, smaller is further up.
auto rank(const QueueRow& queue, Order order) {
  // Those of the last hour that were on time; without any, there is nothing to complain of.
  const double level = queue.service_level.value_or(1);
  std::tuple<double, double, double> key;
  const auto waiting = static_cast<double>(queue.waiting);
  const auto oldest = static_cast<double>(queue.oldest_ms);
  switch (order) {
    case Order::kWorst:
      key = {-static_cast<double>(queue.breached), -oldest, -waiting};
      break;
    case Order::kWaiting:
      key = {-waiting, -oldest, level};
      break;
    case Order::kOldest:
      key = {-oldest, -waiting, level};
      break;
    case Order::kServiceLevel:
      key = {level, -static_cast<double>(queue.breached), -oldest};
      break;
    case Order::kOccupancy:
      key = {-queue.occupancy, -waiting, -oldest};
      break;
    case Order::kName:
      break;
  }
  return std::tuple_cat(key, std::tuple(std::string_view(queue.name)));
}

}  // namespace

bool read_queues(const Value& reply, Board& board) {
  if (reply.kind != Value::Kind::kMap) return false;
  board.queues.clear();
  for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
    const Value& figures = reply.items[i + 1];
    if (figures.kind != Value::Kind::kMap) return false;
    QueueRow& row = board.queues.emplace_back();
    row.name = reply.items[i].text;
    row.waiting = count_of(figures, "waiting");
    row.oldest_ms = count_of(figures, "oldest_ms");
    row.offered = count_of(figures, "offered");
    row.active = count_of(figures, "active");
    row.agents_online = count_of(figures, "agents_online");
    row.agents_free = count_of(figures, "agents_free");
    row.occupancy = share_of(figures, "occupancy").value_or(0);
    row.service_level = share_of(figures, "sl_1h");
    row.abandoned = count_of(figures, "abandoned_1h");
    row.p50_wait_ms = optional_count_of(figures, "p50_wait_ms");
    row.p95_wait_ms = optional_count_of(figures, "p95_wait_ms");
    row.breached = count_of(figures, "breached_1h");
  }
  return true;
}

bool read_agents(const Value& reply, Board& board) {
  if (reply.kind != Value::Kind::kArray || reply.items.size() != 2) return false;
  board.more_agents = reply.items[0].as_integer() != 0;
  board.agents = Board().agents;
  for (const Value& agent : reply.items[1].items) {
    const auto state =
        std::ranges::find(board.agents, text_of(agent, "state"), &AgentsInState::state);
    if (state == board.agents.end()) return false;
    count(agent, *state);
  }
  return true;
}

std::string_view name(Order order) {
  static constexpr std::array<std::string_view, kOrderCount> kNames = {
      "worst", "waiting", "oldest", "service level", "occupancy", "name"};
  return kNames[static_cast<std::size_t>(order)];
}

Order next(Order order) {
  return static_cast<Order>((static_cast<std::size_t>(order) + 1) % kOrderCount);
}

void sort(std::vector<QueueRow>& queues, Order order) {
  std::ranges::sort(queues, [order](const QueueRow& a, const QueueRow& b) {
    return rank(a, order) < rank(b, order);
  });
}

}  // namespace stellwerk::cli
