// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace rocksdb {
class Env;
}

// A store forgets without a word what a write-ahead file had when somebody deletes the newest one:
// nothing else names it. So a small file beside them, NEWEST, has the number of the newest of which
// anything was acknowledged. Numbers only grow and the newest is never deleted by the store, so one
// of that number or a higher one is always there, however old the mark is.
namespace stellwerk::journal {

// The number of the newest in the folder; 0 when there is none.
[[nodiscard]] std::uint64_t newest_write_ahead(rocksdb::Env& env, const std::string& folder);

// Marks it, on the disk. False when that fails: what was marked before still holds.
bool mark_write_ahead(rocksdb::Env& env, const std::string& folder, std::uint64_t number);

// Empty, or the path of the marked file when neither it nor a newer one is there.
[[nodiscard]] std::string missing_write_ahead(rocksdb::Env& env, const std::string& folder);

}  // namespace stellwerk::journal
