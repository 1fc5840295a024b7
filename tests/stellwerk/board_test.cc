// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/board.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

Value value(std::string_view bytes) { return ReplyReader::read(bytes).value; }

TEST(Board, ReadsQueuesWithAndWithoutFigures) {
  Board board;
  ASSERT_TRUE(
      read_queues(value("%2\r\n$4\r\nchat\r\n%4\r\n+waiting\r\n:3\r\n+occupancy\r\n,0.25\r\n"
                        "+sl_1h\r\n,0.5\r\n+p50_wait_ms\r\n:1200\r\n"
                        "$4\r\nmail\r\n%3\r\n+waiting\r\n:0\r\n+sl_1h\r\n_\r\n"
                        "+occupancy\r\n:1\r\n"),
                  board));
  ASSERT_EQ(board.queues.size(), 2U);
  EXPECT_EQ(board.queues[0].name, "chat");
  EXPECT_EQ(board.queues[0].waiting, 3);
  EXPECT_EQ(board.queues[0].occupancy, 0.25);
  EXPECT_EQ(board.queues[0].service_level, 0.5);
  EXPECT_EQ(board.queues[0].p50_wait_ms, 1200);
  EXPECT_EQ(board.queues[1].occupancy, 1);
  EXPECT_FALSE(board.queues[1].service_level);
  EXPECT_FALSE(board.queues[1].p95_wait_ms);
  EXPECT_TRUE(read_queues(value("%0\r\n"), board));
  EXPECT_TRUE(board.queues.empty());
  EXPECT_FALSE(read_queues(value("-NOPERM no\r\n"), board));
}

std::string agent(std::string_view state, std::string_view kind, int used, int capacity) {
  return "%4\r\n+state\r\n+" + std::string(state) + "\r\n+kind\r\n+" + std::string(kind) +
         "\r\n+used\r\n:" + std::to_string(used) + "\r\n+capacity\r\n:" + std::to_string(capacity) +
         "\r\n";
}

TEST(Board, CountsAgentsByStateAndLoad) {
  Board board;
  const std::string page = "*2\r\n$1\r\n0\r\n*5\r\n" + agent("online", "human", 0, 2) +
                           agent("online", "human", 1, 2) + agent("online", "bot", 9, 9) +
                           agent("online", "human", 3, 2) + agent("offline", "human", 0, 1);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(read_agents(value(page), board)) << "counted anew";
  const AgentsInState& online = board.agents[0];
  EXPECT_EQ(online.agents, 4U);
  EXPECT_EQ(online.bots, 1U);
  EXPECT_EQ(online.free, 1U);
  EXPECT_EQ(online.partly, 1U);
  EXPECT_EQ(online.full, 2U);
  EXPECT_EQ(online.used, 13);
  EXPECT_EQ(online.capacity, 15);
  EXPECT_EQ(board.agents[3].agents, 1U);
  EXPECT_FALSE(board.more_agents);
  ASSERT_TRUE(read_agents(value("*2\r\n$4\r\n1000\r\n*0\r\n"), board));
  EXPECT_TRUE(board.more_agents);
  EXPECT_FALSE(read_agents(value("-FULL later\r\n"), board));
}

std::string order_of(std::vector<QueueRow> queues, Order order) {
  sort(queues, order);
  std::string names;
  for (const QueueRow& queue : queues) names += queue.name;
  return names;
}

TEST(Board, SortsTheNeediestFirst) {
  std::vector<QueueRow> queues(3);
  queues[0].name = "b";
  queues[0].waiting = 9;
  queues[0].oldest_ms = 10;
  queues[1].name = "c";
  queues[1].breached = 2;
  queues[1].occupancy = 0.5;
  queues[2].name = "a";
  queues[2].waiting = 1;
  queues[2].oldest_ms = 500;
  queues[2].service_level = 0.5;
  EXPECT_EQ(order_of(queues, Order::kWorst), "cab");
  EXPECT_EQ(order_of(queues, Order::kWaiting), "bac");
  EXPECT_EQ(order_of(queues, Order::kOldest), "abc");
  EXPECT_EQ(order_of(queues, Order::kServiceLevel), "acb");
  EXPECT_EQ(order_of(queues, Order::kOccupancy), "cba");
  EXPECT_EQ(order_of(queues, Order::kName), "abc");
}

TEST(Board, OrdersGoRound) {
  Order order = Order::kWorst;
  for (std::size_t i = 0; i < kOrderCount; ++i) order = next(order);
  EXPECT_EQ(order, Order::kWorst);
  EXPECT_EQ(name(next(order)), "waiting");
}

}  // namespace
}  // namespace stellwerk::cli
