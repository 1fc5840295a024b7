// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::stream {

// How much of a tenant's past can be read. Memory follows what is used.
struct Limits {
  // Newest entries kept. Default 1,000,000.
  std::uint64_t entries_max = 1'000'000;
  // Memory for them and their indexes, in bytes. Default 1 GiB.
  std::uint64_t memory_max = 1ULL << 30U;
  // The most that one answer holds, of each: entries of one stream (also when COUNT is absent), and
  // bytes of entries of all its streams. One entry is always answered. Default 100,000 and 64 MiB.
  std::uint64_t answer_entries_max = 100'000;
  std::uint64_t answer_bytes_max = 64ULL << 20U;
};

}  // namespace stellwerk::stream
