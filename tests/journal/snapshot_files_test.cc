// SPDX-License-Identifier: Apache-2.0
#include "core/journal/snapshot_files.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "core/base/prng.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kSeed = 20'261'125;

class SnapshotFilesTest : public testing::Test {
 protected:
  Problem store(std::uint64_t next, const std::vector<std::string>& pieces) {
    return files_.keep(2, next, [&pieces](const auto& take) {
      for (const std::string& piece : pieces) take(piece);
    });
  }
  Problem read(std::uint64_t next, std::vector<std::string>& pieces) const {
    pieces.clear();
    return files_.read(2, next, [&pieces](std::string_view piece) {
      pieces.emplace_back(piece);
      return true;
    });
  }
  [[nodiscard]] std::string file(std::uint64_t next) const {
    return folder_.data() + "/2-" + std::to_string(next) + ".snapshot";
  }
  [[nodiscard]] std::string bytes(std::uint64_t next) const {
    std::ifstream in(file(next), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(std::uint64_t next, std::string_view with) const {
    std::ofstream(file(next), std::ios::binary) << with;
  }

  ScratchDirectory folder_;
  SnapshotFiles files_{*rocksdb::Env::Default(), folder_.data()};
};

TEST_F(SnapshotFilesTest, AreListedByShardTheNewestFirst) {
  EXPECT_THAT(files_.list(2), IsEmpty());
  for (const std::uint64_t next : {5U, 300U, 40U}) ASSERT_TRUE(store(next, {"x"}).none());
  EXPECT_THAT(files_.list(2), ElementsAre(300, 40, 5));
  files_.drop(2, 5);
  EXPECT_THAT(files_.list(2), ElementsAre(300, 40));
  EXPECT_THAT(files_.list(20), IsEmpty());
  std::vector<std::string> pieces;
  EXPECT_FALSE(read(5, pieces).none());
}

// What a process that died in the middle has left is in nobody's way and goes with the next one.
TEST_F(SnapshotFilesTest, AreNotThereUntilTheyAreWhole) {
  ASSERT_TRUE(store(5, {"x"}).none());
  const Problem problem = files_.keep(2, 9, [this](const auto& take) {
    take("half");
    std::filesystem::copy(folder_.data(), folder_.path() + "/left");
  });
  ASSERT_TRUE(problem.none());
  SnapshotFiles left(*rocksdb::Env::Default(), folder_.path() + "/left");
  EXPECT_THAT(left.list(2), ElementsAre(5));
  ASSERT_TRUE(left.keep(2, 12, [](const auto& take) { take("y"); }).none());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/left")) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("2-5.snapshot", "2-12.snapshot"));
}

TEST_F(SnapshotFilesTest, GiveBackWhatWasStored) {
  std::vector<std::string> stored = {"a", std::string(3 << 20U, 'b'), std::string("\0\n", 2)};
  for (int i = 0; i < 5'000; ++i) stored.push_back("piece " + std::to_string(i));
  ASSERT_TRUE(store(7, stored).none());
  std::vector<std::string> pieces;
  EXPECT_TRUE(read(7, pieces).none());
  EXPECT_EQ(pieces, stored);
}

TEST_F(SnapshotFilesTest, NoticeEveryFlippedBitAndEveryCut) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  ASSERT_TRUE(store(7, {"first", "second", std::string(500, 'x')}).none());
  const std::string whole = bytes(7);
  base::Prng prng(kSeed);
  std::vector<std::string> pieces;
  for (int i = 0; i < 500; ++i) {
    std::string damaged = whole;
    if (prng.chance(1, 2)) {
      damaged.resize(prng.below(whole.size()));
    } else {
      damaged[prng.below(whole.size())] ^= static_cast<char>(1U << prng.below(8));
    }
    overwrite(7, damaged);
    const Problem problem = read(7, pieces);
    ASSERT_EQ(problem.fault, Fault::kDamaged) << "try " << i;
    EXPECT_THAT(problem.text, HasSubstr(file(7) + " at offset "));
  }
  overwrite(7, whole + "more");
  EXPECT_FALSE(read(7, pieces).none());
}

TEST_F(SnapshotFilesTest, LeaveRoomForTheJournal) {
  ASSERT_TRUE(store(5, {"x"}).none());
  SnapshotFiles greedy(*rocksdb::Env::Default(), folder_.data(), ~std::uint64_t{0});
  const Problem problem = greedy.keep(2, 9, [](const auto& take) { take("y"); });
  EXPECT_EQ(problem.fault, Fault::kUnavailable);
  EXPECT_THAT(problem.text, HasSubstr("the journal itself needs the rest of the disk"));
  EXPECT_THAT(greedy.list(2), ElementsAre(5));
}

// The layout above: a snapshot of the first release with one, byte by byte.
TEST_F(SnapshotFilesTest, KeepTheFirstFormat) {
  ASSERT_TRUE(store(1, {"x"}).none());
  constexpr std::string_view kFirst(
      "stellwerk-snapshot 1\n"
      "\x01\0\0\0\x5b\x15\x22\x86x"
      "\0\0\0\0\x50\x0b\x67\x29",
      38);
  EXPECT_EQ(bytes(1), kFirst);
}

}  // namespace
}  // namespace stellwerk::journal
