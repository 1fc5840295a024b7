// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/model/event.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/fields.h"
#include "tests/engine/support/random_world.h"
#include "tests/engine/support/shadow.h"

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

constexpr std::uint64_t kExplainEach = 50;

// Nobody who waits has an agent who lacks nothing, and who lacks something is whom the second
// opinion finds an obstacle for; where it finds none, the reserve or a claim must be the reason.
std::string contradiction(const RandomWorld& world, std::uint32_t conversation) {
  const CommandLine ask({"CONV.EXPLAIN", conv_name(conversation), "COUNT", "1000"}, world.now());
  FieldsWriter writer;
  world.engine().query(ask.command(), writer);
  const Fields reply = writer.finish();
  const std::string* agents = reply.find("agents.#");
  if (agents == nullptr) return "no agents: " + reply.to_string();
  const auto listed = static_cast<std::uint64_t>(base::parse_integer(*agents).value_or(0));
  for (std::uint64_t i = 0; i < listed; ++i) {
    const std::string path = numbered("agents.", i);
    const std::string agent = *reply.find(path + ".agent");
    const auto count = base::parse_integer(*reply.find(path + ".lacks.#")).value_or(0);
    if (count == 0) return agent + " lacks nothing";
    bool own_fault = false;
    for (std::int64_t lack = 0; lack < count; ++lack) {
      const std::string text = *reply.find(path + ".lacks." + std::to_string(lack));
      const auto says = [&text](const char* words) { return text.find(words) != text.npos; };
      own_fault |= !says("reserve") && !says("kept for") && !says("waited for alone");
    }
    const std::string obstacle = world.shadow().obstacle(
        conversation, static_cast<std::uint32_t>(number_in(agent)), world.now());
    if (obstacle.empty() == own_fault) {
      return agent + ": " + *reply.find(path + ".lacks") + " but: " + obstacle;
    }
  }
  return {};
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
    const auto& waiting = world.shadow().of_state(model::ConvState::kWaiting);
    if (i % kExplainEach != 0 || waiting.empty()) continue;
    const std::uint32_t asked = waiting[i / kExplainEach % waiting.size()];
    ASSERT_EQ(contradiction(world, asked), "")
        << conv_name(asked) << ' ' << spec.name << " seed=" << seed << " command=" << i;
  }
  world.finish();
  ASSERT_EQ(world.shadow().complaints(), "") << spec.name << " seed=" << seed;

  const auto& counts = world.shadow().event_counts();
  for (std::size_t type = 0; type < counts.size(); ++type) {
    const auto event = static_cast<EventType>(type);
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
