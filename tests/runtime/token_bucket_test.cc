// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/token_bucket.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

int taken(TokenBucket& bucket, int tries, std::int64_t now_ns) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += bucket.take(now_ns) == 0 ? 1 : 0;
  return count;
}

TEST(TokenBucket, GivesASecondsWorthAtOnceThenItsRate) {
  TokenBucket bucket(100);
  std::int64_t now = 77 * kSecond;
  EXPECT_EQ(taken(bucket, 1'000, now), 100);
  EXPECT_EQ(bucket.take(now), 10);
  EXPECT_EQ(bucket.take(now + 9 * kMillisecond), 1);
  EXPECT_EQ(bucket.take(now + 10 * kMillisecond), 0);
  now += 10 * kMillisecond + kSecond / 2;
  EXPECT_EQ(taken(bucket, 1'000, now), 50);
  EXPECT_EQ(taken(bucket, 1'000, now + 3'600 * kSecond), 100)
      << "what was not used does not add up";
}

TEST(TokenBucket, OneASecondIsOneAtOnce) {
  TokenBucket bucket(1);
  EXPECT_EQ(taken(bucket, 5, kSecond), 1);
  EXPECT_EQ(bucket.take(kSecond), 1'000);
  EXPECT_EQ(taken(bucket, 5, 2 * kSecond), 1);
}

TEST(TokenBucket, CountsInLongerTimes) {
  TokenBucket often(7'200, 3'600);  // two a second
  EXPECT_EQ(taken(often, 5, kSecond), 2);
  EXPECT_EQ(often.take(kSecond), 500);
  TokenBucket seldom(6, 3'600);  // one in ten minutes
  EXPECT_EQ(taken(seldom, 5, kSecond), 1);
  EXPECT_EQ(seldom.take(kSecond), 600'000);
  EXPECT_EQ(taken(seldom, 5, 601 * kSecond), 1);
}

TEST(TokenBucket, WhatIsGivenBackCanBeTaken) {
  TokenBucket bucket(10);
  EXPECT_EQ(taken(bucket, 20, kSecond), 10);
  bucket.give_back();
  EXPECT_EQ(taken(bucket, 20, kSecond), 1);
}

TEST(TokenBucket, ThreadsTogetherGetNoMore) {
  TokenBucket bucket(10'000);
  std::vector<int> counts(4);
  std::vector<std::thread> threads;
  for (int& count : counts) {
    threads.emplace_back([&bucket, &count] { count = taken(bucket, 10'000, kSecond); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counts[0] + counts[1] + counts[2] + counts[3], 10'000);
}

}  // namespace
}  // namespace stellwerk::runtime
