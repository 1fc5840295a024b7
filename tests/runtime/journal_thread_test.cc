// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/journal_thread.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/runtime/wake_signal.h"
#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::runtime {
namespace {

using ::testing::HasSubstr;

class JournalThreads : public ::testing::Test {
 protected:
  std::unique_ptr<JournalThread> open(std::uint32_t shards = 1,
                                      const journal::CommitOptions& commit = {}) {
    JournalOptions options;
    options.commit = commit;
    options.log = journal::log_options(folder.data(), shards);
    options.log.env = &env;
    journal::Problem problem;
    std::unique_ptr<JournalThread> thread = JournalThread::open(options, problem);
    EXPECT_EQ(problem.text, "");
    return thread;
  }

  // Sleeps until the journal has told of a change that makes `done` true.
  template <typename Done>
  static void await(WakeSignal& signal, const Done& done) {
    while (true) {
      signal.prepare();
      if (done()) return signal.awake();
      signal.wait(-1);
    }
  }

  journal::ScratchDirectory folder;
  journal::FaultEnv env;
};

TEST_F(JournalThreads, MakeDurableWhatSeveralShardsAppend) {
  constexpr std::uint64_t kBatches = 200;
  constexpr std::uint32_t kShards = 2;
  {
    const std::unique_ptr<JournalThread> thread = open(kShards);
    WakeSignal signal;
    std::vector<std::unique_ptr<journal::Journal>> journals;
    for (std::uint32_t shard = 0; shard < kShards; ++shard) {
      journals.push_back(thread->journal(shard));
      journals[shard]->on_durable([&signal] { signal.notify(); });
    }
    thread->start();
    for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
      for (const auto& journal : journals) {
        EXPECT_EQ(journal::append(*journal, 1 + 3 * batch, 3), journal::Append::kOk);
      }
    }
    await(signal, [&] {
      return journals[0]->durable() == journals[0]->next() &&
             journals[1]->durable() == journals[1]->next();
    });
    EXPECT_EQ(journals[0]->durable(), 3 * kBatches + 1);
    // What is durable is counted right after it is told.
    thread->stop();
    const JournalFigures figures = thread->figures();
    EXPECT_TRUE(figures.keeps);
    EXPECT_EQ(figures.group_records.sum, kShards * 3 * kBatches);
    EXPECT_EQ(figures.commit_ns.count, figures.group_records.count);
    EXPECT_EQ(figures.syncs_total, figures.group_records.count);
    EXPECT_GT(figures.bytes_total, 0U);
  }
  const std::unique_ptr<JournalThread> again = open(kShards);
  const auto journal = again->journal(1);
  EXPECT_EQ(journal->next(), 3 * kBatches + 1);
  EXPECT_EQ(journal::read(*journal, 3 * kBatches), "600@60000/3=600 ");
}

TEST_F(JournalThreads, WriteBeforeTheyEndWhatWasAppended) {
  {
    const std::unique_ptr<JournalThread> thread = open();
    const auto journal = thread->journal(0);
    thread->start();
    EXPECT_EQ(journal::append(*journal, 1, 500), journal::Append::kOk);
    thread->stop();
    EXPECT_EQ(journal->durable(), 501U);
  }
  EXPECT_EQ(open()->journal(0)->next(), 501U);
}

// By another thread than the shard's, while appends go on.
TEST_F(JournalThreads, AreFoldedWhileTheyAreWritten) {
  const std::unique_ptr<JournalThread> thread = open();
  const auto journal = thread->journal(0);
  WakeSignal signal;
  journal->on_durable([&signal] { signal.notify(); });
  thread->start();
  journal::History& history = *journal;
  for (std::uint64_t first = 1; first < 1'000; first += 10) {
    ASSERT_EQ(journal::append(*journal, first, 10), journal::Append::kOk);
    await(signal, [&] { return journal->durable() == journal->next(); });
    if (first % 100 != 1) continue;
    ASSERT_EQ(journal::append(*journal, first + 10, 10), journal::Append::kOk);
    std::thread other([&history, first] {
      EXPECT_EQ(history.store_snapshot(first, [](const auto& take) { take("x"); }).text, "");
      EXPECT_EQ(history.trim(first).text, "");
    });
    other.join();
    EXPECT_EQ(history.first(), first);
    first += 10;
  }
  EXPECT_EQ(history.snapshots().size(), 10U);
}

TEST_F(JournalThreads, DoNotKeepASnapshotOfWhatCannotBeSynced) {
  const std::unique_ptr<JournalThread> thread = open(1, {.fsync = journal::Fsync::kNone});
  const auto journal = thread->journal(0);
  WakeSignal signal;
  journal->on_durable([&signal] { signal.notify(); });
  thread->start();
  ASSERT_EQ(journal::append(*journal, 1, 5), journal::Append::kOk);
  await(signal, [&] { return journal->durable() == 6; });
  env.sync_fails = true;
  const journal::Problem problem = journal->store_snapshot(6, [](const auto& take) { take("x"); });
  EXPECT_EQ(problem.fault, journal::Fault::kUnavailable);
  EXPECT_TRUE(journal->snapshots().empty());
}

TEST_F(JournalThreads, TellOfADiskThatFails) {
  const std::unique_ptr<JournalThread> thread = open();
  WakeSignal signal;
  const auto journal = thread->journal(0);
  journal->on_durable([&signal] { signal.notify(); });
  env.sync_fails = true;
  thread->start();
  EXPECT_EQ(journal::append(*journal, 1, 1), journal::Append::kOk);
  await(signal, [&] { return journal->failed(); });
  EXPECT_EQ(journal->durable(), 1U);
  EXPECT_EQ(journal::append(*journal, 2, 1), journal::Append::kRefused);
  thread->stop();
  EXPECT_TRUE(thread->figures().failed);
  EXPECT_THAT(thread->error(), HasSubstr("does not answer"));
}

TEST_F(JournalThreads, EndThoughTheDiskIsFull) {
  const std::unique_ptr<JournalThread> thread = open();
  WakeSignal signal;
  const auto journal = thread->journal(0);
  journal->on_durable([&signal] { signal.notify(); });
  env.full = true;
  thread->start();
  EXPECT_EQ(journal::append(*journal, 1, 1), journal::Append::kOk);
  await(signal, [&] { return journal->room() == journal::Room::kNone; });
  thread->stop();
  EXPECT_EQ(journal->durable(), 1U);
  EXPECT_FALSE(journal->failed());
}

}  // namespace
}  // namespace stellwerk::runtime
