// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/random_world.h"
#include "tests/engine/support/recorder.h"
#include "tests/engine/support/table.h"

// POLICY.CHECK AGAINST live: what another policy would change at once. Each table is run again
// without its checks, and must come to the same digest.
namespace stellwerk::tests {
namespace {

TEST(TrialTable, TellsWhoWouldBeGivenToWhom) {
  check(R"(
    queue q offer=auto skills=de
    queue p offer=offer
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2 SKILLS de=3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    queue q offer=auto
    queue p offer=offer
    POLICY.CHECK AGAINST live -> ok=1 !live.refused live.conversations=2 live.agents=2
    POLICY.CHECK AGAINST live -> live.assigned.count=1 live.assigned.first.0.conv=c1
    POLICY.CHECK AGAINST live -> live.assigned.first.0.queue=q !live.assigned.first.0.agent_now
    POLICY.CHECK AGAINST live -> live.assigned.first.0.agent_then=a1
    POLICY.CHECK AGAINST live -> live.assigned.first.0.state_then=active
    POLICY.CHECK AGAINST live -> live.queues.q.waiting_now=2 live.queues.q.waiting_then=1
    POLICY.CHECK AGAINST live -> live.queues.p.waiting_then=0
    CONV.GET c1 -> state=waiting
    POLICY.GET -> version=1
    queue q offer=auto
    queue p offer=offer
    POLICY.APPLY -> 2 | ...
    CONV.GET c1 -> state=active agent=a1
  )");
}

TEST(TrialTable, TheSameTextChangesNothing) {
  check(R"(
    queue q offer=auto skills=de
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    queue q offer=auto skills=de
    POLICY.CHECK AGAINST live -> ok=1 !live.refused live.assigned.count=0 live.clocks=0
    POLICY.CHECK AGAINST live -> live.lane.count=0 live.deadline.count=0 live.unroutable.count=0
  )");
}

TEST(TrialTable, WithoutAgainstThereIsNoTrial) {
  check(R"(
    policy auto
    queue q offer=auto
    POLICY.CHECK -> ok=1 !live.refused !live.conversations
  )");
}

TEST(TrialTable, TellsWhatBecomesUnroutableAndRoutable) {
  check(R"(
    queue q offer=auto skills=de
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1 SKILLS fr=1
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened | conversation.unroutable
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened
    queue q offer=auto skills=fr
    queue p offer=auto skills=it
    POLICY.CHECK AGAINST live -> live.routable.count=1 live.routable.first.0=c1
    POLICY.CHECK AGAINST live -> live.unroutable.count=1 live.unroutable.first.0=c2
    POLICY.CHECK AGAINST live -> live.assigned.count=0
  )");
}

TEST(TrialTable, TellsOfLanesDeadlinesAndClocks) {
  check(R"(
    sla s first_response=10m
    sla t first_response=1h resolution=8h
    queue q sla=s offer=auto
    queue p sla=t offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p
    CONV.OPEN c3 QUEUE p DUE 2h
    at 5m
    sla s first_response=4m
    sla t first_response=30m resolution=8h
    queue q sla=s offer=auto
    queue p sla=t offer=auto
    # 3 clocks: two first responses, the third is the conversation's own; c1's is not running then
    POLICY.CHECK AGAINST live -> live.lane.count=1 live.lane.first.0.conv=c1
    POLICY.CHECK AGAINST live -> live.lane.first.0.now=on_time live.lane.first.0.then=overdue
    POLICY.CHECK AGAINST live -> live.deadline.count=2 live.deadline.first.1.conv=c2 live.clocks=2
  )");
}

TEST(TrialTable, TellsOfQueuesThatComeGoAndMove) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    queue x offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE p
    queue q offer=auto
    queue p moved_to=q
    queue n offer=auto
    POLICY.CHECK AGAINST live -> ok=1 live.queue.count=1 live.queue.first.0.conv=c1
    POLICY.CHECK AGAINST live -> live.queue.first.0.now=p live.queue.first.0.then=q
    POLICY.CHECK AGAINST live -> live.queues_added.#=1 live.queues_added.0=n
    POLICY.CHECK AGAINST live -> live.queues_removed.#=2 live.queues_removed.0=p
    POLICY.CHECK AGAINST live -> live.queues_removed.1=x live.queues.p.waiting_now=1
    POLICY.CHECK AGAINST live -> !live.queues.p.waiting_then live.queues.q.waiting_now=0
    POLICY.CHECK AGAINST live -> live.queues.q.waiting_then=1 !live.queues.n.waiting_now
    POLICY.CHECK AGAINST live -> live.queues.n.waiting_then=0
  )");
}

TEST(TrialTable, TellsWhyItWouldBeRefused) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE p
    queue q offer=auto
    POLICY.CHECK AGAINST live -> ok=0 live.refused~"'p' has 1 open" live.assigned.count=0
    POLICY.CHECK AGAINST live -> live.queues_removed.#=0
  )");
}

