// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/compile.h"
#include "tests/policy/described_all.h"

namespace stellwerk::policy {
namespace {

using testing::ElementsAre;

struct RefusedCase {
  std::string_view toml;
  std::string_view problem;
};

TEST(PolicyCompile, RefusesBudgetsFragmentsAndTurnsThatCannotBe) {
  const RefusedCase cases[] = {
      {"[[channel]]\nname = \"a\"\nreply_messages = 0",
       "line 3: channel.reply_messages: 0 is out of range; use 1 to 1000000"},
      {"[[channel]]\nname = \"a\"\nreply_messages = \"5\"",
       "line 3: channel.reply_messages: expected an integer, got a text"},
      {"[[channel]]\nname = \"a\"\nfragments = 0",
       "line 3: channel.fragments: '0' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[channel]]\nname = \"a\"\nfragments = \"61s\"",
       "line 3: channel.fragments: is more than 1m; nobody is given a conversation meanwhile"},
      {"[[queue]]\nname = \"q\"\nbot = 8",
       "line 3: queue.bot: expected a table as { turns = 8, confidence = 0.6 }"},
      {"[[queue]]\nname = \"q\"\nbot = { turns = 0 }",
       "line 3: queue.bot.turns: 0 is out of range; use 1 to 1000000"},
      {"[[queue]]\nname = \"q\"\nbot = { confidence = 1.5 }",
       "line 3: queue.bot.confidence: out of range; use 0.001 to 1"},
      {"[[queue]]\nname = \"q\"\nbot = { turn = 8 }",
       "line 3: queue.bot.turn: unknown key; did you mean turns?"},
  };
  for (const RefusedCase& item : cases) {
    EXPECT_THAT(described_all(compile(item.toml)), ElementsAre(std::string(item.problem)))
        << item.toml;
  }
}

}  // namespace
}  // namespace stellwerk::policy
