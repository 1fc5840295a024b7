// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/fields.h"
#include "tests/engine/support/random_world.h"
#include "tests/engine/support/shadow.h"

namespace stellwerk::tests {
namespace {

constexpr std::uint64_t kSeed = 20'261'124;
constexpr std::uint64_t kCommands = 6'000;

std::vector<std::string> saved(const engine::Engine& engine) {
  std::vector<std::string> records;
  engine.save([&records](std::string_view record) { records.emplace_back(record); });
  return records;
}

bool loads(const std::vector<std::string>& records) {
  engine::Engine engine({});
  for (const std::string& record : records) {
    if (!engine.load(record)) return false;
  }
  return !engine.loading();
}

class SavedState : public testing::TestWithParam<std::size_t> {};

TEST_P(SavedState, GoesOnAsIfNothingHadHappened) {
  const WorldSpec& spec = world_specs()[GetParam()];
  SCOPED_TRACE(testing::Message() << spec.name << " seed " << kSeed);
  RandomWorld world(spec, kSeed);
  for (std::uint64_t i = 0; i < kCommands; ++i) world.step(false);
  world.finish();
  const JournalTape::Outcome whole = world.tape().replay({}, world.now(), 0);
  for (const std::size_t each : {std::size_t{41}, std::size_t{1'013}}) {
    EXPECT_TRUE(world.tape().replay_in_pieces({}, world.now(), each) == whole) << each;
  }
}

TEST_P(SavedState, IsTheSameWhenItIsSavedAgain) {
  RandomWorld world(world_specs()[GetParam()], kSeed);
  for (std::uint64_t i = 0; i < kCommands; ++i) world.step(false);
  const std::vector<std::string> first = saved(world.engine());
  engine::Engine heir({});
  for (const std::string& record : first) ASSERT_TRUE(heir.load(record));
  const std::vector<std::string> second = saved(heir);
  ASSERT_EQ(second.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(second[i] == first[i]) << "record " << i << " of kind " << int{first[i][0]};
  }
}

std::string explained(const engine::Engine& engine, std::uint64_t number) {
  const CommandLine ask({"CONV.EXPLAIN", conv_name(number)}, {});
  FieldsWriter writer;
  engine.query(ask.command(), writer);
  return writer.finish().to_string();
}

TEST_P(SavedState, ExplainsAsBefore) {
  RandomWorld world(world_specs()[GetParam()], kSeed);
  for (std::uint64_t i = 0; i < kCommands; ++i) world.step(false);
  engine::Engine heir({});
  for (const std::string& record : saved(world.engine())) ASSERT_TRUE(heir.load(record));
  EXPECT_EQ(heir.digest(), world.engine().digest());
  int decided = 0;
  for (std::uint64_t number = 0; number < kCommands; ++number) {
    const std::string before = explained(world.engine(), number);
    ASSERT_EQ(explained(heir, number), before) << conv_name(number);
    if (before.find("decisions.0.agent") != before.npos) ++decided;
  }
  EXPECT_GT(decided, 200);
}

// What an earlier release has saved has no log.
TEST(SavedStateWithoutDecisions, SaysThatNothingIsKept) {
  constexpr char kDecisions = 40;
  RandomWorld world(world_specs().front(), kSeed);
  for (std::uint64_t i = 0; i < 500; ++i) world.step(false);
  const std::uint32_t number = world.shadow().of_state(model::ConvState::kActive).front();
  ASSERT_NE(explained(world.engine(), number).find("decisions.0.agent"), std::string::npos);
  engine::Engine heir({});
  int left_out = 0;
  for (const std::string& record : saved(world.engine())) {
    if (record[0] >= kDecisions) {
      ++left_out;
    } else {
      ASSERT_TRUE(heir.load(record));
    }
  }
  EXPECT_GE(left_out, 2);
  EXPECT_FALSE(heir.loading());
  EXPECT_EQ(heir.digest(), world.engine().digest());
  const std::string after = explained(heir, number);
  EXPECT_NE(after.find("decisions.#=0"), after.npos) << after;
  EXPECT_NE(after.find("complete=0"), after.npos) << after;
}

INSTANTIATE_TEST_SUITE_P(Worlds, SavedState, testing::Range<std::size_t>(0, world_specs().size()),
                         [](const auto& world) { return test_name_of_world(world.param); });

// Checksums find damage before it gets here; what gets here all the same must not break anything.
TEST(SavedStateDamage, IsRefusedOrHarmless) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  RandomWorld world(world_specs().front(), kSeed);
  for (std::uint64_t i = 0; i < 1'500; ++i) world.step(false);
  const std::vector<std::string> records = saved(world.engine());
  ASSERT_TRUE(loads(records));
  base::Prng prng(kSeed);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::vector<std::string> damaged = records;
    std::string& record = damaged[prng.below(damaged.size())];
    if (prng.chance(1, 2)) {
      record.resize(prng.below(record.size()));
    } else {
      record[prng.below(record.size())] ^= static_cast<char>(1U << prng.below(8));
    }
    refused += loads(damaged) ? 0 : 1;
  }
  EXPECT_GT(refused, 200) << "every cut is noticed";
}

TEST(SavedStateDamage, MissingRecordsAreNoticed) {
  RandomWorld world(world_specs().front(), kSeed);
  for (std::uint64_t i = 0; i < 500; ++i) world.step(false);
  std::vector<std::string> records = saved(world.engine());
  EXPECT_FALSE(loads({records.begin() + 1, records.end()})) << "without the basics";
  EXPECT_FALSE(loads({records.begin(), records.end() - 1})) << "without the end";
  records[0][1] = 99;
  EXPECT_FALSE(loads(records)) << "of another version";
}

}  // namespace
}  // namespace stellwerk::tests
