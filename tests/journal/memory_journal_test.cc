// SPDX-License-Identifier: Apache-2.0
#include "core/journal/memory_journal.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

TEST(MemoryJournal, ReadsBackWhatWasAppended) {
  MemoryJournal journal;
  EXPECT_TRUE(journal.keeps());
  EXPECT_EQ(append(journal, 1, 2), Append::kOk);
  EXPECT_EQ(append(journal, 3, 1), Append::kOk);
  EXPECT_EQ(read(journal, 1), "1@100/3=1 2@200/3=2 3@300/3=3 ");
  EXPECT_EQ(read(journal, 2, 1), "2@200/3=2 ");
  EXPECT_EQ(read(journal, 4), "");
  EXPECT_EQ(journal.next(), 4U);
  EXPECT_EQ(journal.durable(), 4U);
  EXPECT_EQ(journal.last_time().ms, 300);
}

TEST(MemoryJournal, RefusesWhoDoesNotExpectTheNextNumber) {
  MemoryJournal journal;
  EXPECT_EQ(append(journal, 1, 2), Append::kOk);
  EXPECT_EQ(append(journal, 2, 1), Append::kRefused);
  EXPECT_EQ(append(journal, 4, 1), Append::kRefused);
  journal.append_foreign({250}, "other");
  EXPECT_EQ(append(journal, 3, 1), Append::kRefused);
  EXPECT_EQ(journal.next(), 4U);
  EXPECT_EQ(read(journal, 3), "3@250/0=other ");
}

TEST(MemoryJournal, IsDurableWhenItIsTold) {
  MemoryJournal journal;
  int notified = 0;
  journal.on_durable([&notified] { ++notified; });
  journal.set_delay(true);
  EXPECT_EQ(append(journal, 1, 5), Append::kOk);
  EXPECT_EQ(journal.durable(), 1U);
  EXPECT_EQ(notified, 0);
  journal.make_durable(3);
  EXPECT_EQ(journal.durable(), 3U);
  journal.make_durable(2);
  EXPECT_EQ(journal.durable(), 3U);
  journal.make_durable(99);
  EXPECT_EQ(journal.durable(), 6U);
  EXPECT_EQ(notified, 2);
}

TEST(MemoryJournal, LosesInACrashWhatIsNotDurable) {
  MemoryJournal journal;
  journal.set_delay(true);
  EXPECT_EQ(append(journal, 1, 5), Append::kOk);
  journal.make_durable(3);
  journal.crash();
  EXPECT_EQ(read(journal, 1), "1@100/3=1 2@200/3=2 ");
  EXPECT_EQ(journal.next(), 3U);
  EXPECT_EQ(journal.last_time().ms, 200);
}

TEST(MemoryJournal, KeepsSnapshotsBesideTheRecords) {
  MemoryJournal journal;
  EXPECT_TRUE(journal.snapshots().empty());
  EXPECT_EQ(append(journal, 1, 5), Append::kOk);
  const auto store = [&journal](std::uint64_t next) {
    return journal.store_snapshot(next, [next](const auto& take) {
      take("below");
      take(std::to_string(next));
    });
  };
  EXPECT_TRUE(store(3).none());
  EXPECT_TRUE(store(4).none());
  EXPECT_EQ(journal.snapshots(), (std::vector<std::uint64_t>{4, 3}));
  std::string pieces;
  const auto see = [&pieces](std::string_view piece) {
    pieces.append(piece) += ' ';
    return true;
  };
  EXPECT_TRUE(journal.read_snapshot(4, see).none());
  EXPECT_EQ(pieces, "below 4 ");
  EXPECT_FALSE(journal.read_snapshot(5, see).none());
  EXPECT_EQ(read(journal, 4), "4@400/3=4 5@500/3=5 ");
}

}  // namespace
}  // namespace stellwerk::journal
