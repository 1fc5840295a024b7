// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "bench/engine_job.h"
#include "bench/engine_run.h"
#include "bench/population.h"

// Where as much closes as opens, a command allocates nothing: every allocation of this program is
// counted.
namespace {

std::uint64_t allocations = 0;

void* counted(void* block) {
  if (block == nullptr) std::abort();
  ++allocations;
  return block;
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto align = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(align, (size + align - 1) / align * align));
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}

namespace stellwerk::tests {
namespace {

constexpr std::uint32_t kAgents = 200;
constexpr std::uint64_t kSeed = 42;
constexpr int kUntilSteady = 1'100'000;  // the log of decisions is full then
constexpr int kCycles = 100'000;

// Of so many cycles of two commands each, once what is closed is also forgotten and the log is
// full.
std::uint64_t allocations_of(const bench::Population& population, std::uint64_t open) {
  bench::JobOptions options;
  options.open = open;
  // Time runs so fast that an hour, after which what is closed is forgotten, passes soon.
  options.handling = base::hours(1);
  bench::EngineJob job(population, options);
  for (int i = 0; i < kUntilSteady; ++i) job.cycle();
  const std::uint64_t before = allocations;
  for (int i = 0; i < kCycles; ++i) job.cycle();
  return allocations - before;
}

TEST(Allocations, NoneWhereFourOfFiveUnitsAreTaken) {
  const bench::Population population = bench::load_population(kAgents, kSeed);
  EXPECT_EQ(allocations_of(population, bench::open_at_80(population)), 0U);
}

TEST(Allocations, NoneWhereHundredsWait) {
  const bench::Population population = bench::load_population(kAgents, kSeed);
  EXPECT_EQ(allocations_of(population, bench::open_over(population)), 0U);
}

TEST(Allocations, AreCounted) {
  const std::uint64_t before = allocations;
  delete new int;
  EXPECT_EQ(allocations - before, 1U);
}

}  // namespace
}  // namespace stellwerk::tests
