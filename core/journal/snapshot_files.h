// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal/problem.h"

namespace rocksdb {
class Env;
}

namespace stellwerk::journal {

// Takes one piece of a snapshot; false: no more of them. Views are valid during the call only.
using PieceVisit = std::function<bool(std::string_view piece)>;
// Hands out the pieces of a snapshot, in order.
using PieceSource = std::function<void(const std::function<void(std::string_view piece)>& take)>;

// Snapshots as files of one folder, SHARD-NEXT.snapshot: what the records of the shard below number
// NEXT lead to. A file is a title, then pieces (size u32 | crc32c of all that stands before the
// checksum u32 | bytes; little endian), then a piece of size 0. It gets its name when it is whole
// and on the disk.
// Thread safety: none.
class SnapshotFiles {
 public:
  // The folder is made by the first keep(). So many bytes of the disk are left to others.
  SnapshotFiles(rocksdb::Env& env, std::string folder, std::uint64_t spare = 0);

  // Numbers of the shard's snapshots, newest first.
  [[nodiscard]] std::vector<std::uint64_t> list(std::uint32_t shard) const;

  // Visits the pieces. A problem when the file cannot be read to its end, or is not what was
  // written; then everything before the damage was visited.
  [[nodiscard]] Problem read(std::uint32_t shard, std::uint64_t next,
                             const PieceVisit& visit) const;

  // Writes a snapshot and reads it back.
  [[nodiscard]] Problem keep(std::uint32_t shard, std::uint64_t next, const PieceSource& source);

  void drop(std::uint32_t shard, std::uint64_t next);

 private:
  [[nodiscard]] std::string path(std::uint32_t shard, std::uint64_t next) const;
  [[nodiscard]] Problem write(const std::string& to, const PieceSource& source) const;

  rocksdb::Env& env_;
  const std::string folder_;
  const std::uint64_t spare_;
};

}  // namespace stellwerk::journal
