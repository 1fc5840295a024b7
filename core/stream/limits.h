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
  // With an archive: bytes of entries that stay in memory although the archive has them. Those that
  // it does not have yet stay, up to memory_max. Default 64 MiB.
  std::uint64_t resident_max = 64ULL << 20U;
  // A segment is complete when the next number is a multiple of the first, or its entries have so
  // many bytes. All stores of a tenant should have the same, or an archive holds some events twice.
  // At least 1. Default 65,536 and 256 KiB.
  std::uint64_t segment_entries = 65'536;
  std::uint64_t segment_bytes = 256ULL << 10U;
  // The most that one answer holds, of each: entries of one stream (also when COUNT is absent), and
  // bytes of entries of all its streams. One entry is always answered. Default 100,000 and 64 MiB.
  std::uint64_t answer_entries_max = 100'000;
  std::uint64_t answer_bytes_max = 64ULL << 20U;
  // Archived segments that one answer reads, which is what bounds the time it takes. At least 1.
  // Default 32.
  std::uint64_t answer_segments_max = 32;
};

}  // namespace stellwerk::stream
