// SPDX-License-Identifier: Apache-2.0
// Whatever happens to the files: what was acknowledged is there, or the start is refused.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/repair.h"
#include "core/journal/write_ahead_scan.h"
#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using ::testing::HasSubstr;

rocksdb::Env& lazy_env() {
  static FaultEnv env;
  env.lazy = true;
  return env;
}

LogOptions lazy_options(const std::string& directory) {
  LogOptions options = log_options(directory);
  options.env = &lazy_env();
  return options;
}

constexpr std::uint64_t kGroups = 6;
constexpr std::uint64_t kEach = 3;

// A journal with kGroups commits of kEach records, ended as by kill -9. Answers its write-ahead
// file.
std::string make_journal(const std::string& directory) {
  const OpenLog log(lazy_options(directory));
  SW_CHECK_MSG(log.problem.none(), log.problem.text.c_str());
  for (std::uint64_t i = 0; i < kGroups; ++i) {
    SW_CHECK(append(*log.journals[0], 1 + i * kEach, kEach) == Append::kOk);
    static_cast<void>(log.committer->step(0));
  }
  return write_ahead_file(directory);
}

std::string newest_file(const std::string& directory) {
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/log")) {
    if (entry.path().extension() == ".log") newest = std::max(newest, entry.path().string());
  }
  return newest;
}

// How many records a start finds; -1 when it is refused.
int records_found(const std::string& directory, Problem& problem) {
  const OpenLog log(lazy_options(directory));
  problem = log.problem;
  if (!problem.none()) return -1;
  int count = 0;
  problem = log.journals[0]->read(1, [&count](const Record& record) {
    EXPECT_EQ(record.command, std::to_string(record.seq));
    ++count;
    return true;
  });
  return problem.none() ? count : -1;
}

// The journal as it was made, again and again.
class Damage : public ::testing::Test {
 protected:
  Damage() : file_(make_journal(folder_.data())), bytes_(read_file(file_)) {
    std::filesystem::copy(folder_.data(), original(), kAll);
  }

  // The original with other bytes in its write-ahead file.
  void put(const std::string& bytes) {
    std::filesystem::remove_all(folder_.data());
    std::filesystem::copy(original(), folder_.data(), kAll);
    write_file(file_, bytes);
  }
  int found() { return records_found(folder_.data(), problem_); }
  [[nodiscard]] std::string original() const { return folder_.path() + "/original"; }

  static constexpr auto kAll = std::filesystem::copy_options::recursive;
  ScratchDirectory folder_;
  const std::string file_;
  const std::string bytes_;
  Problem problem_;
};

TEST_F(Damage, NoneFindsEverything) { EXPECT_EQ(found(), int{kGroups * kEach}); }

TEST_F(Damage, ATornTailIsCutAndReported) {
  int last = 0;
  for (std::size_t size = 0; size <= bytes_.size(); size += 5) {
    put(bytes_.substr(0, size));
    const OpenLog log(lazy_options(folder_.data()));
    ASSERT_TRUE(log.problem.none()) << size << " bytes: " << log.problem.text;
    const int count = static_cast<int>(log.journals[0]->next()) - 1;
    EXPECT_EQ(count % int{kEach}, 0) << "groups are whole";
    EXPECT_GE(count, last);
    last = count;
    if (log.log->notes().empty()) continue;
    EXPECT_THAT(log.log->notes()[0], HasSubstr(file_));
    EXPECT_THAT(log.log->notes()[0], HasSubstr("bytes at offset"));
  }
  EXPECT_GE(last, int{(kGroups - 1) * kEach});
  put(bytes_.substr(0, bytes_.size() - 1));
  const OpenLog log(lazy_options(folder_.data()));
  EXPECT_EQ(log.journals[0]->next(), (kGroups - 1) * kEach + 1);
  EXPECT_EQ(log.log->notes().size(), 1U);
}

