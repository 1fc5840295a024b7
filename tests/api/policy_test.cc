// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::string_view kTwoMistakes = R"([[queue]]
name = "help"
wrap_up = "soon"
[[queue]]
name = "mail"
goal = 7
)";

TEST(PolicyText, ThatIsWrongNamesLineAndKey) {
  const auto opened = Router::open({.policy = std::string(kTwoMistakes)});
  ASSERT_EQ(opened.code(), Code::kBadArg);
  EXPECT_THAT(opened.status().text, StartsWith("policy: line 3: queue.wrap_up: 'soon' "));
  EXPECT_THAT(opened.status().text, HasSubstr("(and 1 more)"));
}

TEST(PolicyText, IsCheckedAsAWhole) {
  const std::vector<PolicyProblem> problems = Router::check_policy(kTwoMistakes);
  ASSERT_THAT(problems, SizeIs(2));
  EXPECT_EQ(problems[0].line, 3U);
  EXPECT_EQ(problems[0].key, "queue.wrap_up");
  EXPECT_EQ(problems[1].line, 6U);
  EXPECT_EQ(problems[1].key, "queue.goal");
  EXPECT_THAT(problems[1].text, HasSubstr("0.001 to 1"));
  EXPECT_THAT(Router::check_policy(kPolicy), IsEmpty());
  EXPECT_THAT(Router::check_policy("[[queue"), SizeIs(1));
}

TEST(PolicyText, AppliedLaterReplacesTheOneBefore) {
  Station station;
  Producer& producer = station.producer();
  EXPECT_EQ(producer.apply_policy(kTwoMistakes).code(), Code::kBadArg);
  EXPECT_EQ(producer.outstanding(), 0U);

  const std::string more = std::string(kPolicy) + "[[queue]]\nname = \"mail\"\n";
  EXPECT_EQ(station.reply(producer.apply_policy(more, 7)).status.code, Code::kConflict);
  const Reply applied = station.reply(producer.apply_policy(more, 1));
  EXPECT_EQ(applied.version, 2U);
  EXPECT_EQ(station.reply(producer.apply_policy(more)).version, 2U) << "the text in force";
  EXPECT_THAT(station.reply(producer.read_queues()).queues, SizeIs(3));
  EXPECT_EQ(station.events().back().version, 2U);
}

TEST(PolicyText, DoesNotRemoveAQueueInUse) {
  Station station;
  Producer& producer = station.producer();
  const ConversationId first("c1");
  station.reply(producer.open_conversation(first, {.queue = QueueId("help")}));
  const Reply refused = station.reply(producer.apply_policy("[[queue]]\nname = \"mail\"\n"));
  EXPECT_EQ(refused.status.code, Code::kBadState);
  EXPECT_THAT(refused.status.text, HasSubstr("help"));
}

TEST(PolicyText, IsMissingUntilItIsApplied) {
  Options options = station_options();
  options.policy = {};
  Station station(options);
  Producer& producer = station.producer();
  const auto open = [&] {
    return station.reply(
        producer.open_conversation(ConversationId("c1"), {.queue = QueueId("help")}));
  };
  EXPECT_EQ(open().status.code, Code::kUnknownQueue);
  EXPECT_EQ(station.reply(producer.apply_policy(kPolicy)).version, 1U);
  EXPECT_EQ(open().status.code, Code::kOk);
}

}  // namespace
}  // namespace stellwerk::tests
