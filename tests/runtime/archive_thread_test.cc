// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/archive_thread.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "core/stream/event_store.h"
#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

stream::Limits small() {
  stream::Limits limits;
  limits.resident_max = 10'000;
  limits.segment_bytes = 2'000;
  return limits;
}

void append(stream::EventStore& store, std::uint64_t to) {
  for (std::uint64_t seq = store.last() + 1; seq <= to; ++seq) {
    const std::string agent = "a" + std::to_string(seq % 7);
    model::Event event;
    event.type = model::EventType::kConversationAssigned;
    event.seq = seq;
    event.conv = "c1";
    event.agent = agent;
    store.append(event);
  }
}

void expect_all(const stream::EventStore& store) {
  for (std::uint64_t seq = store.first(); seq <= store.last(); ++seq) {
    std::string problem;
    ASSERT_TRUE(store.readable(seq, problem)) << problem;
    const model::Event event = store.event(seq);
    ASSERT_EQ(event.seq, seq);
    ASSERT_EQ(event.agent, "a" + std::to_string(seq % 7));
  }
}

class ArchiveThreads : public testing::Test {
 protected:
  ArchiveThreads() {
    std::filesystem::create_directories(folder_.data());
    env_.lazy = true;
  }

  std::unique_ptr<stream::EventStore> store(ArchiveUse use = ArchiveUse::kServing,
                                            const stream::Limits& limits = small()) {
    return std::make_unique<stream::EventStore>(limits, thread_.archive(0, use));
  }
  [[nodiscard]] std::size_t files() const {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_.data() + "/streams/0")) {
      if (file.path().extension() == ".events") ++count;
    }
    return count;
  }

  journal::ScratchDirectory folder_;
  journal::FaultEnv env_;
  std::vector<std::string> warnings_;
  ArchiveThread thread_{[this](std::uint32_t tenant, std::string draft) {
                          return journal::EventFiles(env_, folder_.data() + "/streams", tenant,
                                                     std::move(draft));
                        },
                        [this](std::string_view text) { warnings_.emplace_back(text); }};
};

TEST_F(ArchiveThreads, WriteBehindWhoAppendsAndReads) {
  auto events = store();
  append(*events, 1'000);
  EXPECT_GT(events->archived_entries(), 700U) << "without a thread it writes at once";
  thread_.start();
  for (std::uint64_t to = 1'500; to <= 20'000; to += 500) {
    append(*events, to);
    if (to % 4'000 == 0) expect_all(*events);
  }
  expect_all(*events);
  thread_.stop();
  append(*events, 20'200);
  EXPECT_GT(events->archived_entries(), 19'900U);
  EXPECT_EQ(thread_.figures().refused_total, 0U);
  EXPECT_GE(thread_.figures().segments_total, files());
  expect_all(*events);
}

// The two write the same files, at the same time.
TEST_F(ArchiveThreads, AreInTheWayOfNobodyWhoFolds) {
  auto serving = store();
  auto folding = store(ArchiveUse::kFolding);
  thread_.start();
  for (std::uint64_t to = 100; to <= 6'000; to += 100) {
    append(*serving, to);
    append(*folding, to);
  }
  expect_all(*serving);
  expect_all(*folding);
  std::vector<std::string> pieces;
  folding->save([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  EXPECT_LT(pieces.size(), 200U);
  folding.reset();
  serving.reset();
  thread_.stop();
  auto again = store(ArchiveUse::kFolding);
  for (const std::string& piece : pieces) ASSERT_TRUE(again->load(piece)) << again->problem();
  EXPECT_EQ(again->first(), 1U);
  EXPECT_EQ(again->last(), 6'000U);
  expect_all(*again);
}

TEST_F(ArchiveThreads, DeleteWhatIsNotRetainedAnyMore) {
  stream::Limits limits = small();
  limits.entries_max = 500;
  auto events = store(ArchiveUse::kServing, limits);
  auto folding = store(ArchiveUse::kFolding);
  thread_.start();
  append(*events, 10'000);
  events->trim(9'900);
  append(*folding, 3'000);
  thread_.stop();
  append(*events, 14'000);
  EXPECT_LT(files(), 40U);
  expect_all(*events);
  // Who folds has come less far, and names what is left of what he has come to.
  std::vector<std::string> pieces;
  folding->save([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  auto again = store(ArchiveUse::kFolding);
  for (const std::string& piece : pieces) ASSERT_TRUE(again->load(piece)) << again->problem();
  EXPECT_GT(again->first(), 2'000U);
  EXPECT_EQ(again->last(), 3'000U);
  expect_all(*again);
}

TEST_F(ArchiveThreads, TellOnceOfADiskThatIsFull) {
  env_.full = true;
  auto events = store();
  thread_.start();
  append(*events, 3'000);
  thread_.stop();
  append(*events, 4'000);
  ASSERT_THAT(warnings_, ElementsAre(HasSubstr("--stream-memory-max: " + folder_.data())));
  EXPECT_TRUE(thread_.figures().failed);
  EXPECT_GT(thread_.figures().refused_total, 1U);
  EXPECT_EQ(events->archived_entries(), 0U);
  EXPECT_EQ(events->first(), 1U);
  expect_all(*events);
  env_.full = false;
  append(*events, 6'000);
  EXPECT_EQ(warnings_.size(), 2U);
  EXPECT_FALSE(thread_.figures().failed);
  EXPECT_GT(events->archived_entries(), 5'000U);
  expect_all(*events);
}

// A process that dies anywhere leaves what a later one can use: files are there whole or not at
// all, and what a saved store names is there.
TEST_F(ArchiveThreads, LeaveWholeFilesWhereverTheProcessEnds) {
  for (std::int64_t last = 1; last < 60; ++last) {
    std::filesystem::remove_all(folder_.data() + "/streams");
    auto events = store();
    std::vector<std::string> pieces;
    env_.operations_left = last;
    for (std::uint64_t to = 150; to <= 600; to += 150) {
      append(*events, to);
      if (env_.operations_left <= 0) break;
      pieces.clear();
      events->save([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
    }
    expect_all(*events);
    events.reset();
    env_.operations_left = journal::FaultEnv::kNoEnd;
    auto again = store();
    for (const std::string& piece : pieces) ASSERT_TRUE(again->load(piece)) << again->problem();
    ASSERT_EQ(again->first(), 1U) << last;
    append(*again, 1'000);
    expect_all(*again);
  }
}

}  // namespace
}  // namespace stellwerk::runtime
