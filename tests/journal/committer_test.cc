// SPDX-License-Identifier: Apache-2.0
#include "core/journal/committer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kMs = 1'000'000;

// A log on a disk that can be told to fail.
struct FaultyLog {
  explicit FaultyLog(const CommitOptions& commit = {}, std::uint32_t shards = 1)
      : log(options(shards), commit) {
    SW_CHECK_MSG(log.problem.none(), log.problem.text.c_str());
  }

  LogOptions options(std::uint32_t shards) {
    LogOptions options = log_options(folder.data(), shards);
    options.env = &env;
    return options;
  }
  Committer::Step step(std::int64_t ms) { return log.committer->step(ms * kMs); }
  RocksJournal& journal(std::uint32_t shard = 0) { return *log.journals[shard]; }

  ScratchDirectory folder;
  FaultEnv env;
  OpenLog log;
};

TEST(Committer, MakesOneWriteOfWhatCameTogether) {
  FaultyLog faulty({}, 2);
  const std::uint64_t before = faulty.env.syncs;
  EXPECT_EQ(append(faulty.journal(0), 1, 2), Append::kOk);
  EXPECT_EQ(append(faulty.journal(1), 1, 4), Append::kOk);
  EXPECT_EQ(append(faulty.journal(0), 3, 1), Append::kOk);
  const Committer::Step step = faulty.step(1);
  EXPECT_EQ(step.records, 7U);
  EXPECT_TRUE(step.synced);
  EXPECT_EQ(faulty.env.syncs, before + 1);
  EXPECT_EQ(faulty.journal(0).durable(), 4U);
  EXPECT_EQ(faulty.journal(1).durable(), 5U);
  EXPECT_EQ(read(faulty.journal(0), 1), "1@100/3=1 2@200/3=2 3@300/3=3 ");
  EXPECT_EQ(read(faulty.journal(1), 4), "4@400/3=4 ");
  EXPECT_FALSE(faulty.step(2).worked);
}

