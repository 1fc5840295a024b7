// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "core/model/event.h"
#include "tests/engine/support/random_world.h"

// A million commands in all: every invariant after each of them, a second opinion on every event,
// and the same end however the history is run again.
namespace stellwerk::tests {
namespace {

using model::EventType;

#ifndef STELLWERK_RANDOM_COMMANDS
#define STELLWERK_RANDOM_COMMANDS 125'000
#endif
constexpr std::uint64_t kCommandsEach = STELLWERK_RANDOM_COMMANDS;
constexpr std::uint64_t kSeed = 20'250'812;

// Events of later releases.
bool is_reached_later(EventType type) {
  return type == EventType::kConversationTransferred || type == EventType::kConversationHeld ||
         type == EventType::kConversationResumed || type == EventType::kConversationOverflowed ||
         type == EventType::kWaitLong;
}

class RandomCommands : public testing::TestWithParam<std::size_t> {};

TEST_P(RandomCommands, KeepTheInvariantsAndReplayToTheSameEnd) {
  const WorldSpec& spec = world_specs()[GetParam()];
  const std::uint64_t seed = kSeed + GetParam();
  RandomWorld world(spec, seed);
  for (std::uint64_t i = 0; i < kCommandsEach; ++i) {
    world.step(true);
    ASSERT_EQ(world.shadow().complaints(), "")
        << spec.name << " seed=" << seed << " command=" << i << " after " << world.last_sent();
  }
  world.finish();
  ASSERT_EQ(world.shadow().complaints(), "") << spec.name << " seed=" << seed;

  const auto& counts = world.shadow().event_counts();
  for (std::size_t type = 0; type < counts.size(); ++type) {
    const auto event = static_cast<EventType>(type);
    if (is_reached_later(event)) continue;
    EXPECT_GT(counts[type], 0U) << spec.name << " seed=" << seed << " never had "
                                << model::name(event);
  }
  EXPECT_GT(counts[static_cast<std::size_t>(EventType::kConversationAssigned)], kCommandsEach / 20);
  EXPECT_GT(world.busy_steps(), kCommandsEach / 2) << "too few steps with 200 waiting";

  const JournalTape::Outcome first = {world.engine().digest(), world.shadow().transcript_hash(),
                                      world.engine().last_event()};
  EXPECT_EQ(world.tape().replay({}, world.now(), 0).digest, first.digest);
  EXPECT_TRUE(world.tape().replay({}, world.now(), 0) == first) << spec.name << " seed=" << seed;
  EXPECT_TRUE(world.tape().replay({}, world.now(), seed) == first) << spec.name << " seed=" << seed;
  EXPECT_TRUE(world.tape().replay_in_pieces({}, world.now(), kCommandsEach / 50 + 7) == first)
      << spec.name << " seed=" << seed << ": saved and loaded on the way";
  std::cout << spec.name << " seed=" << seed << " commands=" << world.tape().size()
            << " events=" << first.events << " digest=" << first.digest << '\n';
}

INSTANTIATE_TEST_SUITE_P(Worlds, RandomCommands,
                         testing::Range<std::size_t>(0, world_specs().size()),
                         [](const auto& world) {
                           std::string name(world_specs()[world.param].name);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace stellwerk::tests
