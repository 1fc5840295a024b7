// SPDX-License-Identifier: Apache-2.0
#include "core/policy/compile.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/model/codec.h"
#include "tests/policy/described_all.h"

namespace stellwerk::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kFull = R"(
[routing]
policy = "edf"
select = "round-robin"
catch_up = 0.125
reserve = 2
surcharge = true
explain = "full"

[[channel]]
name = "whatsapp"
units = 3

[[channel]]
name = "mail"
reply_window = "24h"
bot_window = "23h"
reply_messages = 5
fragments = "3s"

[[calendar]]
name = "office"
zone = "Europe/Berlin"
hours = { mon-fri = ["08:00-12:00", "13:00-18:00"], sat = ["22:00-06:00"] }
holidays = ["2026-12-25", 2026-12-26, { date = "2026-12-24", hours = ["08:00-12:00"] }]

[[sla]]
name = "hour"
first_response = "1h"
next_response = "90min"
warn_at = 0.75
met_by = "reply"
resolution = "3d"
calendar = "office"

[[queue]]
name = "billing"
sla = "hour"
skills = "billing>=2,de"
weight = 2.5
offer = { mode = "auto", timeout = "45s", retry = "1m" }
wrap_up = "15s"
max_waiting = 100000
goal = 0.9
handling = "7m"
late_max = "3h"
calendar = "office"
wait_long = "3m"
bot = { turns = 8, confidence = 0.6 }

[[queue]]
name = "old"
late_max = "off"
moved_to = "billing"
)";

