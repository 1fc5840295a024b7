// SPDX-License-Identifier: Apache-2.0
// Write-ahead files with zeros ahead of their end: what a crash leaves of them.
#include "core/journal/write_ahead_env.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kSector = 512;
constexpr std::uint64_t kFew = 3;
constexpr std::uint64_t kMany = 120;

LogOptions zeros_ahead(const std::string& directory) {
  LogOptions options = log_options(directory);
  options.syncs_each_write = true;
  return options;
}

std::size_t end_of(const std::string& bytes) { return bytes.find_last_not_of('\0') + 1; }

// Two groups, then a larger one, and what kill -9 leaves of them.
class ZerosAhead : public ::testing::Test {
 protected:
  ZerosAhead() {
    const OpenLog log(zeros_ahead(folder_.data()));
    SW_CHECK_MSG(log.problem.none(), log.problem.text.c_str());
    const std::string file = write(log, 1, kFew);
    starts_ = {0, end_of(read_file(file))};
    write(log, 1 + kFew, kFew);
    starts_.push_back(end_of(read_file(file)));
    write(log, 1 + 2 * kFew, kMany);
    std::filesystem::copy(folder_.data(), killed(), std::filesystem::copy_options::recursive);
    file_ = killed() + file.substr(folder_.data().size());
    bytes_ = read_file(file_);
    end_ = end_of(bytes_);
  }

  static std::string write(const OpenLog& log, std::uint64_t first, std::uint64_t count) {
    SW_CHECK(append(*log.journals[0], first, count) == Append::kOk);
    SW_CHECK(log.committer->step(0).synced);
    return write_ahead_file(log.log->directory().path());
  }
  [[nodiscard]] std::string killed() const { return folder_.path() + "/killed"; }

  // The file as it was, but for the sectors of `from` to `to` that `lost` has a bit for, which are
  // as they were before.
  std::string without(std::size_t from, std::size_t to, std::size_t lost) const {
    std::string bytes = bytes_;
    for (std::size_t at = from; at < to; lost >>= 1U) {
      const std::size_t size = std::min(to - at, kSector - at % kSector);
      if ((lost & 1U) != 0) std::fill_n(bytes.data() + at, size, '\0');
      at += size;
    }
    return bytes;
  }

  // The log of a start on those bytes, without changing what is there.
  OpenLog start(const std::string& bytes) {
    const std::string again = folder_.path() + "/again";
    std::filesystem::remove_all(again);
    std::filesystem::copy(killed(), again, std::filesystem::copy_options::recursive);
    write_file(again + file_.substr(killed().size()), bytes);
    return OpenLog(zeros_ahead(again));
  }

  ScratchDirectory folder_;
  std::string file_;
  std::string bytes_;
  std::vector<std::size_t> starts_;  // of each group's record
  std::size_t end_ = 0;
};

TEST_F(ZerosAhead, AreThereWhileTheLogIsOpenAndAreNothing) {
  EXPECT_GT(bytes_.size(), end_ + 100'000);
  const OpenLog log = start(bytes_);
  ASSERT_TRUE(log.problem.none()) << log.problem.text;
  EXPECT_EQ(log.journals[0]->next(), 1 + 2 * kFew + kMany);
  EXPECT_TRUE(log.log->notes().empty());
}

TEST_F(ZerosAhead, GrowWithTheFileAndGoWithTheLog) {
  LogOptions options = zeros_ahead(folder_.path() + "/long");
  options.write_buffer = 4U << 20U;  // all in one file
  std::string file;
  std::string bytes;
  {
    const OpenLog log(options);
    for (std::uint64_t next = 1; next < 20'000; next += 1'000) {
      file = write(log, next, 1'000);
      const std::size_t room = bytes.size();
      bytes = read_file(file);
      EXPECT_TRUE(next == 1 || end_of(bytes) <= room) << "written where zeros were synced before";
      EXPECT_GE(bytes.size(), end_of(bytes) + 128 * 1'024);
      EXPECT_LE(bytes.size(), end_of(bytes) + 256 * 1'024);
    }
    EXPECT_GT(end_of(bytes), 300'000U) << "more than is written ahead at once";
  }
  EXPECT_EQ(read_file(file).size(), end_of(bytes)) << "closed, it is as any other";
}

TEST_F(ZerosAhead, AWriteThatWasNotFinishedIsCutWhateverSectorsItMissed) {
  const std::size_t from = starts_[2];
  const std::size_t sectors = (end_ - 1) / kSector - from / kSector + 1;
  ASSERT_GE(sectors, 5U);
  const std::size_t all = (std::size_t{1} << std::min<std::size_t>(sectors, 7)) - 1;
  for (std::size_t lost = 1; lost < all; ++lost) {
    const OpenLog log = start(without(from, end_, lost));
    ASSERT_TRUE(log.problem.none()) << "sectors " << lost << ": " << log.problem.text;
    ASSERT_EQ(log.journals[0]->next(), 1 + 2 * kFew) << "sectors " << lost;
    ASSERT_EQ(log.log->notes().size(), 1U);
    EXPECT_THAT(log.log->notes()[0], HasSubstr("at offset " + std::to_string(from)));
  }
  EXPECT_TRUE(start(without(from, end_, ~std::size_t{0})).log->notes().empty()) << "nothing of it";
}

TEST_F(ZerosAhead, AnAcknowledgedWriteWithoutASectorRefusesTheStart) {
  for (const std::size_t from : {starts_[0], starts_[1]}) {
    const OpenLog log = start(without(from, from + 20, 1));
    EXPECT_EQ(log.problem.fault, Fault::kDamaged);
    EXPECT_THAT(log.problem.text, HasSubstr("at offset " + std::to_string(from)));
  }
}

TEST_F(ZerosAhead, AnyFlippedBitOfTheLastWriteRefusesTheStart) {
  for (std::size_t at = starts_[2]; at < end_; at += at < starts_[2] + 8 ? 1U : 37U) {
    std::string changed = bytes_;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    EXPECT_EQ(start(changed).problem.fault, Fault::kDamaged) << "byte " << at - starts_[2];
  }
}

TEST_F(ZerosAhead, WhatWasCutStaysCut) {
  const std::string torn = without(starts_[2], end_, 1);
  {
    const OpenLog log = start(torn);
    write(log, 1 + 2 * kFew, 1);
  }
  const OpenLog log(zeros_ahead(folder_.path() + "/again"));
  ASSERT_TRUE(log.problem.none()) << log.problem.text;
  EXPECT_EQ(log.journals[0]->next(), 2 + 2 * kFew);
  EXPECT_EQ(read(*log.journals[0], 2 * kFew), "6@600/3=6 7@700/3=7 ");
}

}  // namespace
}  // namespace stellwerk::journal
