// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <rocksdb/options.h>

namespace stellwerk::journal {

// How RocksDB is used here. `damaged`: read what is whole up to the first damage, instead of
// refusing.
[[nodiscard]] rocksdb::Options rocks_options(rocksdb::Env& env, std::uint64_t write_buffer,
                                             bool damaged);

}  // namespace stellwerk::journal