TEST(PolicyCompile, ReadsEveryKey) {
  const Compiled compiled = compile(kFull);
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const model::Policy& policy = compiled.policy;
  EXPECT_EQ(policy.routing.rule, model::Rule::kEdf);
  EXPECT_EQ(policy.routing.select, model::Select::kRoundRobin);
  EXPECT_EQ(policy.routing.catch_up_permille, 125U);
  EXPECT_EQ(policy.routing.reserve, 2);
  EXPECT_TRUE(policy.routing.surcharge);
  EXPECT_TRUE(policy.routing.explains);
  ASSERT_THAT(policy.channels, SizeIs(2));
  EXPECT_EQ(policy.channels[0].name, "whatsapp");
  EXPECT_EQ(policy.channels[0].units, 3U);
  EXPECT_EQ(policy.channels[0].reply_window, model::kNoTarget);
  EXPECT_EQ(policy.channels[0].bot_window, model::kNoTarget);
  EXPECT_EQ(policy.channels[1].units, 1U);
  EXPECT_EQ(policy.channels[1].reply_window, base::hours(24));
  EXPECT_EQ(policy.channels[1].bot_window, base::hours(23));
  EXPECT_EQ(policy.channels[0].reply_messages, 0U);
  EXPECT_EQ(policy.channels[0].fragments, model::kNoTarget);
  EXPECT_EQ(policy.channels[1].reply_messages, 5U);
  EXPECT_EQ(policy.channels[1].fragments, base::seconds(3));
  ASSERT_THAT(policy.slas, SizeIs(1));
  EXPECT_EQ(policy.slas[0].first_response, base::hours(1));
  EXPECT_EQ(policy.slas[0].next_response, base::minutes(90));
  EXPECT_EQ(policy.slas[0].warn_permille, 750U);
  EXPECT_EQ(policy.slas[0].met_by, model::MetBy::kReply);
  EXPECT_EQ(policy.slas[0].resolution, base::hours(72));
  EXPECT_EQ(policy.slas[0].calendar, "office");
  ASSERT_THAT(policy.queues, SizeIs(2));
  const model::QueuePolicy& queue = policy.queues[0];
  EXPECT_EQ(queue.name, "billing");
  EXPECT_EQ(queue.sla, "hour");
  EXPECT_THAT(queue.skills, ElementsAre(model::SkillNeed{"billing", 2}, model::SkillNeed{"de", 1}));
  EXPECT_EQ(queue.weight_permille, 2500U);
  EXPECT_EQ(queue.offer_mode, model::OfferMode::kAuto);
  EXPECT_EQ(queue.offer_timeout, base::seconds(45));
  EXPECT_EQ(queue.offer_retry, base::minutes(1));
  EXPECT_EQ(queue.wrap_up, base::seconds(15));
  EXPECT_EQ(queue.waiting_max, 100'000U);
  EXPECT_EQ(queue.goal_permille, 900U);
  EXPECT_EQ(queue.handling, base::minutes(7));
  EXPECT_EQ(queue.late_max_mode, model::LateMax::kFixed);
  EXPECT_EQ(queue.late_max, base::hours(3));
  EXPECT_EQ(queue.moved_to, "");
  EXPECT_EQ(queue.calendar, "office");
  EXPECT_EQ(queue.wait_long, base::minutes(3));
  EXPECT_EQ(queue.bot.turns, 8U);
  EXPECT_EQ(queue.bot.confidence_permille, 600U);
  EXPECT_EQ(policy.queues[1].bot.turns, 0U);
  EXPECT_EQ(policy.queues[1].bot.confidence_permille, 0U);
  EXPECT_EQ(policy.queues[1].late_max_mode, model::LateMax::kOff);
  EXPECT_EQ(policy.queues[1].moved_to, "billing");
}

TEST(PolicyCompile, FillsInTheDefaults) {
  const Compiled compiled = compile("[[queue]]\nname = \"q\"\n[[sla]]\nname = \"s\"\n");
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const model::RoutingPolicy& routing = compiled.policy.routing;
  EXPECT_EQ(routing.rule, model::Rule::kSlaFirst);
  EXPECT_EQ(routing.select, model::Select::kLeastLoaded);
  EXPECT_EQ(routing.catch_up_permille, 50U);
  EXPECT_EQ(routing.reserve, model::kReserveAuto);
  EXPECT_FALSE(routing.surcharge);
  EXPECT_FALSE(routing.explains);
  const model::QueuePolicy& queue = compiled.policy.queues.at(0);
  EXPECT_EQ(queue.sla, "");
  EXPECT_EQ(queue.offer_mode, model::OfferMode::kOffer);
  EXPECT_EQ(queue.offer_timeout, base::seconds(20));
  EXPECT_EQ(queue.offer_retry, base::seconds(30));
  EXPECT_EQ(queue.wrap_up, base::seconds(0));
  EXPECT_EQ(queue.waiting_max, 1'000'000U);
  EXPECT_EQ(queue.goal_permille, 950U);
  EXPECT_EQ(queue.handling, base::minutes(5));
  EXPECT_EQ(queue.late_max_mode, model::LateMax::kAuto);
  const model::SlaPolicy& sla = compiled.policy.slas.at(0);
  EXPECT_EQ(sla.first_response, model::kNoTarget);
  EXPECT_EQ(sla.next_response, model::kNoTarget);
  EXPECT_EQ(sla.warn_permille, 800U);
  EXPECT_EQ(sla.met_by, model::MetBy::kStart);
  EXPECT_EQ(sla.resolution, model::kNoTarget);
  EXPECT_EQ(sla.calendar, "");
  EXPECT_TRUE(compile("").ok());
  EXPECT_TRUE(compile("# nothing\r\n").ok());
}

struct RefusedCase {
  std::string_view toml;
  std::string_view problem;
};

void expect_refused(std::span<const RefusedCase> cases) {
  for (const RefusedCase& item : cases) {
    EXPECT_THAT(described_all(compile(item.toml)), ElementsAre(std::string(item.problem)))
        << item.toml;
  }
}

TEST(PolicyCompile, RefusesAnotherKindOfExplanation) {
  const RefusedCase cases[] = {
      {"[routing]\nexplain = \"all\"",
       "line 2: routing.explain: 'all' is none of the choices; use brief or full"},
  };
  expect_refused(cases);
}

TEST(PolicyCompile, RefusesWhatIsOutOfRangeOrOfTheWrongKind) {
  const RefusedCase cases[] = {
      {"[routing]\npolicy = \"lifo\"",
       "line 2: routing.policy: 'lifo' is none of the choices; use sla-first, fifo, priority or "
       "edf"},
      {"[routing]\nselect = 3", "line 2: routing.select: expected a text, got an integer"},
      {"[routing]\ncatch_up = 1.1", "line 2: routing.catch_up: out of range; use 0 to 1"},
      {"[routing]\ncatch_up = nan", "line 2: routing.catch_up: out of range; use 0 to 1"},
      {"[routing]\ncatch_up = -inf", "line 2: routing.catch_up: out of range; use 0 to 1"},
      {"[routing]\ncatch_up = '5%'", "line 2: routing.catch_up: expected a number, got a text"},
      {"[routing]\nreserve = \"some\"",
       "line 2: routing.reserve: 'some' is none of the choices; use auto"},
      {"[routing]\nreserve = -1", "line 2: routing.reserve: -1 is out of range; use 0 to 1000000"},
      {"[routing]\nsurcharge = \"on\"",
       "line 2: routing.surcharge: expected true or false, got a text"},
      {"routing = 3", "line 1: routing: expected a table; write [routing]"},
      {"[[channel]]\nname = \"chat\"\nunits = 0",
       "line 3: channel.units: 0 is out of range; use 1 to 1000000"},
      {"[[channel]]\nunits = 1", "line 1: channel.name: missing; give every channel a name"},
      {"[[channel]]\nname = \"a b\"",
       "line 2: channel.name: 'a b' is no identifier; use 1 to 128 printable bytes without blank "
       ", = < >"},
      {"[[channel]]\nname = \"a\"\n[[channel]]\nname = \"a\"",
       "line 4: channel.name: 'a' is the name of the channel in line 1, too; use another"},
      {"[channel]\nname = \"a\"", "line 1: channel: expected tables; write [[channel]]"},
      {"channel = [{ name = \"a\" }, 3]", "line 1: channel: expected tables; write [[channel]]"},
      {"[[sla]]\nname = \"s\"\nfirst_response = \"soon\"",
       "line 3: sla.first_response: 'soon' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[sla]]\nname = \"s\"\nnext_response = 0",
       "line 3: sla.next_response: '0' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[sla]]\nname = \"s\"\nfirst_response = 09:00:00",
       "line 3: sla.first_response: expected a duration as \"30s\", got a time"},
      {"[[sla]]\nname = \"s\"\nwarn_at = 0", "line 3: sla.warn_at: out of range; use 0.001 to 1"},
      {"[[sla]]\nname = \"s\"\nmet_by = \"end\"",
       "line 3: sla.met_by: 'end' is none of the choices; use start or reply"},
      {"[[queue]]\nname = \"q\"\nsla = \"none\"",
       "line 3: queue.sla: there is no SLA 'none'; add it as [[sla]]"},
      {"[[queue]]\nname = \"q\"\nskills = \"de>=11\"",
       "line 3: queue.skills: 'de>=11' is no skill; write billing>=2 with a level from 1 to 10, "
       "or billing"},
      {"[[queue]]\nname = \"q\"\nskills = \"de=3\"",
       "line 3: queue.skills: 'de=3' is no skill; write billing>=2 with a level from 1 to 10, or "
       "billing"},
      {"[[queue]]\nname = \"q\"\nskills = \"de,de>=2\"",
       "line 3: queue.skills: 'de' stands there twice; name it once"},
      {"[[queue]]\nname = \"q\"\nskills = \"a,b,c,d,e\"",
       "line 3: queue.skills: more than 4 skills"},
      {"[[queue]]\nname = \"q\"\nweight = -1", "line 3: queue.weight: out of range; use 0 to 1000"},
      {"[[queue]]\nname = \"q\"\ngoal = 95", "line 3: queue.goal: out of range; use 0.001 to 1"},
      {"[[queue]]\nname = \"q\"\nmax_waiting = 0",
       "line 3: queue.max_waiting: 0 is out of range; use 1 to 1000000000"},
      {"[[queue]]\nname = \"q\"\noffer = \"auto\"",
       "line 3: queue.offer: expected a table as { mode = \"offer\", timeout = \"20s\" }"},
      {"[[queue]]\nname = \"q\"\noffer = { mode = \"push\" }",
       "line 3: queue.offer.mode: 'push' is none of the choices; use offer or auto"},
      {"[[queue]]\nname = \"q\"\n[queue.offer]\ntimeout = 0",
       "line 4: queue.offer.timeout: '0' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[queue]]\nname = \"q\"\nlate_max = \"never\"",
       "line 3: queue.late_max: 'never' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[queue]]\nname = \"q\"\nmoved_to = \"p\"",
       "line 3: queue.moved_to: 'p' is no other queue that stays; name one of this document"},
      {"[[queue]]\nname = \"q\"\nmoved_to = \"q\"",
       "line 3: queue.moved_to: 'q' is no other queue that stays; name one of this document"},
  };
  expect_refused(cases);
}

TEST(PolicyCompile, RefusesWindowsClocksAndCalendarsThatCannotBe) {
  const RefusedCase cases[] = {
      {"[[channel]]\nname = \"a\"\nreply_window = \"0s\"",
       "line 3: channel.reply_window: '0s' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[channel]]\nname = \"a\"\nbot_window = \"1h\"",
       "line 3: channel.bot_window: needs reply_window: it is the part of it in which bots may "
       "answer, too"},
      {"[[channel]]\nname = \"a\"\nbot_window = \"25h\"\nreply_window = \"24h\"",
       "line 3: channel.bot_window: is longer than reply_window; give bots the same time or less"},
      {"[[sla]]\nname = \"s\"\nresolution = 0",
       "line 3: sla.resolution: '0' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
      {"[[sla]]\nname = \"s\"\ncalendar = \"office\"",
       "line 3: sla.calendar: there is no calendar 'office'; add it as [[calendar]]"},
      {"[[queue]]\nname = \"q\"\ncalendar = \"office\"",
       "line 3: queue.calendar: there is no calendar 'office'; add it as [[calendar]]"},
      {"[[queue]]\nname = \"q\"\nwait_long = \"soon\"",
       "line 3: queue.wait_long: 'soon' is no duration of 1ms to 36500d; use milliseconds, or a "
       "text as \"30s\" with ms, s, m, min, h or d"},
  };
  expect_refused(cases);
}

TEST(PolicyCompile, NamesUnknownKeysAndThoseOfLaterVersions) {
  const RefusedCase cases[] = {
      {"[[queue]]\nname = \"q\"\nwarp_up = \"1s\"",
       "line 3: queue.warp_up: unknown key; did you mean wrap_up?"},
      {"[[queue]]\nname = \"q\"\noffer = { time_out = \"1s\" }",
       "line 3: queue.offer.time_out: unknown key; did you mean timeout?"},
      {"[[channel]]\nname = \"a\"\nxyz = 1",
       "line 3: channel.xyz: unknown key; known here: name units reply_window bot_window "
       "reply_messages fragments exclusive interruptible_by"},
      {"[[queues]]\nname = \"q\"", "line 1: queues: unknown key; did you mean queue?"},
      {"title = 'x'", "line 1: title: unknown key; known here: routing channel sla queue calendar"},
      {"[[queue]]\nname = \"q\"\nsticky = \"1h\"",
       "line 3: queue.sticky: expected a table as { by = \"customer\", within = \"7d\" }"},
  };
  expect_refused(cases);
}

TEST(PolicyCompile, ReportsEverythingInTheOrderOfItsLines) {
  const Compiled compiled = compile(R"([[queue]]
name = "q"
wrap_up = "x"
sla = "missing"
colour = "red"
[[sla]]
name = "s"
warn_at = 2
[routing]
policy = "x"
)");
  EXPECT_THAT(described_all(compiled),
              ElementsAre(HasSubstr("line 3: queue.wrap_up"), HasSubstr("line 4: queue.sla"),
                          HasSubstr("line 5: queue.colour"), HasSubstr("line 8: sla.warn_at"),
                          HasSubstr("line 10: routing.policy")));
}

TEST(PolicyCompile, ReportsAHundredProblemsAtMost) {
  std::string toml;
  for (int i = 0; i < 500; ++i) toml += "k" + std::to_string(i) + " = 1\n";
  EXPECT_THAT(compile(toml).problems, SizeIs(kProblemsMax));
}

TEST(PolicyCompile, LeavesTablesOfOthersAlone) {
  constexpr std::array<std::string_view, 2> kIgnored = {"daemon", "log"};
  constexpr std::string_view kToml = "log = 3\n[daemon]\nlisten = \":0\"\n[[queue]]\nname = \"q\"";
  EXPECT_THAT(described_all(compile(kToml, kIgnored)), IsEmpty());
  EXPECT_THAT(compile(kToml, kIgnored).policy.queues, SizeIs(1));
  EXPECT_THAT(compile(kToml).problems, SizeIs(2));
}

// Notes what is written, keys and values in a row.
class Transcript final : public model::ReplyWriter {
 public:
  void map(std::size_t pairs) override { line += "%" + std::to_string(pairs) + " "; }
  void array(std::size_t items) override { line += "*" + std::to_string(items) + " "; }
  void text(std::string_view value) override { line += "'" + std::string(value) + "' "; }
  void simple(std::string_view value) override { text(value); }
  void integer(std::int64_t value) override { line += std::to_string(value) + " "; }
  void real(double value) override { line += std::to_string(value) + " "; }
  void null() override { line += "null "; }
  void null_array() override { null(); }
  void error(model::Code /*code*/, std::string_view value) override { text(value); }

  std::string line;
};

TEST(PolicyCompile, WritesTheReportOfACheck) {
  Transcript good;
  write_report({}, good);
  EXPECT_EQ(good.line, "%3 'ok' 1 'errors' *0 'warnings' *0 ");
  Transcript bad;
  const std::array problems = {Problem{3, "queue.sla", "no"}};
  write_report(problems, bad);
  EXPECT_EQ(bad.line,
            "%3 'ok' 0 'errors' *1 %3 'line' 3 'key' 'queue.sla' 'text' 'no' 'warnings' *0 ");
}

// A mutated document is refused with a text, or makes a policy that survives its encoding.
TEST(PolicyCompile, AnyMutationIsRefusedOrMakesAPolicy) {
  constexpr std::uint64_t kSeed = 5;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  int good = 0;
  int refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string toml(kFull);
    const std::uint64_t changes = 1 + prng.below(3);
    for (std::uint64_t n = 0; n < changes; ++n) {
      const auto at = static_cast<std::size_t>(prng.below(toml.size()));
      const char byte = prng.chance(1, 2) ? toml[static_cast<std::size_t>(prng.below(toml.size()))]
                                          : static_cast<char>(prng.below(256));
      switch (prng.below(3)) {
        case 0:
          toml[at] = byte;
          break;
        case 1:
          toml.insert(at, 1, byte);
          break;
        default:
          toml.erase(at, static_cast<std::size_t>(prng.between(1, 20)));
      }
    }
    const Compiled compiled = compile(toml);
    compiled.ok() ? ++good : ++refused;
    for (const Problem& problem : compiled.problems) ASSERT_FALSE(problem.text.empty()) << toml;
    if (!compiled.ok()) continue;
    std::string bytes;
    encode(compiled.policy, bytes);
    ASSERT_TRUE(model::decode_policy(bytes).has_value()) << toml;
  }
  EXPECT_GT(good, 50);
  EXPECT_GT(refused, 2'000);
}

}  // namespace
}  // namespace stellwerk::policy
