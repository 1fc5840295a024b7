// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "tests/model/random_bytes.h"

namespace stellwerk::model {
namespace {

base::Duration draw_duration(base::Prng& prng) { return {static_cast<std::int64_t>(prng.next())}; }

QueuePolicy draw_queue(base::Prng& prng, RandomTexts& texts) {
  QueuePolicy queue;
  queue.name = texts.draw(0, 9);
  queue.sla = texts.draw(0, 9);
  queue.skills.resize(prng.below(4));
  for (SkillNeed& need : queue.skills) {
    need.skill = texts.draw(0, 9);
    need.level = static_cast<std::uint8_t>(prng.below(256));
  }
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
  return queue;
}

Policy draw(base::Prng& prng) {
  RandomTexts texts(prng);
  Policy policy;
  policy.routing.rule = static_cast<Rule>(prng.below(4));
  policy.routing.select = static_cast<Select>(prng.below(3));
  policy.routing.catch_up_permille = static_cast<std::uint32_t>(prng.next());
  policy.routing.reserve = static_cast<std::int32_t>(prng.next());
  policy.routing.surcharge = prng.chance(1, 2);
  policy.channels.resize(prng.below(3));
  for (ChannelPolicy& channel : policy.channels) {
    channel.name = texts.draw(0, 9);
    channel.units = static_cast<std::uint32_t>(prng.next());
  }
  policy.slas.resize(prng.below(3));
  for (SlaPolicy& sla : policy.slas) {
    sla.name = texts.draw(0, 9);
    sla.first_response = draw_duration(prng);
    sla.next_response = draw_duration(prng);
    sla.warn_permille = static_cast<std::uint32_t>(prng.next());
    sla.met_by = static_cast<MetBy>(prng.below(2));
  }
  const std::uint64_t queues = prng.below(3);
  for (std::uint64_t i = 0; i < queues; ++i) policy.queues.push_back(draw_queue(prng, texts));
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
}

void expect_same(const Policy& a, const Policy& b) {
  EXPECT_EQ(a.routing.rule, b.routing.rule);
  EXPECT_EQ(a.routing.select, b.routing.select);
  EXPECT_EQ(a.routing.catch_up_permille, b.routing.catch_up_permille);
  EXPECT_EQ(a.routing.reserve, b.routing.reserve);
  EXPECT_EQ(a.routing.surcharge, b.routing.surcharge);
  ASSERT_EQ(a.channels.size(), b.channels.size());
  for (std::size_t i = 0; i < a.channels.size(); ++i) {
    EXPECT_EQ(a.channels[i].name, b.channels[i].name);
    EXPECT_EQ(a.channels[i].units, b.channels[i].units);
  }
  ASSERT_EQ(a.slas.size(), b.slas.size());
  for (std::size_t i = 0; i < a.slas.size(); ++i) {
    EXPECT_EQ(a.slas[i].name, b.slas[i].name);
    EXPECT_EQ(a.slas[i].first_response, b.slas[i].first_response);
    EXPECT_EQ(a.slas[i].next_response, b.slas[i].next_response);
    EXPECT_EQ(a.slas[i].warn_permille, b.slas[i].warn_permille);
    EXPECT_EQ(a.slas[i].met_by, b.slas[i].met_by);
  }
  ASSERT_EQ(a.queues.size(), b.queues.size());
  for (std::size_t i = 0; i < a.queues.size(); ++i) expect_same(a.queues[i], b.queues[i]);
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
    if (decoded) {
      ASSERT_EQ(encoded(*decoded), changed) << "policy " << i;
    }
  }
  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

TEST(PolicyCodec, RefusesAnotherFormat) {
  std::string bytes = encoded(Policy{});
  bytes[0] = 2;
  EXPECT_FALSE(decode_policy(bytes).has_value());
}

}  // namespace
}  // namespace stellwerk::model
