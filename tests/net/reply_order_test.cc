// SPDX-License-Identifier: Apache-2.0
#include "core/net/reply_order.h"

#include <deque>
#include <string>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::net {
namespace {

TEST(ReplyOrder, AnswersHereAtOnceWhenNothingIsOutstanding) {
  ReplyOrder order;
  order.append("+PONG\r\n");
  EXPECT_EQ(order.pending(), "+PONG\r\n");
  EXPECT_TRUE(order.settled());
}

TEST(ReplyOrder, HoldsAnswersHereBehindTheShards) {
  ReplyOrder order;
  order.ask();
  order.append("a");
  order.ask();
  order.append("b");
  order.append("c");
  EXPECT_EQ(order.pending(), "");
  EXPECT_EQ(order.size(), 3U);
  order.answer("1");
  EXPECT_EQ(order.pending(), "1a");
  order.answer("2");
  EXPECT_EQ(order.pending(), "1a2bc");
  order.append("d");
  EXPECT_EQ(order.pending(), "1a2bcd");
  EXPECT_EQ(order.size(), 6U);
}

TEST(ReplyOrder, ForgetsWhatIsSent) {
  ReplyOrder order;
  order.append("hello");
  order.sent(2);
  EXPECT_EQ(order.pending(), "llo");
  order.append("!");
  order.sent(4);
  EXPECT_EQ(order.pending(), "");
  EXPECT_EQ(order.size(), 0U);
}

TEST(ReplyOrder, KeepsAnyMixtureInOrder) {
  constexpr std::uint64_t kSeed = 7;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  ReplyOrder order;
  std::string expected;
  std::string sent;
  std::deque<std::string> shard;
  int number = 0;
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t what = prng.below(4);
    const std::string answer = std::to_string(number) + ' ';
    if (what == 0) {
      order.ask();
      shard.push_back(answer);
    } else if (what == 1) {
      order.append(answer);
    } else if (what == 2 && !shard.empty()) {
      order.answer(shard.front());
      shard.pop_front();
    } else {
      const std::size_t part = prng.below(order.pending().size() + 1);
      sent += order.pending().substr(0, part);
      order.sent(part);
    }
    if (what < 2) {
      expected += answer;
      ++number;
    }
  }
  for (; !shard.empty(); shard.pop_front()) order.answer(shard.front());
  sent += order.pending();
  EXPECT_EQ(sent, expected);
  EXPECT_GT(number, 5'000);
}

}  // namespace
}  // namespace stellwerk::net