TEST_F(Damage, AnyFlippedBitRefusesTheStart) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    std::string changed = bytes_;
    const unsigned bit = at % 8;
    changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
    put(changed);
    ASSERT_EQ(found(), -1) << "byte " << at << " of " << bytes_.size() << " bit " << bit;
    EXPECT_EQ(problem_.fault, Fault::kDamaged);
    EXPECT_THAT(problem_.text, HasSubstr(file_));
    EXPECT_THAT(problem_.text, HasSubstr("at offset"));
    EXPECT_THAT(problem_.text, HasSubstr("stellwerk journal repair"));
  }
}

TEST_F(Damage, AHoleRefusesTheStart) {
  // In the last group a hole at its end looks as if it had not been written whole.
  for (std::size_t at = 0; at + 40 < bytes_.size() * 5 / 6; at += 20) {
    put(bytes_.substr(0, at) + bytes_.substr(at + 20));
    ASSERT_EQ(found(), -1) << "20 bytes at " << at;
    put(bytes_.substr(0, at) + std::string(40, '\0') + bytes_.substr(at + 40));
    ASSERT_EQ(found(), -1) << "40 zeros at " << at;
  }
}

TEST_F(Damage, ZerosBehindTheEndAreNothing) {
  put(bytes_ + std::string(50'000, '\0'));
  EXPECT_EQ(found(), int{kGroups * kEach});
}

TEST_F(Damage, AMissingFileRefusesTheStart) {
  std::filesystem::remove(file_);
  EXPECT_EQ(found(), -1);
  EXPECT_THAT(problem_.text, HasSubstr(file_ + " is gone"));
  EXPECT_THAT(problem_.text, HasSubstr("stellwerk journal repair"));
  EXPECT_EQ(verify(folder_.data(), &lazy_env()).problem.fault, Fault::kDamaged);
  // Whoever accepts the loss goes on, and a later loss is noticed as well.
  const Repair repaired = repair(folder_.data(), &lazy_env());
  EXPECT_EQ(repaired.problem.text, "");
  EXPECT_NE(repaired.put_aside, "");
  EXPECT_EQ(found(), 0);
  const std::string newest = newest_file(folder_.data());
  std::filesystem::remove(newest);
  EXPECT_EQ(found(), -1);
  EXPECT_THAT(problem_.text, HasSubstr(newest + " is gone"));
  put(bytes_);
  EXPECT_EQ(verify(folder_.data(), &lazy_env()).problem.fault, Fault::kNone);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.data() + "/log")) {
    if (!entry.path().filename().string().starts_with("MANIFEST")) continue;
    std::filesystem::resize_file(entry.path(), 5);
  }
  EXPECT_EQ(found(), -1);
}

TEST(NewestWriteAhead, IsMarkedBeforeWhatItHasIsAcknowledged) {
  const ScratchDirectory folder;
  std::string newest;
  {
    const OpenLog log(lazy_options(folder.data()));
    const std::string first = newest_file(folder.data());
    std::uint64_t next = 1;
    while (newest_file(folder.data()) == first) {
      SW_CHECK(append(*log.journals[0], next, 100) == Append::kOk);
      static_cast<void>(log.committer->step(0));
      next += 100;
    }
    newest = newest_file(folder.data());
    std::filesystem::copy(folder.data(), folder.path() + "/killed",
                          std::filesystem::copy_options::recursive);
  }
  const std::string killed = folder.path() + "/killed";
  const std::string lost = killed + newest.substr(folder.data().size());
  ASSERT_GT(std::filesystem::file_size(lost), 0U);
  std::filesystem::remove(lost);
  const OpenLog log(lazy_options(killed));
  EXPECT_EQ(log.problem.fault, Fault::kDamaged);
  EXPECT_THAT(log.problem.text, HasSubstr(lost + " is gone"));
}

TEST_F(Damage, InATableIsFound) {
  {
    // Opening writes the records into a table.
    EXPECT_EQ(found(), int{kGroups * kEach});
  }
  std::string table;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.data() + "/log")) {
    if (entry.path().extension() == ".sst") table = entry.path().string();
  }
  ASSERT_FALSE(table.empty());
  std::string bytes = read_file(table);
  bytes[40] = static_cast<char>(bytes[40] ^ 1);
  write_file(table, bytes);
  EXPECT_EQ(found(), -1);
  EXPECT_THAT(problem_.text, HasSubstr(table.substr(table.rfind('/'))));
  EXPECT_THAT(problem_.text, HasSubstr("offset"));
  EXPECT_EQ(verify(folder_.data(), &lazy_env()).problem.fault, Fault::kDamaged);
}

