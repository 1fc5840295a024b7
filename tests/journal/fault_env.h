// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <rocksdb/env.h>

namespace stellwerk::journal {

// The machine's files, with a disk that can be told to fail.
class FaultEnv final : public rocksdb::EnvWrapper {
 public:
  FaultEnv() : EnvWrapper(rocksdb::Env::Default()) {}

  bool full = false;        // writes find no space
  bool lazy = false;        // nothing is synced: for tests that open hundreds of logs
  bool sync_fails = false;  // as a disk does that is going
  std::uint64_t free_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t syncs = 0;  // of write-ahead files
  // So many files are made, written, synced and renamed; then nothing is any more.
  static constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();
  std::int64_t operations_left = kNoEnd;

  rocksdb::Status GetFreeSpace(const std::string&, std::uint64_t* bytes) override {
    *bytes = free_bytes;
    return rocksdb::Status::OK();
  }

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* result,
                                  const rocksdb::EnvOptions& options) override {
    if (full) return no_space();
    if (ended()) return no_answer();
    std::unique_ptr<rocksdb::WritableFile> file;
    rocksdb::Status status = target()->NewWritableFile(name, &file, options);
    if (status.ok()) *result = std::make_unique<File>(*this, name, std::move(file));
    return status;
  }

  rocksdb::Status NewRandomRWFile(const std::string& name,
                                  std::unique_ptr<rocksdb::RandomRWFile>* result,
                                  const rocksdb::EnvOptions& options) override {
    return ended() ? no_answer() : target()->NewRandomRWFile(name, result, options);
  }
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override {
    return ended() ? no_answer() : target()->RenameFile(from, to);
  }
  rocksdb::Status DeleteFile(const std::string& name) override {
    return ended() ? no_answer() : target()->DeleteFile(name);
  }

  rocksdb::Status NewDirectory(const std::string& name,
                               std::unique_ptr<rocksdb::Directory>* result) override {
    if (!lazy) return target()->NewDirectory(name, result);
    *result = std::make_unique<LazyDirectory>();
    return rocksdb::Status::OK();
  }

 private:
  class File final : public rocksdb::WritableFileWrapper {
   public:
    File(FaultEnv& env, const std::string& name, std::unique_ptr<rocksdb::WritableFile> file)
        : WritableFileWrapper(file.get()),
          env_(env),
          write_ahead_(name.ends_with(".log")),
          file_(std::move(file)) {}

    rocksdb::Status Append(const rocksdb::Slice& bytes) override {
      if (env_.ended()) {
        // Some of it gets there.
        static_cast<void>(file_->Append({bytes.data(), bytes.size() / 2}));
        return no_answer();
      }
      return env_.full ? no_space() : file_->Append(bytes);
    }
    rocksdb::Status Append(const rocksdb::Slice& bytes,
                           const rocksdb::DataVerificationInfo& info) override {
      return env_.full ? no_space() : file_->Append(bytes, info);
    }
    rocksdb::Status Sync() override {
      if (write_ahead_) ++env_.syncs;
      if (env_.sync_fails) return no_answer();
      return env_.lazy ? rocksdb::Status::OK() : file_->Sync();
    }
    rocksdb::Status Fsync() override { return env_.lazy ? rocksdb::Status::OK() : file_->Fsync(); }

   private:
    FaultEnv& env_;
    const bool write_ahead_;
    std::unique_ptr<rocksdb::WritableFile> file_;
  };

  class LazyDirectory final : public rocksdb::Directory {
   public:
    rocksdb::Status Fsync() override { return rocksdb::Status::OK(); }
  };

  // Counts one more. Not while several threads write.
  bool ended() { return operations_left != kNoEnd && operations_left-- <= 0; }

  static rocksdb::Status no_answer() {
    return rocksdb::Status::IOError("the disk does not answer");
  }
  static rocksdb::Status no_space() { return rocksdb::Status::NoSpace("no space left"); }
};

}  // namespace stellwerk::journal
