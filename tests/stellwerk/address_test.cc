// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/address.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

TEST(Address, ReadsHostAndPort) {
  EXPECT_EQ(parse_address("127.0.0.1:7411")->text(), "127.0.0.1:7411");
  EXPECT_EQ(parse_address("localhost:1")->host, "localhost");
  EXPECT_EQ(parse_address("7411")->text(), "127.0.0.1:7411");
  EXPECT_EQ(parse_address("[::1]:7411")->host, "::1");
  EXPECT_EQ(parse_address("[::1]:7411")->text(), "[::1]:7411");
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"", ":", ":7411", "host", "host:", "host:0", "host:65536", "host:7x",
                           "::1:7411", "[]:7411", "0", "-1"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

}  // namespace
}  // namespace stellwerk::cli
