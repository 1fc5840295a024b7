// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace stellwerk::base {
namespace {

TEST(Text, ARateIsACountAndAUnit) {
  for (const auto& [text, count, times] :
       {std::tuple{"5000/s", "5000", 3'600U}, {"300/min", "300", 60U}, {"2.5/h", "2.5", 1U}}) {
    const auto rate = split_rate(text);
    ASSERT_TRUE(rate) << text;
    EXPECT_EQ(rate->count, count);
    EXPECT_EQ(rate->times_an_hour, times);
  }
}

TEST(Text, WhatIsNoRate) {
  for (const char* const text : {"", "5", "/", "5/", "5/d", "5/m", "5/S", "5s", "5 / s", "5/s/s"}) {
    EXPECT_FALSE(split_rate(text)) << text;
  }
}

}  // namespace
}  // namespace stellwerk::base
