// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/block_pool.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/runtime/reply_block.h"

namespace stellwerk::runtime {
namespace {

using Pool = BlockPool<ReplyBlock>;

TEST(BlockPool, GivesReturnedBlocksOutAgain) {
  Pool pool;
  ReplyBlock* const first = pool.take();
  first->bytes() = "used";
  first->end({}, AnswerKind::kReply);
  Pool::give_back(first);
  ReplyBlock* const second = pool.take();
  EXPECT_EQ(second, first);
  EXPECT_TRUE(second->empty());
  EXPECT_EQ(second->size(), 0U);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_NE(pool.take(), second);
  EXPECT_EQ(pool.size(), 2U);
}

TEST(BlockPool, ShowsReturnedBlocksBeforeEmptyingThem) {
  Pool pool;
  for (int i = 0; i < 3; ++i) {
    ReplyBlock* const block = pool.take();
    block->bytes() = std::string(10, 'x');
    block->end({}, AnswerKind::kReply);
    Pool::give_back(block);
  }
  std::size_t bytes = 0;
  pool.collect([&bytes](const ReplyBlock& block) { bytes += block.size(); });
  EXPECT_EQ(bytes, 10U);  // the second and third take() emptied what came back before them
  pool.collect([&bytes](const ReplyBlock&) { bytes += 1'000; });
  EXPECT_EQ(bytes, 10U);
}

TEST(BlockPool, FreesWhatItNeedsNoMore) {
  Pool pool;
  std::vector<ReplyBlock*> taken;
  for (std::size_t i = 0; i < 3 * Pool::kSpareMax; ++i) taken.push_back(pool.take());
  EXPECT_EQ(pool.size(), 3 * Pool::kSpareMax);
  for (ReplyBlock* const block : taken) Pool::give_back(block);
  pool.collect([](const ReplyBlock&) {});
  EXPECT_EQ(pool.size(), Pool::kSpareMax);
  // What is left is whole.
  for (std::size_t i = 0; i < Pool::kSpareMax; ++i) EXPECT_TRUE(pool.take()->empty());
  EXPECT_EQ(pool.size(), Pool::kSpareMax);
}

TEST(ReplyBlock, CutsItsBytesIntoAnswers) {
  ReplyBlock block;
  block.set_port(4);
  Envelope to;
  to.port = 4;
  to.session = 11;
  block.bytes() += "+OK\r\n";
  block.end(to, AnswerKind::kReply);
  to.session = 12;
  block.end(to, AnswerKind::kFigures);
  block.bytes() += ":7\r\n";
  block.end(to, AnswerKind::kReply);
  ASSERT_EQ(block.answers().size(), 3U);
  EXPECT_EQ(block.bytes(block.answers()[0]), "+OK\r\n");
  EXPECT_EQ(block.answers()[0].to.session, 11U);
  EXPECT_EQ(block.answers()[1].kind, AnswerKind::kFigures);
  EXPECT_EQ(block.bytes(block.answers()[1]), "");
  EXPECT_EQ(block.bytes(block.answers()[2]), ":7\r\n");
}

TEST(ReplyBlock, GivesTheMemoryOfALargeAnswerBack) {
  ReplyBlock block;
  block.bytes().assign(10 << 20, 'x');
  block.end({}, AnswerKind::kReply);
  EXPECT_TRUE(block.full());
  block.clear();
  EXPECT_LT(block.bytes().capacity(), 1U << 20U);
  EXPECT_FALSE(block.full());
}

}  // namespace
}  // namespace stellwerk::runtime
