// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/out_tray.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/runtime/text_outlet.h"

namespace stellwerk::runtime {
namespace {

using Lines = std::vector<std::string>;

Envelope to(std::uint64_t session, std::uint16_t port = 0) {
  Envelope envelope;
  envelope.session = session;
  envelope.port = port;
  return envelope;
}

model::Reply integer(std::int64_t value) {
  model::Reply reply;
  reply.kind = model::ReplyKind::kInteger;
  reply.integer = value;
  return reply;
}

struct Fixture {
  TextOutlet outlet;
  RecordingPath path;
  OutTray tray{outlet, path};
};

TEST(OutTray, DeliversWhatIsSealedInOrder) {
  Fixture f;
  f.tray.reply(to(1), integer(10));
  f.tray.begin(to(2)).text("read");
  f.tray.end(to(2));
  f.tray.figures(to(3));
  EXPECT_EQ(f.tray.release(100), 0U);
  f.tray.seal(0);
  EXPECT_EQ(f.tray.held_answers(), 3U);
  EXPECT_EQ(f.tray.release(0), 3U);
  EXPECT_EQ(f.tray.held_answers(), 0U);
  EXPECT_EQ(f.path.take(), (Lines{"1: 10", "2: 'read'", "3: figures"}));
}

TEST(OutTray, HoldsAnswersUntilTheJournalHasWhatTheyTell) {
  Fixture f;
  f.tray.reply(to(1), integer(1));
  f.tray.seal(5);
  f.tray.reply(to(2), integer(2));
  f.tray.seal(8);
  EXPECT_EQ(f.tray.release(4), 0U);
  EXPECT_EQ(f.tray.held_for(), 5U);
  EXPECT_EQ(f.tray.release(7), 1U);
  EXPECT_EQ(f.path.take(), (Lines{"1: 1"}));
  EXPECT_EQ(f.tray.release(8), 1U);
  EXPECT_EQ(f.path.take(), (Lines{"2: 2"}));
}

TEST(OutTray, KeepsPortsApart) {
  Fixture f;
  f.path.keep = true;
  f.tray.reply(to(1, 0), integer(1));
  f.tray.reply(to(2, 7), integer(2));
  f.tray.reply(to(3, 0), integer(3));
  f.tray.seal(0);
  f.tray.release(0);
  ASSERT_EQ(f.path.kept.size(), 2U);
  EXPECT_EQ(f.path.kept[0]->port(), 0U);
  EXPECT_EQ(f.path.kept[0]->answers().size(), 2U);
  EXPECT_EQ(f.path.kept[1]->port(), 7U);
  f.path.give_back();
}

TEST(OutTray, BeginsANewBlockWhenOneIsFull) {
  Fixture f;
  f.path.keep = true;
  for (std::uint64_t i = 0; i < 3 * ReplyBlock::kAnswersMax; ++i) f.tray.reply(to(i), integer(0));
  f.tray.seal(0);
  f.tray.release(0);
  EXPECT_EQ(f.path.kept.size(), 3U);
  EXPECT_EQ(f.path.lines.size(), 3 * ReplyBlock::kAnswersMax);
  for (std::uint64_t i = 0; i < f.path.lines.size(); ++i) {
    ASSERT_EQ(f.path.lines[i], std::to_string(i) + ": 0");
  }
  f.path.give_back();
}

TEST(OutTray, KnowsHowManyBytesAPortHasNotRead) {
  Fixture f;
  f.path.keep = true;
  f.tray.begin(to(1, 2)).text("12345678");
  f.tray.end(to(1, 2));
  f.tray.seal(3);
  EXPECT_EQ(f.tray.bytes_at(2), 10U);
  EXPECT_EQ(f.tray.bytes_at(9), 0U);
  f.tray.release(3);
  f.tray.collect();
  EXPECT_EQ(f.tray.bytes_at(2), 10U);
  f.path.give_back();
  f.tray.collect();
  EXPECT_EQ(f.tray.bytes_at(2), 0U);
  EXPECT_EQ(f.tray.bytes_total(), 0U);
}

TEST(OutTray, WakesOnceForADelivery) {
  Fixture f;
  f.tray.flush();
  EXPECT_EQ(f.path.flushes, 0);
  f.tray.reply(to(1), integer(1));
  f.tray.seal(0);
  f.tray.release(0);
  f.tray.flush();
  f.tray.flush();
  EXPECT_EQ(f.path.flushes, 1);
}

TEST(OutTray, AFailureReplacesEverythingUndelivered) {
  Fixture f;
  f.tray.reply(to(1), integer(1));
  f.tray.seal(5);
  f.tray.reply(to(2), integer(2));
  f.tray.figures(to(3));
  model::Reply error;
  error.kind = model::ReplyKind::kError;
  error.code = model::Code::kErr;
  error.text = "no";
  f.tray.fail(error);
  EXPECT_EQ(f.path.take(), (Lines{"1: !ERR no", "2: !ERR no", "3: figures"}));
  EXPECT_EQ(f.tray.held_answers(), 0U);
  f.tray.collect();
  EXPECT_EQ(f.tray.bytes_total(), 0U);
}

}  // namespace
}  // namespace stellwerk::runtime
