// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/compile.h"
#include "tests/policy/described_all.h"

namespace stellwerk::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Compiled compile_queue(const std::string& line) {
  return compile("[[queue]]\nname = \"q\"\n" + line);
}

TEST(BurstSection, IsReadAndOffUnlessGiven) {
  const Compiled compiled = compile_queue("burst = 200");
  ASSERT_THAT(described_all(compiled), IsEmpty());
  EXPECT_EQ(compiled.policy.queues.at(0).burst, 200U);
  EXPECT_EQ(compile_queue("").policy.queues.at(0).burst, 0U);
}

TEST(BurstSection, RefusesWhatIsNoBurst) {
  for (const char* wrong : {"0", "1", "-5"}) {
    EXPECT_THAT(described_all(compile_queue(std::string("burst = ") + wrong)),
                ElementsAre(std::string("line 3: queue.burst: ") + wrong +
                            " is out of range; use 2 to 1000000000"));
  }
  EXPECT_THAT(described_all(compile_queue("burst = \"many\"")),
              ElementsAre("line 3: queue.burst: expected an integer, got a text"));
}

}  // namespace
}  // namespace stellwerk::policy
