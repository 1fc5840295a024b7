// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/command_block.h"

#include <string>

#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "core/runtime/shard_figures.h"

namespace stellwerk::runtime {
namespace {

model::Command message(std::string_view payload) {
  model::Command command;
  command.kind = model::CommandKind::kMessageIn;
  command.conv = "c1";
  command.mark(model::Field::kConv);
  command.payload = payload;
  command.mark(model::Field::kPayload);
  return command;
}

TEST(CommandBlock, KeepsCommandsInOrderWithTheirEnvelopes) {
  CommandBlock block;
  for (std::uint64_t i = 0; i < 3; ++i) {
    Envelope from;
    from.session = 100 + i;
    block.add(from, message(std::string(static_cast<std::size_t>(i), 'p')));
  }
  ASSERT_EQ(block.records().size(), 3U);
  EXPECT_EQ(block.commands(), 3U);
  model::CommandDecoder decoder;
  for (std::size_t i = 0; i < 3; ++i) {
    const CommandRecord& record = block.records()[i];
    EXPECT_EQ(record.envelope.session, 100 + i);
    const model::Command* const command = decoder.decode(block.bytes(record));
    ASSERT_NE(command, nullptr);
    EXPECT_EQ(command->payload, std::string(i, 'p'));
  }
}

TEST(CommandBlock, IsFullByNumberOrBySize) {
  CommandBlock by_number;
  std::size_t count = 0;
  for (; !by_number.full(); ++count) by_number.add({}, message("x"));
  EXPECT_EQ(count, CommandBlock::kRecordsMax);

  CommandBlock by_size;
  const std::string large(10'000, 'x');
  count = 0;
  for (; !by_size.full(); ++count) by_size.add({}, message(large));
  EXPECT_EQ(count, 7U);
}

TEST(CommandBlock, TakesOneCommandOfAnySize) {
  CommandBlock block;
  const std::string huge(3 << 20, 'x');
  block.add({}, message(huge));
  EXPECT_TRUE(block.full());
  model::CommandDecoder decoder;
  EXPECT_EQ(decoder.decode(block.bytes(block.records()[0]))->payload, huge);
  block.clear();
  EXPECT_TRUE(block.empty());
  EXPECT_FALSE(block.full());
}

TEST(CommandBlock, OnlyCommandsCountAgainstTheBound) {
  CommandBlock block;
  FiguresMailbox mailbox;
  block.add_cancel({});
  block.add_figures({}, mailbox);
  block.add({}, message("x"));
  EXPECT_EQ(block.records().size(), 3U);
  EXPECT_EQ(block.commands(), 1U);
  EXPECT_EQ(block.records()[1].mailbox, &mailbox);
  EXPECT_FALSE(block.empty());
}

TEST(CommandBlock, AllocatesNothingOnceItHasBeenFull) {
  CommandBlock block;
  const std::string payload(100, 'p');
  while (!block.full()) block.add({}, message(payload));
  const char* const where = block.bytes(block.records()[0]).data();
  for (int round = 0; round < 5; ++round) {
    block.clear();
    while (!block.full()) block.add({}, message(payload));
    EXPECT_EQ(block.bytes(block.records()[0]).data(), where);
  }
}

}  // namespace
}  // namespace stellwerk::runtime