TEST(TrialTable, ListsAHundredOnly) {
  std::string table = R"(
    queue q offer=auto skills=de
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 200
    AGENT.STATE a1 ONLINE
)";
  for (std::uint64_t i = 0; i < 103; ++i)
    table += "    CONV.OPEN c" + std::to_string(i) + " QUEUE q\n";
  table += R"(
    queue q offer=auto
    POLICY.CHECK AGAINST live -> live.assigned.count=103 live.assigned.first.#=100
    POLICY.CHECK AGAINST live -> live.assigned.first.99.conv=c99
)";
  check(table);
}

TEST(TrialTable, AStateThatIsTooLargeIsNotCopied) {
  engine::Limits limits;
  limits.copied_max = 2;
  check(R"(
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    queue q offer=auto
    POLICY.CHECK AGAINST live -> ok=1 !live.refused
    CONV.OPEN c2 QUEUE q
    queue q offer=auto
    POLICY.CHECK AGAINST live -> -BADSTATE AGAINST "2 conversations" "1 agents" "no more than 2"
    queue q offer=auto
    POLICY.CHECK -> ok=1
  )",
        limits);
}

// A document with the queues of the random worlds.
std::string document(std::string_view routing, std::string_view quick) {
  return "routing " + std::string(routing) + "\nchannel chat units=1\nchannel mail units=2\n" +
         "sla minute first_response=40s next_response=2m\n" +
         "sla hour first_response=2h next_response=30m met_by=reply warn_at=0.5\n" +
         "queue quick sla=minute wrap_up=10s retry=5s timeout=20s " + std::string(quick) +
         "\nqueue slow sla=hour offer=auto wrap_up=20s\nqueue plain offer=auto\n" +
         "queue asks offer=auto decide=external decide_timeout=5s\n";
}

CommandLine& with_document(CommandLine& line, std::string_view text) {
  PolicyLines lines;
  for (std::string_view rest = text; !rest.empty();) {
    EXPECT_EQ(lines.add(split_words(base::next_item(rest, '\n'))), "");
  }
  std::string payload;
  model::encode(lines.policy(), payload);
  line.attach_policy(lines.text(), payload);
  return line;
}

class Trial : public testing::TestWithParam<std::size_t> {};

// What the trial says is what happens to an engine that goes on from the same state.
TEST_P(Trial, SaysWhatHappens) {
  constexpr std::uint64_t kCommands = 1'500;
  RandomWorld world(world_specs()[GetParam()], 20'261'130);
  std::int64_t assigned_total = 0;
  for (std::uint64_t i = 1; i <= kCommands; ++i) {
    world.step(false);
    if (i % 150 != 0) continue;
    world.finish();
    const std::string text = document(i % 300 == 0 ? "policy=fifo" : "policy=sla-first reserve=0",
                                      i % 450 == 0 ? "skills=s1" : "offer=auto");
    const std::string digest = world.engine().digest();
    CommandLine ask({"POLICY.CHECK", "AGAINST", "live"}, {});
    FieldsWriter writer;
    world.engine().query(with_document(ask, text).command(), writer);
    const Fields said = writer.finish();
    ASSERT_EQ(world.engine().digest(), digest);

    engine::Engine heir({});
    world.engine().save([&heir](std::string_view record) { ASSERT_TRUE(heir.load(record)); });
    Recorder recorder;
    CommandLine apply({"POLICY.APPLY"}, {});
    heir.apply(world.now(), with_document(apply, text).command(), recorder);
    const auto count = [&recorder](std::string_view type) {
      return std::count_if(recorder.events().begin(), recorder.events().end(),
                           [type](const Fields& event) { return event.head == type; });
    };
    const auto figure = [&said](std::string_view name) {
      const std::string* value = said.find(name);
      return value == nullptr ? -1 : base::parse_integer(*value).value_or(-1);
    };
    const std::int64_t given = count("offer.created") + count("conversation.assigned");
    EXPECT_EQ(figure("live.assigned.count"), given) << i;
    EXPECT_EQ(figure("live.unroutable.count"), count("conversation.unroutable")) << i;
    EXPECT_EQ(figure("live.routable.count"), count("conversation.routable")) << i;
    const engine::Figures figures = heir.figures();
    for (const engine::QueueFigures& queue : figures.queues) {
      EXPECT_EQ(figure("live.queues." + std::string(queue.queue) + ".waiting_then"),
                static_cast<std::int64_t>(queue.waiting))
          << i << ' ' << queue.queue;
    }
    assigned_total += given;
  }
  EXPECT_GT(assigned_total, 10);
}

INSTANTIATE_TEST_SUITE_P(Worlds, Trial, testing::Range<std::size_t>(0, world_specs().size()),
                         [](const auto& param) {
                           std::string name(world_specs()[param.param].name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace stellwerk::tests
