// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/read_ahead.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellwerk::runtime {
namespace {

// Has records 1 to `last`, each of another size, and behind them `end`.
class Script final : public journal::History {
 public:
  Script(std::uint64_t last, journal::Problem end) : last_(last), end_(std::move(end)) {}

  static std::string command(std::uint64_t seq) {
    // Some are larger than many others together.
    const std::uint64_t size = seq % 1'000 == 7 ? 300'000 + seq : seq * 31 % 400;
    return std::string(static_cast<std::size_t>(size), static_cast<char>('a' + seq % 26));
  }

  [[nodiscard]] journal::Problem read(std::uint64_t from, const Visit& visit) const override {
    for (std::uint64_t seq = from; seq <= last_; ++seq) {
      const std::string bytes = command(seq);
      // relaxed: looked at when the reader has gone.
      read_.store(seq, std::memory_order_relaxed);
      if (!visit({seq, {static_cast<std::int64_t>(10 * seq)}, 3, bytes})) return {};
    }
    return end_;
  }
  [[nodiscard]] std::uint64_t furthest() const {
    // relaxed: as above.
    return read_.load(std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t durable() const override { return last_ + 1; }
  [[nodiscard]] std::uint64_t first() const override { return 1; }
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override { return {}; }
  [[nodiscard]] journal::Problem read_snapshot(std::uint64_t,
                                               const journal::PieceVisit&) const override {
    return {};
  }
  [[nodiscard]] journal::Problem store_snapshot(std::uint64_t,
                                                const journal::PieceSource&) override {
    return {};
  }
  void drop_snapshot(std::uint64_t) override {}
  [[nodiscard]] journal::Problem trim(std::uint64_t) override { return {}; }

 private:
  const std::uint64_t last_;
  const journal::Problem end_;
  mutable std::atomic<std::uint64_t> read_{0};
};

// Visits up to `wanted` records and expects each to be what it should.
std::uint64_t visit(const Script& script, std::uint64_t from, std::uint64_t to,
                    std::uint64_t wanted, journal::Problem& problem) {
  std::uint64_t visited = 0;
  problem = read_ahead(script, from, to, [&](const journal::Record& record) {
    EXPECT_EQ(record.seq, from + visited);
    EXPECT_EQ(record.at.ms, static_cast<std::int64_t>(10 * record.seq));
    EXPECT_EQ(record.tenant, 3U);
    EXPECT_EQ(record.command, Script::command(record.seq));
    return ++visited < wanted;
  });
  return visited;
}

TEST(ReadAhead, VisitsEveryRecordInOrder) {
  const Script script(5'000, {});
  journal::Problem problem;
  EXPECT_EQ(visit(script, 1, 5'001, 10'000, problem), 5'000U);
  EXPECT_TRUE(problem.none());
  EXPECT_EQ(visit(script, 42, 4'711, 10'000, problem), 4'711U - 42);
  EXPECT_TRUE(problem.none());
  EXPECT_EQ(visit(script, 5'001, 5'001, 10'000, problem), 0U);
  EXPECT_TRUE(problem.none());
}

TEST(ReadAhead, WhatStandsBeforeAProblemIsVisited) {
  const Script script(1'234, {journal::Fault::kDamaged, "record 1235 has a wrong checksum"});
  journal::Problem problem;
  EXPECT_EQ(visit(script, 1, 5'000, 10'000, problem), 1'234U);
  EXPECT_EQ(problem.text, "record 1235 has a wrong checksum");
  EXPECT_EQ(visit(script, 1, 1'000, 10'000, problem), 999U);
  EXPECT_TRUE(problem.none()) << "nobody has asked for it";
}

TEST(ReadAhead, EndsWhenNoMoreIsWanted) {
  const Script script(1'000'000, {journal::Fault::kDamaged, "nobody comes this far"});
  journal::Problem problem;
  EXPECT_EQ(visit(script, 1, 1'000'001, 100, problem), 100U);
  EXPECT_TRUE(problem.none());
  EXPECT_LT(script.furthest(), 10'000U) << "it reads some blocks ahead, not everything";
}

}  // namespace
}  // namespace stellwerk::runtime
