// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <rocksdb/env.h>

#include "core/base/prng.h"

namespace stellwerk::sim {

// Files in memory on a machine whose power can be cut: what was not synced is then lost, kept or
// torn. Any single append or sync can be made the last thing the process does.
// Thread safety: any thread, for RocksDB has some of its own; power_cut() when all are gone.
class CrashEnv final : public rocksdb::EnvWrapper {
 public:
  static constexpr std::uint64_t kPlenty = std::numeric_limits<std::uint64_t>::max() / 2;

  explicit CrashEnv(std::uint64_t seed);

  // From now on, or after so many more appends and syncs, nothing reaches the disk.
  void stop() { stopped_ = true; }
  void stop_after(std::int64_t operations) { left_ = operations; }
  void go_on();
  // Draws what is left of the files. `torn`: part of what was not synced may be; where zeros were
  // written ahead, any of its sectors.
  void power_cut(bool torn);
  void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }
  [[nodiscard]] std::uint64_t torn() const { return torn_; }

  rocksdb::Status GetFreeSpace(const std::string& path, std::uint64_t* bytes) override;
  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* result,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status ReopenWritableFile(const std::string& name,
                                     std::unique_ptr<rocksdb::WritableFile>* result,
                                     const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewRandomRWFile(const std::string& name,
                                  std::unique_ptr<rocksdb::RandomRWFile>* result,
                                  const rocksdb::EnvOptions& options) override;
  // What is no file is a directory: those in memory are not told apart.
  rocksdb::Status IsDirectory(const std::string& name, bool* is_directory) override;
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override;
  rocksdb::Status DeleteFile(const std::string& name) override;

 private:
  class File;
  class OpenedAgain;

  struct Size {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
    // With the zeros that stand ahead of the end.
    std::uint64_t length = 0;
    std::uint64_t synced_length = 0;
  };

  // Whether the next append or sync happens. `bytes`: of the append.
  rocksdb::Status allow(std::uint64_t bytes);
  void grow(const std::string& name, std::uint64_t bytes);
  void lengthen(const std::string& name, std::uint64_t size);
  void sync(const std::string& name);
  void cut(const std::string& name, std::uint64_t size);
  // Of what was not synced, nothing is left, all of it, or with `torn` a part.
  void lose(std::string& bytes, const Size& size, bool torn);
  // Each sector from there on has been written or not, as it is drawn.
  void lose_sectors(std::string& bytes, std::uint64_t from);

  explicit CrashEnv(std::unique_ptr<rocksdb::Env> memory, std::uint64_t seed);

  const std::unique_ptr<rocksdb::Env> memory_;
  base::Prng prng_;
  std::mutex mutex_;
  std::map<std::string, Size> sizes_;
  std::atomic<bool> stopped_{false};
  std::atomic<std::int64_t> left_{std::numeric_limits<std::int64_t>::max()};
  std::atomic<std::uint64_t> free_bytes_{kPlenty};
  std::uint64_t torn_ = 0;
};

}  // namespace stellwerk::sim
