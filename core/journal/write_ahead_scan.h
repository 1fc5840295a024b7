// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace rocksdb {
class Env;
}

namespace stellwerk::journal {

// What the store's write-ahead files look like before anything opens them.
struct WriteAheadState {
  enum class Kind : std::uint8_t {
    kWhole,
    // The last write was not finished: from `offset` on the newest file is not a whole record. What
    // a crash leaves; nothing of it was ever acknowledged. Either the file ends within the record,
    // or the file has zeros behind its end, some sector of the record still has them, and nothing
    // begins behind it.
    kTorn,
    // Something that was whole is not any more.
    kDamaged,
  };
  Kind kind = Kind::kWhole;
  std::string file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // kTorn: bytes from there to the last that is not zero
  std::string what;        // kDamaged
};

// Reads every write-ahead file (NNNNNN.log) in the folder. Why not leave this to RocksDB: it tells
// neither file nor offset, cuts a torn tail without a word, and takes a record whose length was
// damaged for a torn one. The format is RocksDB's and LevelDB's: blocks of 32 KiB with records of
// crc32c u32 (masked) | length u16 | type u8 | bytes.
[[nodiscard]] WriteAheadState scan_write_ahead(rocksdb::Env& env, const std::string& folder);

// Makes the torn file end where it is whole, on the disk. The store does not do that, and may leave
// the file beside the next one. False when the disk refuses.
[[nodiscard]] bool cut_write_ahead(rocksdb::Env& env, const WriteAheadState& torn);

}  // namespace stellwerk::journal
