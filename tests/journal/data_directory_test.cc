// SPDX-License-Identifier: Apache-2.0
#include "core/journal/data_directory.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using ::testing::HasSubstr;

Problem open_problem(const std::string& path, std::uint32_t shards = 1,
                     rocksdb::Env* env = nullptr) {
  LogOptions options = log_options(path, shards);
  options.env = env;
  return OpenLog(options).problem;
}

TEST(DataDirectory, IsMadeAndFoundAgain) {
  const ScratchDirectory folder;
  EXPECT_TRUE(open_problem(folder.data(), 2).none());
  EXPECT_TRUE(open_problem(folder.data(), 2).none());
  EXPECT_EQ(read_file(folder.data() + "/format"), "stellwerk-journal 1\nshards 2\n");
}

TEST(DataDirectory, BelongsToOneProcessAtATime) {
  const ScratchDirectory folder;
  const OpenLog first(log_options(folder.data()));
  ASSERT_TRUE(first.problem.none());
  const Problem problem = open_problem(folder.data());
  EXPECT_EQ(problem.fault, Fault::kUnavailable);
  EXPECT_THAT(problem.text, HasSubstr(folder.data() + " is in use by another process"));
}

TEST(DataDirectory, KeepsItsNumberOfShards) {
  const ScratchDirectory folder;
  ASSERT_TRUE(open_problem(folder.data(), 2).none());
  const Problem problem = open_problem(folder.data(), 3);
  EXPECT_EQ(problem.fault, Fault::kUsage);
  EXPECT_THAT(problem.text, HasSubstr("--shards 2, not 3"));
}

TEST(DataDirectory, KeepsTheLimitsItWasBegunWith) {
  const ScratchDirectory folder;
  ASSERT_TRUE(open_problem(folder.data()).none());
  LogOptions options = log_options(folder.data());
  options.limits = "flavours=3 scoops=2";
  EXPECT_EQ(OpenLog(options).log->limits(), "flavours=3 scoops=2") << "it had none yet";
  const std::string whole = "stellwerk-journal 1\nshards 1\nlimits flavours=3 scoops=2\n";
  EXPECT_EQ(read_file(folder.data() + "/format"), whole);
  options.limits = "flavours=4";
  EXPECT_EQ(OpenLog(options).log->limits(), "flavours=3 scoops=2");
  EXPECT_EQ(read_file(folder.data() + "/format"), whole);
}

TEST(DataDirectory, IsADirectory) {
  const ScratchDirectory folder;
  write_file(folder.data(), "a file");
  const Problem problem = open_problem(folder.data());
  EXPECT_EQ(problem.fault, Fault::kUsage);
  EXPECT_THAT(problem.text, HasSubstr("is not a directory"));
}

TEST(DataDirectory, IsNotSomebodyElses) {
  const ScratchDirectory folder;
  write_file(folder.path() + "/thesis.tex", "years of work");
  const Problem problem = open_problem(folder.path());
  EXPECT_EQ(problem.fault, Fault::kUsage);
  EXPECT_THAT(problem.text, HasSubstr("is no journal"));
}

TEST(DataDirectory, NamesTheReleaseItNeeds) {
  const ScratchDirectory folder;
  ASSERT_TRUE(open_problem(folder.data()).none());
  write_file(folder.data() + "/format", "stellwerk-journal 7\nflavour vanilla\n");
  const Problem newer = open_problem(folder.data());
  EXPECT_EQ(newer.fault, Fault::kUsage);
  EXPECT_THAT(newer.text, HasSubstr("version 7"));
  for (const char* text : {"", "stellwerk-journal 1\n", "stellwerk-journal 1\nshards 0\n", "x"}) {
    write_file(folder.data() + "/format", text);
    EXPECT_EQ(open_problem(folder.data()).fault, Fault::kDamaged) << text;
  }
}

TEST(DataDirectory, AJournalWhoseStoreIsGoneIsNotMadeAnew) {
  const ScratchDirectory folder;
  ASSERT_TRUE(open_problem(folder.data()).none());
  std::filesystem::remove_all(folder.data() + "/log");
  const Problem problem = open_problem(folder.data());
  EXPECT_EQ(problem.fault, Fault::kDamaged);
  EXPECT_FALSE(std::filesystem::exists(folder.data() + "/log/CURRENT"));
}

TEST(DataDirectory, SaysThatItCannotBeWritten) {
  const ScratchDirectory folder;
  FaultEnv env;
  env.full = true;
  const Problem problem = open_problem(folder.data(), 1, &env);
  EXPECT_EQ(problem.fault, Fault::kUnavailable);
  EXPECT_THAT(problem.text, HasSubstr("no space"));
}

TEST(DataDirectory, GivesUpItsReserveToBeOpened) {
  const ScratchDirectory folder;
  ASSERT_TRUE(open_problem(folder.data()).none());
  EXPECT_EQ(std::filesystem::file_size(folder.data() + "/reserve"), 64U << 10U);
  FaultEnv env;
  env.free_bytes = 1'000;
  LogOptions options = log_options(folder.data());
  options.env = &env;
  const OpenLog full(options);
  ASSERT_TRUE(full.problem.none());
  EXPECT_FALSE(std::filesystem::exists(folder.data() + "/reserve"));
  ASSERT_EQ(full.log->notes().size(), 1U);
  EXPECT_THAT(full.log->notes()[0], HasSubstr("full"));
  EXPECT_EQ(full.journals[0]->room(), Room::kNone);

  env.free_bytes = 10U << 20U;
  static_cast<void>(full.committer->step(1'000'000'000));
  EXPECT_EQ(full.journals[0]->room(), Room::kPlenty);
  EXPECT_TRUE(std::filesystem::exists(folder.data() + "/reserve"));
}

}  // namespace
}  // namespace stellwerk::journal
