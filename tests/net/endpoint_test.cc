// SPDX-License-Identifier: Apache-2.0
#include "core/net/endpoint.h"

#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

TEST(Endpoint, ReadsAddressAndPort) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:7411"), (Endpoint{"127.0.0.1", 7411}));
  EXPECT_EQ(parse_endpoint("0.0.0.0:0"), (Endpoint{"0.0.0.0", 0}));
  EXPECT_EQ(parse_endpoint("localhost:80"), (Endpoint{"127.0.0.1", 80}));
  EXPECT_EQ(parse_endpoint("[::1]:7411"), (Endpoint{"::1", 7411}));
}

TEST(Endpoint, RefusesWhatIsNone) {
  for (const char* text :
       {"", ":", "7411", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:x", "::1:7411", "[127.0.0.1]:1", "example.org:1", "256.0.0.1:1"}) {
    EXPECT_EQ(parse_endpoint(text), std::nullopt) << text;
  }
}

TEST(Endpoint, WritesWhatItReads) {
  for (const char* text : {"127.0.0.1:7411", "[::1]:7411", "[fe80::1]:1"}) {
    EXPECT_EQ(to_text(parse_endpoint(text).value()), text);
  }
}

TEST(Endpoint, KnowsLoopback) {
  EXPECT_TRUE(is_loopback({"127.0.0.1", 1}));
  EXPECT_TRUE(is_loopback({"127.8.9.10", 1}));
  EXPECT_TRUE(is_loopback({"::1", 1}));
  EXPECT_FALSE(is_loopback({"0.0.0.0", 1}));
  EXPECT_FALSE(is_loopback({"192.168.0.1", 1}));
  EXPECT_FALSE(is_loopback({"::", 1}));
}

}  // namespace
}  // namespace stellwerk::net