TEST(Committer, SyncsAsItIsTold) {
  FaultyLog interval({.fsync = Fsync::kInterval, .interval_ns = 100 * kMs});
  static_cast<void>(interval.step(0));
  const std::uint64_t before = interval.env.syncs;
  EXPECT_EQ(append(interval.journal(), 1, 1), Append::kOk);
  EXPECT_FALSE(interval.step(1).synced);
  EXPECT_EQ(interval.journal().durable(), 2U) << "durable as far as was asked for";
  EXPECT_LE(interval.log.committer->idle_ns(40 * kMs), 60 * kMs);
  EXPECT_EQ(interval.env.syncs, before);
  EXPECT_TRUE(interval.step(101).synced);
  EXPECT_EQ(interval.env.syncs, before + 1);
  EXPECT_FALSE(interval.step(300).synced) << "nothing new";

  FaultyLog none({.fsync = Fsync::kNone});
  const std::uint64_t none_before = none.env.syncs;
  EXPECT_EQ(append(none.journal(), 1, 1), Append::kOk);
  EXPECT_FALSE(none.step(1).synced);
  EXPECT_FALSE(none.step(10'000).synced);
  EXPECT_EQ(none.env.syncs, none_before);
  EXPECT_TRUE(none.log.committer->finish());
  EXPECT_EQ(none.env.syncs, none_before + 1) << "at the end all the same";
}

TEST(Committer, AFailingDiskEndsIt) {
  FaultyLog faulty;
  int notified = 0;
  faulty.journal().on_durable([&notified] { ++notified; });
  faulty.env.sync_fails = true;
  EXPECT_EQ(append(faulty.journal(), 1, 1), Append::kOk);
  EXPECT_EQ(faulty.step(1).records, 0U);
  EXPECT_TRUE(faulty.journal().failed());
  EXPECT_EQ(notified, 1);
  EXPECT_EQ(faulty.journal().durable(), 1U);
  EXPECT_THAT(faulty.log.committer->error(), HasSubstr("does not answer"));
  EXPECT_EQ(append(faulty.journal(), 2, 1), Append::kRefused);
  // A disk that takes it up again has lost what it was given before.
  faulty.env.sync_fails = false;
  EXPECT_EQ(faulty.step(1'000).records, 0U);
  EXPECT_TRUE(faulty.journal().failed());
}

TEST(Committer, AFullDiskIsWaitedFor) {
  FaultyLog faulty;
  EXPECT_EQ(append(faulty.journal(), 1, 2), Append::kOk);
  EXPECT_EQ(faulty.step(1).records, 2U);
  faulty.env.full = true;
  EXPECT_EQ(append(faulty.journal(), 3, 2), Append::kOk);
  EXPECT_EQ(faulty.step(2).records, 0U);
  EXPECT_FALSE(faulty.journal().failed());
  EXPECT_EQ(faulty.journal().room(), Room::kNone);
  EXPECT_EQ(faulty.journal().durable(), 3U);
  EXPECT_EQ(faulty.step(3).records, 0U) << "not again at once";
  EXPECT_EQ(faulty.step(600).records, 0U) << "still full";
  faulty.env.full = false;
  EXPECT_EQ(faulty.step(1'200).records, 2U);
  static_cast<void>(faulty.step(1'400));
  EXPECT_EQ(faulty.journal().room(), Room::kPlenty);
  EXPECT_EQ(read(faulty.journal(), 1), "1@100/3=1 2@200/3=2 3@300/3=3 4@400/3=4 ");
}

// Between two attempts to open the log anew there is nothing to sync, which is no failure.
TEST(Committer, AFullDiskIsWaitedForWithASyncStillOwed) {
  for (const Fsync fsync : {Fsync::kInterval, Fsync::kNone}) {
    FaultyLog faulty({.fsync = fsync, .interval_ns = 100 * kMs});
    static_cast<void>(faulty.step(0));
    faulty.env.full = true;
    EXPECT_EQ(append(faulty.journal(), 1, 2), Append::kOk);
    EXPECT_EQ(faulty.step(1).records, 0U);
    faulty.env.full = false;
    EXPECT_EQ(faulty.step(600).records, 2U);
    faulty.env.full = true;
    EXPECT_EQ(append(faulty.journal(), 3, 1), Append::kOk);
    EXPECT_EQ(faulty.step(601).records, 0U);
    EXPECT_EQ(faulty.step(1'200).records, 0U) << "and cannot be opened";
    EXPECT_EQ(faulty.journal().store_snapshot(3, [](const auto& take) { take("x"); }).fault,
              Fault::kUnavailable);
    EXPECT_FALSE(faulty.journal().failed());
    faulty.env.full = false;
    EXPECT_EQ(faulty.step(1'800).records, 1U);
    EXPECT_TRUE(faulty.log.committer->finish());
    EXPECT_EQ(read(faulty.journal(), 1), "1@100/3=1 2@200/3=2 3@300/3=3 ");
  }
}

TEST(Committer, LooksHowMuchRoomThereIs) {
  FaultyLog faulty;
  int notified = 0;
  faulty.journal().on_durable([&notified] { ++notified; });
  const std::uint64_t needed = faulty.log.committer->room_needed();
  EXPECT_EQ(needed, 256U << 10U);
  std::int64_t ms = 0;
  const auto room_with = [&](std::uint64_t free_bytes) {
    faulty.env.free_bytes = free_bytes;
    static_cast<void>(faulty.step(ms += 100));
    return faulty.journal().room();
  };
  EXPECT_EQ(room_with(needed + 1), Room::kPlenty);
  EXPECT_EQ(notified, 0);
  EXPECT_EQ(room_with(needed), Room::kLow);
  EXPECT_EQ(notified, 1);
  EXPECT_EQ(room_with(needed + 1), Room::kLow) << "not to and fro at the edge";
  EXPECT_EQ(room_with(needed / 2), Room::kNone);
  EXPECT_EQ(room_with(needed * 2), Room::kPlenty);
  EXPECT_EQ(notified, 3);
}

TEST(Committer, EpochsGrowWithEachOpening) {
  const ScratchDirectory folder;
  for (std::uint64_t epoch = 1; epoch <= 3; ++epoch) {
    const OpenLog log(log_options(folder.data()));
    ASSERT_TRUE(log.problem.none());
    EXPECT_EQ(log.log->epoch(), epoch);
    EXPECT_EQ(append(*log.journals[0], epoch, 1), Append::kOk);
    static_cast<void>(log.committer->step(0));
  }
}

// Many tables: what was written long ago is read as what was written last.
TEST(Committer, ReadsThroughManyTables) {
  const ScratchDirectory folder;
  FaultEnv env;
  env.lazy = true;
  LogOptions options = log_options(folder.data());
  options.env = &env;
  constexpr std::uint64_t kRecords = 20'000;
  {
    const OpenLog log(options);
    ASSERT_TRUE(log.problem.none());
    const std::string command(100, 'c');
    for (std::uint64_t seq = 1; seq <= kRecords; ++seq) {
      const Record record{seq, {static_cast<std::int64_t>(seq)}, 0, command};
      ASSERT_EQ(log.journals[0]->append(seq, {&record, 1}), Append::kOk);
      if (seq % 100 == 0) static_cast<void>(log.committer->step(0));
    }
  }
  const OpenLog log(options);
  std::uint64_t expected = 0;
  const Problem problem = log.journals[0]->read(
      1, [&expected](const Record& record) { return record.seq == ++expected; });
  EXPECT_EQ(problem.text, "");
  EXPECT_EQ(expected, kRecords);
  EXPECT_EQ(log.journals[0]->next(), kRecords + 1);
}

}  // namespace
}  // namespace stellwerk::journal
