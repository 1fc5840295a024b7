// SPDX-License-Identifier: Apache-2.0
// The front of the journal goes, and its room comes back.
#include <cstdint>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/repair.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

std::uint64_t bytes_in(const std::string& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".sst") bytes += entry.file_size();
  }
  return bytes;
}

// Records with something in them, so that tables fill.
void fill(const OpenLog& log, std::uint64_t count) {
  const std::string text(500, 'x');
  for (std::uint64_t i = 0; i < count; ++i) {
    for (const auto& journal : log.journals) {
      const Record record{journal->next(), {1}, 0, text};
      ASSERT_EQ(journal->append(record.seq, {&record, 1}), Append::kOk);
    }
    static_cast<void>(log.committer->step(0));
  }
}

TEST(Trim, GivesTheRoomBack) {
  const ScratchDirectory folder;
  std::uint64_t most = 0;
  {
    const OpenLog log(log_options(folder.data(), 2));
    for (int round = 0; round < 12; ++round) {
      fill(log, 400);
      for (const auto& journal : log.journals) {
        ASSERT_EQ(journal->trim(journal->next() - 100).text, "");
        EXPECT_GE(journal->first(), journal->next() - 101);
      }
      most = std::max(most, bytes_in(folder.data() + "/log"));
    }
  }
  // 12 rounds of 2 x 400 x 500 bytes are 4.8 MB; tables under compaction are there for longer, and
  // a busy machine takes its time over those.
  EXPECT_LT(most, 3'500'000U);
  const Verification verified = verify(folder.data());
  EXPECT_EQ(verified.problem.text, "");
  ASSERT_EQ(verified.shards.size(), 2U);
  EXPECT_GE(verified.shards[1].records, 100U);
  EXPECT_LE(verified.shards[1].records, 101U);
}

// Shards share tables and nothing else.
TEST(Trim, LeavesTheOtherShardsAlone) {
  const ScratchDirectory folder;
  {
    const OpenLog log(log_options(folder.data(), 3));
    fill(log, 300);
    ASSERT_EQ(log.journals[1]->trim(250).text, "");
  }
  const OpenLog log(log_options(folder.data(), 3));
  ASSERT_EQ(log.problem.text, "");
  for (const std::uint32_t shard : {0U, 1U, 2U}) {
    const std::uint64_t first = shard == 1 ? 250 : 1;
    EXPECT_EQ(log.journals[shard]->first(), first);
    std::uint64_t count = 0;
    EXPECT_EQ(log.journals[shard]
                  ->read(first,
                         [&count](const Record&) {
                           ++count;
                           return true;
                         })
                  .text,
              "");
    EXPECT_EQ(count, 301 - first);
  }
}

}  // namespace
}  // namespace stellwerk::journal