TEST_F(Damage, IsVerifiedWithoutAChange) {
  const Verification whole = verify(folder_.data(), &lazy_env());
  EXPECT_EQ(whole.problem.text, "");
  ASSERT_EQ(whole.shards.size(), 1U);
  EXPECT_EQ(whole.shards[0].records, kGroups * kEach);
  EXPECT_EQ(whole.shards[0].first_ms, 100);
  EXPECT_EQ(whole.shards[0].last_ms, static_cast<std::int64_t>(100 * kGroups * kEach));
  EXPECT_EQ(read_file(file_), bytes_);

  put(bytes_.substr(0, bytes_.size() - 3));
  const Verification torn = verify(folder_.data(), &lazy_env());
  EXPECT_EQ(torn.problem.text, "");
  EXPECT_EQ(torn.shards[0].records, (kGroups - 1) * kEach);
  EXPECT_EQ(torn.notes.size(), 1U);
}

TEST_F(Damage, IsRepairedUpToItsPlace) {
  EXPECT_EQ(repair(folder_.data(), &lazy_env()).put_aside, "") << "nothing is wrong";
  // In the middle of the fourth group.
  std::string changed = bytes_;
  const std::size_t at = bytes_.size() * 7 / 12;
  changed[at] = static_cast<char>(changed[at] ^ 4);
  put(changed);
  ASSERT_EQ(found(), -1);
  const Repair repaired = repair(folder_.data(), &lazy_env());
  EXPECT_EQ(repaired.problem.text, "");
  EXPECT_EQ(repaired.put_aside, folder_.data() + "/damaged-1");
  ASSERT_EQ(repaired.kept.size(), 1U);
  EXPECT_EQ(repaired.kept[0].records, 3 * kEach);
  EXPECT_EQ(found(), int{3 * kEach});
  const std::string name = file_.substr(file_.rfind('/'));
  EXPECT_EQ(read_file(repaired.put_aside + name), changed) << "what was there is still there";
  EXPECT_EQ(verify(folder_.data(), &lazy_env()).problem.text, "");
}

// What comes before the damage is not needed when a snapshot stands for more than that.
TEST_F(Damage, IsRepairedFromASnapshotBehindIt) {
  constexpr std::uint64_t kNext = 5 * kEach + 1;
  put(bytes_);
  {
    const OpenLog log(lazy_options(folder_.data()));
    ASSERT_TRUE(log.journals[0]->store_snapshot(kNext, [](const auto& take) { take("x"); }).none());
  }
  std::string changed = bytes_;
  const std::size_t at = bytes_.size() * 7 / 12;
  changed[at] = static_cast<char>(changed[at] ^ 4);
  std::filesystem::remove_all(folder_.data() + "/log");
  std::filesystem::copy(original() + "/log", folder_.data() + "/log", kAll);
  write_file(file_, changed);
  const Repair repaired = repair(folder_.data(), &lazy_env());
  EXPECT_EQ(repaired.problem.text, "");
  const OpenLog log(lazy_options(folder_.data()));
  ASSERT_EQ(log.problem.text, "");
  EXPECT_EQ(log.journals[0]->first(), kNext);
  EXPECT_EQ(log.journals[0]->next(), kNext);
  EXPECT_EQ(append(*log.journals[0], kNext, 2), Append::kOk);
  static_cast<void>(log.committer->step(0));
  EXPECT_EQ(read(*log.journals[0], kNext, 1), "16@1600/3=16 ");
}

TEST_F(Damage, RepairIsNotForWhatIsNoJournal) {
  EXPECT_EQ(repair(folder_.path() + "/nowhere", &lazy_env()).problem.fault, Fault::kUsage);
  const OpenLog in_use(lazy_options(folder_.data()));
  EXPECT_EQ(repair(folder_.data(), &lazy_env()).problem.fault, Fault::kUnavailable);
}

}  // namespace
}  // namespace stellwerk::journal
