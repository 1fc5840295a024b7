// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "tests/model/random_bytes.h"

namespace stellwerk::model {
namespace {

constexpr char kFormat = 4;  // that is written

base::Duration draw_duration(base::Prng& prng) { return {static_cast<std::int64_t>(prng.next())}; }

std::vector<SkillNeed> draw_skills(base::Prng& prng, RandomTexts& texts) {
  std::vector<SkillNeed> skills(prng.below(4));
  for (SkillNeed& need : skills) {
    need.skill = texts.draw(0, 9);
    need.level = static_cast<std::uint8_t>(prng.below(256));
  }
  return skills;
}

void draw_plan(base::Prng& prng, RandomTexts& texts, QueuePolicy& queue) {
  queue.steps.resize(prng.below(4));
  for (StepPolicy& step : queue.steps) {
    step.after = draw_duration(prng);
    step.kind = static_cast<StepKind>(prng.below(3));
    step.skills = draw_skills(prng, texts);
    step.prefer.resize(prng.below(3));
    for (std::string& skill : step.prefer) skill = texts.draw(0, 9);
    step.relax = static_cast<std::uint8_t>(prng.below(256));
    step.if_present = prng.chance(1, 2);
    step.hours = static_cast<StepHours>(prng.below(3));
    step.move = static_cast<StepMove>(prng.below(3));
    step.to = texts.draw(0, 9);
  }
  queue.overflows.resize(prng.below(3));
  for (OverflowPolicy& overflow : queue.overflows) {
    overflow.to = texts.draw(0, 9);
    overflow.when = static_cast<OverflowWhen>(prng.below(4));
    overflow.limit = prng.next();
  }
  queue.when_full = texts.draw(0, 9);
  queue.split.resize(prng.below(3));
  for (SplitShare& share : queue.split) {
    share.queue = texts.draw(0, 9);
    share.share = static_cast<std::uint32_t>(prng.next());
  }
  queue.shuts = prng.chance(1, 2);
}

std::vector<Select> draw_selects(base::Prng& prng, std::size_t most) {
  std::vector<Select> selects(prng.below(most + 1));
  for (Select& select : selects) select = static_cast<Select>(prng.below(kSelectCount));
  return selects;
}

QueuePolicy draw_queue(base::Prng& prng, RandomTexts& texts) {
  QueuePolicy queue;
  queue.name = texts.draw(0, 9);
  queue.sla = texts.draw(0, 9);
  queue.skills = draw_skills(prng, texts);
  queue.weight_permille = static_cast<std::uint32_t>(prng.next());
  queue.offer_mode = static_cast<OfferMode>(prng.below(2));
  queue.offer_timeout = draw_duration(prng);
  queue.offer_retry = draw_duration(prng);
  queue.wrap_up = draw_duration(prng);
  queue.waiting_max = prng.next();
  queue.goal_permille = static_cast<std::uint32_t>(prng.next());
  queue.handling = draw_duration(prng);
  queue.late_max_mode = static_cast<LateMax>(prng.below(3));
  queue.late_max = draw_duration(prng);
  queue.moved_to = texts.draw(0, 9);
  queue.calendar = texts.draw(0, 9);
  queue.wait_long = draw_duration(prng);
  queue.declines_max = static_cast<std::uint32_t>(prng.next());
  queue.burst = prng.next();
  queue.misses_max = static_cast<std::uint32_t>(prng.next());
  draw_plan(prng, texts, queue);
  queue.bot.turns = static_cast<std::uint32_t>(prng.next());
  queue.bot.confidence_permille = static_cast<std::uint32_t>(prng.next());
  queue.offer_agents = static_cast<std::uint32_t>(prng.next());
  queue.decide_external = prng.chance(1, 2);
  queue.decide_timeout = draw_duration(prng);
  queue.sticky_within = draw_duration(prng);
  queue.sticky_patience = draw_duration(prng);
  queue.select = draw_selects(prng, kSelectsMax);
  return queue;
}

CalendarPolicy draw_calendar(base::Prng& prng, RandomTexts& texts) {
  CalendarPolicy calendar;
  calendar.name = texts.draw(0, 9);
  calendar.zone = texts.draw(0, 9);
  base::Instant at{static_cast<std::int64_t>(prng.below(2'000'000'000'000)) - 1'000'000'000'000};
  calendar.intervals.resize(prng.below(5));
  for (OpenInterval& interval : calendar.intervals) {
    interval.open = at + base::milliseconds(prng.between(1, 100'000));
    interval.shut = interval.open + base::milliseconds(prng.between(1, 100'000));
    at = interval.shut;
  }
  calendar.known_until = at + base::milliseconds(prng.between(0, 100'000));
  return calendar;
}

Policy draw(base::Prng& prng) {
  RandomTexts texts(prng);
  Policy policy;
  policy.routing.rule = static_cast<Rule>(prng.below(4));
  policy.routing.select = static_cast<Select>(prng.below(kSelectCount));
  policy.routing.ties = draw_selects(prng, kSelectsMax - 1);
  policy.routing.score.resize(prng.below(kScoreTermsMax + 1));
  for (WeightedTerm& entry : policy.routing.score) {
    entry.term = static_cast<ScoreTerm>(prng.below(kScoreTermCount));
    entry.weight = static_cast<std::int32_t>(prng.between(-kScoreWeightMax, kScoreWeightMax));
    entry.name = texts.draw(0, 9);
  }
  policy.routing.ramp = draw_duration(prng);
  policy.routing.catch_up_permille = static_cast<std::uint32_t>(prng.next());
  policy.routing.reserve = static_cast<std::int32_t>(prng.next());
  policy.routing.surcharge = prng.chance(1, 2);
  policy.routing.explains = prng.chance(1, 2);
  policy.channels.resize(prng.below(3));
  for (ChannelPolicy& channel : policy.channels) {
    channel.name = texts.draw(0, 9);
    channel.units = static_cast<std::uint32_t>(prng.next());
    channel.reply_window = draw_duration(prng);
    channel.bot_window = draw_duration(prng);
    channel.reply_messages = static_cast<std::uint32_t>(prng.next());
    channel.fragments = draw_duration(prng);
    channel.exclusive = prng.chance(1, 2);
    channel.interruptible_by.resize(prng.below(3));
    for (std::string& by : channel.interruptible_by) by = texts.draw(0, 9);
  }
  policy.slas.resize(prng.below(3));
  for (SlaPolicy& sla : policy.slas) {
    sla.name = texts.draw(0, 9);
    sla.first_response = draw_duration(prng);
    sla.next_response = draw_duration(prng);
    sla.warn_permille = static_cast<std::uint32_t>(prng.next());
    sla.met_by = static_cast<MetBy>(prng.below(2));
    sla.resolution = draw_duration(prng);
    sla.calendar = texts.draw(0, 9);
  }
  const std::uint64_t queues = prng.below(3);
  for (std::uint64_t i = 0; i < queues; ++i) policy.queues.push_back(draw_queue(prng, texts));
  const std::uint64_t calendars = prng.below(3);
  for (std::uint64_t i = 0; i < calendars; ++i) {
    policy.calendars.push_back(draw_calendar(prng, texts));
  }
  return policy;
}

void expect_same(const QueuePolicy& a, const QueuePolicy& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.sla, b.sla);
  EXPECT_EQ(a.skills, b.skills);
  EXPECT_EQ(a.weight_permille, b.weight_permille);
  EXPECT_EQ(a.offer_mode, b.offer_mode);
  EXPECT_EQ(a.offer_timeout, b.offer_timeout);
  EXPECT_EQ(a.offer_retry, b.offer_retry);
  EXPECT_EQ(a.wrap_up, b.wrap_up);
  EXPECT_EQ(a.waiting_max, b.waiting_max);
  EXPECT_EQ(a.goal_permille, b.goal_permille);
  EXPECT_EQ(a.handling, b.handling);
  EXPECT_EQ(a.late_max_mode, b.late_max_mode);
  EXPECT_EQ(a.late_max, b.late_max);
  EXPECT_EQ(a.moved_to, b.moved_to);
  EXPECT_EQ(a.calendar, b.calendar);
  EXPECT_EQ(a.wait_long, b.wait_long);
  EXPECT_EQ(a.declines_max, b.declines_max);
  EXPECT_EQ(a.burst, b.burst);
  EXPECT_EQ(a.misses_max, b.misses_max);
  EXPECT_EQ(a.steps, b.steps);
  EXPECT_EQ(a.overflows, b.overflows);
  EXPECT_EQ(a.when_full, b.when_full);
  EXPECT_EQ(a.split, b.split);
  EXPECT_EQ(a.shuts, b.shuts);
  EXPECT_EQ(a.bot.turns, b.bot.turns);
  EXPECT_EQ(a.bot.confidence_permille, b.bot.confidence_permille);
  EXPECT_EQ(a.offer_agents, b.offer_agents);
  EXPECT_EQ(a.decide_external, b.decide_external);
  EXPECT_EQ(a.decide_timeout, b.decide_timeout);
  EXPECT_EQ(a.sticky_within, b.sticky_within);
  EXPECT_EQ(a.sticky_patience, b.sticky_patience);
  EXPECT_EQ(a.select, b.select);
}

void expect_same(const Policy& a, const Policy& b) {
  EXPECT_EQ(a.routing.rule, b.routing.rule);
  EXPECT_EQ(a.routing.select, b.routing.select);
  EXPECT_EQ(a.routing.ties, b.routing.ties);
  EXPECT_EQ(a.routing.score, b.routing.score);
  EXPECT_EQ(a.routing.ramp, b.routing.ramp);
  EXPECT_EQ(a.routing.catch_up_permille, b.routing.catch_up_permille);
  EXPECT_EQ(a.routing.reserve, b.routing.reserve);
  EXPECT_EQ(a.routing.surcharge, b.routing.surcharge);
  EXPECT_EQ(a.routing.explains, b.routing.explains);
  ASSERT_EQ(a.channels.size(), b.channels.size());
  for (std::size_t i = 0; i < a.channels.size(); ++i) {
    EXPECT_EQ(a.channels[i].name, b.channels[i].name);
    EXPECT_EQ(a.channels[i].units, b.channels[i].units);
    EXPECT_EQ(a.channels[i].reply_window, b.channels[i].reply_window);
    EXPECT_EQ(a.channels[i].bot_window, b.channels[i].bot_window);
    EXPECT_EQ(a.channels[i].reply_messages, b.channels[i].reply_messages);
    EXPECT_EQ(a.channels[i].fragments, b.channels[i].fragments);
    EXPECT_EQ(a.channels[i].exclusive, b.channels[i].exclusive);
    EXPECT_EQ(a.channels[i].interruptible_by, b.channels[i].interruptible_by);
  }
  ASSERT_EQ(a.slas.size(), b.slas.size());
  for (std::size_t i = 0; i < a.slas.size(); ++i) {
    EXPECT_EQ(a.slas[i].name, b.slas[i].name);
    EXPECT_EQ(a.slas[i].first_response, b.slas[i].first_response);
    EXPECT_EQ(a.slas[i].next_response, b.slas[i].next_response);
    EXPECT_EQ(a.slas[i].warn_permille, b.slas[i].warn_permille);
    EXPECT_EQ(a.slas[i].met_by, b.slas[i].met_by);
    EXPECT_EQ(a.slas[i].resolution, b.slas[i].resolution);
    EXPECT_EQ(a.slas[i].calendar, b.slas[i].calendar);
  }
  ASSERT_EQ(a.queues.size(), b.queues.size());
  for (std::size_t i = 0; i < a.queues.size(); ++i) expect_same(a.queues[i], b.queues[i]);
  ASSERT_EQ(a.calendars.size(), b.calendars.size());
  for (std::size_t i = 0; i < a.calendars.size(); ++i) {
    EXPECT_EQ(a.calendars[i].name, b.calendars[i].name);
    EXPECT_EQ(a.calendars[i].zone, b.calendars[i].zone);
    EXPECT_EQ(a.calendars[i].intervals, b.calendars[i].intervals);
    EXPECT_EQ(a.calendars[i].known_until, b.calendars[i].known_until);
  }
}

std::string encoded(const Policy& policy) {
  std::string bytes;
  encode(policy, bytes);
  return bytes;
}

TEST(PolicyCodec, RoundTripsWhatIsDrawn) {
  constexpr std::uint64_t kSeed = 17;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int i = 0; i < 5'000; ++i) {
    const Policy policy = draw(prng);
    const auto decoded = decode_policy(encoded(policy));
    ASSERT_TRUE(decoded.has_value()) << "policy " << i;
    expect_same(*decoded, policy);
    if (testing::Test::HasFailure()) FAIL() << "policy " << i;
  }
}

TEST(PolicyCodec, RefusesEveryStrictPrefixAndWhatIsTooLong) {
  constexpr std::uint64_t kSeed = 19;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int i = 0; i < 200; ++i) {
    const std::string bytes = encoded(draw(prng));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const std::string prefix = bytes.substr(0, size);
      ASSERT_FALSE(decode_policy(prefix).has_value()) << "policy " << i << " size " << size;
    }
    EXPECT_FALSE(decode_policy(bytes + '\0').has_value());
  }
}

TEST(PolicyCodec, MutationsAreRefusedOrRoundTrip) {
  constexpr std::uint64_t kSeed = 23;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string changed = mutated(encoded(draw(prng)), prng);
    const auto decoded = decode_policy(changed);
    decoded ? ++accepted : ++refused;
    // Of an earlier format the same is written in the present one.
    if (decoded && changed[0] == kFormat) {
      ASSERT_EQ(encoded(*decoded), changed) << "policy " << i;
    }
  }
  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

TEST(PolicyCodec, RefusesAnotherFormat) {
  std::string bytes = encoded(Policy{});
  for (const char format : {'\0', static_cast<char>(kFormat + 1)}) {
    bytes[0] = format;
    EXPECT_FALSE(decode_policy(bytes).has_value());
  }
}

// Byte for byte as the version before calendars wrote it.
std::string policy_of_format_1() {
  constexpr char kBytes[] =
      "\x01"
      "\x03\x01\x32\0\0\0\xff\xff\xff\xff\x01"  // routing
      "\x01\0\0\0"                              // one channel
      "\x04\0\0\0mail\x02\0\0\0"
      "\x01\0\0\0"  // one SLA
      "\x04\0\0\0hour\x80\xee\x36\0\0\0\0\0\x40\x77\x1b\0\0\0\0\0\x20\x03\0\0\x01"
      "\x01\0\0\0"  // one queue
      "\x04\0\0\0post\x04\0\0\0hour"
      "\x01\0\0\0\x02\0\0\0de\x03"
      "\xe8\x03\0\0\x01"
      "\x20\x4e\0\0\0\0\0\0\x30\x75\0\0\0\0\0\0\x98\x3a\0\0\0\0\0\0"
      "\x40\x42\x0f\0\0\0\0\0\xb6\x03\0\0\xe0\x93\x04\0\0\0\0\0"
      "\x02\x80\xee\x36\0\0\0\0\0\x03\0\0\0old";
  return {kBytes, sizeof kBytes - 1};
}

TEST(PolicyCodec, ReadsFormat1OfJournalsWrittenBefore) {
  const std::string bytes = policy_of_format_1();
  const auto policy = decode_policy(bytes);
  ASSERT_TRUE(policy.has_value());
  Policy expected;
  expected.routing.rule = Rule::kEdf;
  expected.routing.select = Select::kLongestIdle;
  expected.routing.surcharge = true;
  ChannelPolicy& channel = expected.channels.emplace_back();
  channel.name = "mail";
  channel.units = 2;
  SlaPolicy& sla = expected.slas.emplace_back();
  sla.name = "hour";
  sla.first_response = base::hours(1);
  sla.next_response = base::minutes(30);
  sla.met_by = MetBy::kReply;
  QueuePolicy& queue = expected.queues.emplace_back();
  queue.name = "post";
  queue.sla = "hour";
  queue.skills = {{"de", 3}};
  queue.offer_mode = OfferMode::kAuto;
  queue.wrap_up = base::seconds(15);
  queue.late_max_mode = LateMax::kFixed;
  queue.late_max = base::hours(1);
  queue.moved_to = "old";
  expect_same(*policy, expected);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(decode_policy(bytes.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(decode_policy(bytes + '\0').has_value());
  // What it becomes when it is written again.
  const auto again = decode_policy(encoded(*policy));
  ASSERT_TRUE(again.has_value());
  expect_same(*again, expected);
}

// Byte for byte as the version before routing plans wrote it.
TEST(PolicyCodec, ReadsFormat2OfJournalsWrittenBefore) {
  constexpr char kBytes[] =
      "\x02"
      "\x03\x01\x32\0\0\0\xff\xff\xff\xff\x01"  // routing
      "\x01\0\0\0"                              // one channel
      "\x04\0\0\0mail\x02\0\0\0\x60\xea\0\0\0\0\0\0\x30\x75\0\0\0\0\0\0"
      "\0\0\0\0"    // no SLA
      "\x01\0\0\0"  // one queue
      "\x04\0\0\0post\0\0\0\0"
      "\x01\0\0\0\x02\0\0\0de\x03"
      "\xe8\x03\0\0\x01"
      "\x20\x4e\0\0\0\0\0\0\x30\x75\0\0\0\0\0\0\x98\x3a\0\0\0\0\0\0"
      "\x40\x42\x0f\0\0\0\0\0\xb6\x03\0\0\xe0\x93\x04\0\0\0\0\0"
      "\0\0\0\0\0\0\0\0\0\0\0\0\0"
      "\x02\0\0\0of\xe8\x03\0\0\0\0\0\0"  // calendar and wait_long
      "\x01\0\0\0"                        // one calendar
      "\x02\0\0\0of\x03\0\0\0UTC\0\0\0\0\x10\x27\0\0\0\0\0\0";
  const std::string bytes(kBytes, sizeof kBytes - 1);
  const auto policy = decode_policy(bytes);
  ASSERT_TRUE(policy.has_value());
  EXPECT_TRUE(policy->moves_clocks);
  Policy expected;
  expected.routing = {Rule::kEdf, Select::kLongestIdle, 50, kReserveAuto, true};
  expected.channels = {{"mail", 2, base::minutes(1), base::seconds(30)}};
  QueuePolicy& queue = expected.queues.emplace_back();
  queue.name = "post";
  queue.skills = {{"de", 3}};
  queue.offer_mode = OfferMode::kAuto;
  queue.wrap_up = base::seconds(15);
  queue.calendar = "of";
  queue.wait_long = base::seconds(1);
  expected.calendars = {{"of", "UTC", {}, {10'000}}};
  expect_same(*policy, expected);
}

TEST(PolicyCodec, RefusesCalendarsOutOfOrder) {
  const auto decodes = [](std::vector<OpenInterval> intervals, std::int64_t known_until) {
    Policy policy;
    policy.calendars.push_back({"c", "UTC", std::move(intervals), {known_until}});
    return decode_policy(encoded(policy)).has_value();
  };
  EXPECT_TRUE(decodes({{{10}, {20}}, {{21}, {30}}}, 30));
  EXPECT_FALSE(decodes({{{10}, {20}}, {{20}, {30}}}, 40)) << "two that touch";
  EXPECT_FALSE(decodes({{{10}, {20}}, {{15}, {30}}}, 40)) << "two that overlap";
  EXPECT_FALSE(decodes({{{21}, {30}}, {{10}, {20}}}, 40)) << "backwards";
  EXPECT_FALSE(decodes({{{10}, {10}}}, 40)) << "empty";
  EXPECT_FALSE(decodes({{{10}, {30}}}, 29)) << "beyond what is known";
  EXPECT_FALSE(decodes({{{std::numeric_limits<std::int64_t>::min()}, {30}}}, 40)) << "far off";
  EXPECT_FALSE(decodes({}, std::numeric_limits<std::int64_t>::max())) << "far off";
}

TEST(PolicyCodec, BelievesNoCountThatTheBytesCannotHold) {
  Policy policy;
  policy.calendars.push_back({"c", "UTC", {{{10}, {20}}}, {30}});
  std::string bytes = encoded(policy);
  // The count of intervals stands before one interval and the end of what is known.
  const std::size_t at = bytes.size() - 8 - 16 - 4;
  ASSERT_EQ(bytes[at], 1);
  for (const char* const count : {"\x02\0\0\0", "\xff\xff\xff\xff", "\0\0\0\x80"}) {
    bytes.replace(at, 4, count, 4);
    EXPECT_FALSE(decode_policy(bytes).has_value());
  }
}

}  // namespace
}  // namespace stellwerk::model
