// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/journal/problem.h"

namespace rocksdb {
class Env;
}

namespace stellwerk::journal {

// What of one shard could be read.
struct ShardSummary {
  std::uint64_t records = 0;  // 1 to this
  std::uint64_t bytes = 0;    // of their commands
  std::int64_t first_ms = 0;  // engine time, Unix
  std::int64_t last_ms = 0;
};

struct Verification {
  std::vector<ShardSummary> shards;
  std::vector<std::string> notes;
  // The first thing that is wrong; kDamaged is what repair() is for.
  Problem problem;
};

// Reads everything that the journal in the directory has and changes nothing. `env`: null for the
// machine's own.
[[nodiscard]] Verification verify(const std::string& directory, rocksdb::Env* env = nullptr);

struct Repair {
  std::vector<ShardSummary> kept;
  std::string put_aside;  // the folder with what was there before; empty when nothing was wrong
  Problem problem;        // why nothing was done
};

// Copies all that is whole, from the first record of each shard up to the first damage, into a new
// log and puts the old one aside, next to it. Does nothing when nothing is damaged.
[[nodiscard]] Repair repair(const std::string& directory, rocksdb::Env* env = nullptr);

}  // namespace stellwerk::journal
