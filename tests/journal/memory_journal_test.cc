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

TEST(MemoryJournal, ASnapshotReplacesTheRecordsBelowIt) {
  MemoryJournal journal;
  std::uint64_t next = 0;
  std::string state;
  EXPECT_FALSE(journal.load_snapshot(next, state));
  EXPECT_EQ(append(journal, 1, 5), Append::kOk);
  EXPECT_TRUE(journal.store_snapshot(4, "after three"));
  EXPECT_FALSE(journal.store_snapshot(4, "again"));
  EXPECT_FALSE(journal.store_snapshot(9, "of the future"));
  EXPECT_TRUE(journal.load_snapshot(next, state));
  EXPECT_EQ(next, 4U);
  EXPECT_EQ(state, "after three");
  EXPECT_EQ(read(journal, 3), "! the journal begins with record 4");
  EXPECT_EQ(read(journal, 4), "4@400/3=4 5@500/3=5 ");
  EXPECT_EQ(append(journal, 6, 1), Append::kOk);
}

}  // namespace
}  // namespace stellwerk::journal
