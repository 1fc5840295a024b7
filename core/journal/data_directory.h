// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/journal/problem.h"

namespace rocksdb {
class Env;
class FileLock;
}  // namespace rocksdb

namespace stellwerk::journal {

// The folder given by --data: DIR/format says what it is, DIR/lock who has it, DIR/log is the
// store, DIR/reserve is room to be given up when the disk is full. Held by one process at a time.
// Thread safety: none.
class DataDirectory {
 public:
  enum class Purpose : std::uint8_t {
    kServe,    // made when there is none yet
    kInspect,  // must be one; any number of shards
  };

  // Null with a problem when it cannot be had. `shards`: kServe only. `limits`: kServe only, one
  // line, kept by a directory that has none yet.
  [[nodiscard]] static std::unique_ptr<DataDirectory> open(rocksdb::Env& env,
                                                           const std::string& path, Purpose purpose,
                                                           std::uint32_t shards, Problem& problem,
                                                           const std::string& limits = {});
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string log_path() const { return path_ + "/log"; }
  [[nodiscard]] std::uint32_t shards() const { return shards_; }
  // It has no format yet: nothing was ever acknowledged from it.
  [[nodiscard]] bool is_new() const { return is_new_; }
  // Under which its commands were decided, as whoever serves it wrote them; empty: not known.
  [[nodiscard]] const std::string& limits() const { return limits_; }
  // Its file does not say what it should.
  [[nodiscard]] bool needs_format() const { return is_new_ || lacks_limits_; }

  // Once the store is there: from now on this is a journal.
  [[nodiscard]] Problem write_format();

  // Bytes that the file system has left for us; very many when it does not say.
  [[nodiscard]] std::uint64_t free_bytes() const;

  [[nodiscard]] bool has_reserve() const;
  // True when it is there afterwards.
  bool make_reserve(std::uint64_t size);
  void give_up_reserve();

 private:
  DataDirectory(rocksdb::Env& env, std::string path, std::string limits);
  [[nodiscard]] Problem find(Purpose purpose);
  [[nodiscard]] Problem lock();
  [[nodiscard]] Problem read_format(Purpose purpose, std::uint32_t shards);
  [[nodiscard]] std::string file(const char* name) const { return path_ + '/' + name; }

  rocksdb::Env& env_;
  const std::string path_;
  rocksdb::FileLock* lock_ = nullptr;
  std::uint32_t shards_ = 0;
  bool is_new_ = false;
  std::string limits_;
  bool lacks_limits_ = false;
};

}  // namespace stellwerk::journal
