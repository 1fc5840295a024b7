// SPDX-License-Identifier: Apache-2.0
#include "core/journal/rocks_options.h"

namespace stellwerk::journal {

rocksdb::Options rocks_options(rocksdb::Env& env, std::uint64_t write_buffer, bool damaged) {
  rocksdb::Options options;
  options.env = &env;
  // The default mode drops acknowledged groups without a word when a bit has flipped.
  options.wal_recovery_mode = damaged ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                      : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.recycle_log_file_num = 0;
  options.paranoid_checks = !damaged;
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kNoCompression;
  options.write_buffer_size = write_buffer;
  options.max_write_buffer_number = 3;
  options.enable_pipelined_write = false;
  // Tables reach the disk as they are written, not all at once when the last byte is.
  options.bytes_per_sync = 1U << 20U;
  options.max_background_jobs = 2;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 16U << 20U;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

}  // namespace stellwerk::journal
