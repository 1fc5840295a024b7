// SPDX-License-Identifier: Apache-2.0
// The log on a machine that crashes in the middle of writes, a hundred times and more.
#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "tests/journal/scratch_log.h"
#include "tests/sim/crash_env.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeed = 20'261'122;
constexpr int kCrashes = 150;

struct Written {
  std::uint64_t acknowledged = 1;  // below it
  std::uint64_t appended = 1;
};

// Groups of a few bytes to some blocks, until the machine is down.
Written write_until_down(const journal::OpenLog& log, base::Prng& prng) {
  journal::Journal& journal = *log.journals[0];
  while (!journal.failed()) {
    const std::uint64_t count = 1 + prng.below(prng.below(2) == 0 ? 20 : 2'000);
    SW_CHECK(append(journal, journal.next(), count) == journal::Append::kOk);
    static_cast<void>(log.committer->step(0));
  }
  return {journal.durable(), journal.next()};
}

// Everything that was acknowledged, and of the last group all or nothing.
void check(const journal::OpenLog& log, const Written& written) {
  ASSERT_TRUE(log.problem.none()) << log.problem.text;
  const std::uint64_t next = log.journals[0]->next();
  ASSERT_TRUE(next == written.acknowledged || next == written.appended)
      << next << " of " << written.acknowledged << " to " << written.appended;
  std::uint64_t seq = next - std::min<std::uint64_t>(next - 1, 3'000);
  const journal::Problem problem =
      log.journals[0]->read(seq, [&seq](const journal::Record& record) {
        EXPECT_EQ(record.command, std::to_string(seq));
        return record.seq == seq++;
      });
  EXPECT_TRUE(problem.none()) << problem.text;
  EXPECT_EQ(seq, next);
}

void crash_again_and_again(bool syncs_each_write) {
  CrashEnv env(kSeed);
  base::Prng prng(kSeed);
  journal::LogOptions options = journal::log_options("/data");
  options.write_buffer = 4U << 20U;
  options.syncs_each_write = syncs_each_write;
  options.env = &env;
  Written written;
  for (int crash = 0; crash < kCrashes; ++crash) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", crash " + std::to_string(crash));
    {
      const journal::OpenLog log(options);
      check(log, written);
      if (testing::Test::HasFatalFailure()) return;
      env.stop_after(static_cast<std::int64_t>(prng.below(20)));
      written = write_until_down(log, prng);
    }
    if (prng.below(4) > 0) env.power_cut(true);
    env.go_on();
  }
  EXPECT_GT(env.torn(), std::uint64_t{kCrashes} / 20);
}

TEST(RocksLogCrashes, LoseNothingThatWasAcknowledgedWhereZerosStandAhead) {
  crash_again_and_again(true);
}

TEST(RocksLogCrashes, LoseNothingThatWasAcknowledgedWhereFilesGrow) {
  crash_again_and_again(false);
}

}  // namespace
}  // namespace stellwerk::sim
