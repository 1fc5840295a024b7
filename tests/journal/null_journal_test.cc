// SPDX-License-Identifier: Apache-2.0
#include "core/journal/null_journal.h"

#include <array>

#include <gtest/gtest.h>

namespace stellwerk::journal {
namespace {

TEST(NullJournal, KeepsNothingAndCountsEverythingAsDurable) {
  NullJournal journal;
  EXPECT_FALSE(journal.keeps());
  const std::array<Record, 2> records = {Record{1, {5}, 0, "a"}, Record{2, {6}, 0, "b"}};
  EXPECT_EQ(journal.append(1, records), Append::kOk);
  EXPECT_EQ(journal.next(), 3U);
  EXPECT_EQ(journal.durable(), 3U);
  EXPECT_EQ(journal.append(1, records), Append::kRefused);
  int visited = 0;
  const auto visit = [&visited](const Record&) { return ++visited > 0; };
  EXPECT_FALSE(journal.read(1, visit).none());
  EXPECT_TRUE(journal.read(3, visit).none());
  EXPECT_EQ(visited, 0);
}

TEST(NullJournal, HasNoSnapshots) {
  NullJournal journal;
  EXPECT_FALSE(journal.store_snapshot(1, [](const auto& take) { take("state"); }).none());
  EXPECT_TRUE(journal.snapshots().empty());
  EXPECT_FALSE(journal.read_snapshot(1, [](std::string_view) { return true; }).none());
  EXPECT_EQ(journal.last_time().ms, 0);
}

}  // namespace
}  // namespace stellwerk::journal
