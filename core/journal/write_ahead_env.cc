// SPDX-License-Identifier: Apache-2.0
#include "core/journal/write_ahead_env.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace stellwerk::journal {
namespace {

// At least so many zeros stand ahead after each append, and so many are written at once. What an
// append replaces was then synced with the append before, unless it is larger than this.
constexpr std::uint64_t kAhead = std::uint64_t{128} << 10U;

bool is_write_ahead(const std::string& name) { return name.ends_with(".log"); }

class ZerosAhead final : public rocksdb::WritableFileWrapper {
 public:
  // `beside`: the same file.
  ZerosAhead(std::unique_ptr<rocksdb::WritableFile> file,
             std::unique_ptr<rocksdb::RandomRWFile> beside)
      : WritableFileWrapper(file.get()), file_(std::move(file)), beside_(std::move(beside)) {}

  rocksdb::Status Append(const rocksdb::Slice& bytes) override {
    make_room(bytes.size());
    return file_->Append(bytes);
  }
  rocksdb::Status Append(const rocksdb::Slice& bytes,
                         const rocksdb::DataVerificationInfo& info) override {
    make_room(bytes.size());
    return file_->Append(bytes, info);
  }

 private:
  // Zeros that cannot be written are done without: the append itself says what is wrong.
  void make_room(std::size_t size) {
    end_ += size;
    if (end_ + kAhead <= zeroed_) return;
    static const std::string kZeros(kAhead, '\0');
    const std::uint64_t from = std::max(end_, zeroed_);
    static_cast<void>(beside_->Write(from, kZeros));
    zeroed_ = from + kAhead;
  }

  std::uint64_t end_ = 0;
  std::uint64_t zeroed_ = 0;
  const std::unique_ptr<rocksdb::WritableFile> file_;
  const std::unique_ptr<rocksdb::RandomRWFile> beside_;
};

class ShortenedFile final : public rocksdb::SequentialFile {
 public:
  ShortenedFile(std::unique_ptr<rocksdb::SequentialFile> file, std::uint64_t size)
      : left_(size), file_(std::move(file)) {}

  rocksdb::Status Read(std::size_t size, rocksdb::Slice* result, char* scratch) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    rocksdb::Status status = file_->Read(wanted, result, scratch);
    if (status.ok()) left_ -= result->size();
    return status;
  }
  rocksdb::Status Skip(std::uint64_t size) override {
    const std::uint64_t skipped = std::min(size, left_);
    left_ -= skipped;
    return file_->Skip(skipped);
  }

 private:
  std::uint64_t left_;
  const std::unique_ptr<rocksdb::SequentialFile> file_;
};

}  // namespace

WriteAheadEnv::WriteAheadEnv(rocksdb::Env& target, bool zeros_ahead)
    : EnvWrapper(&target), zeros_ahead_(zeros_ahead) {}

void WriteAheadEnv::hide(const std::string& file, std::uint64_t size) {
  hidden_file_ = file;
  hidden_from_ = size;
}

rocksdb::Status WriteAheadEnv::NewWritableFile(const std::string& name,
                                               std::unique_ptr<rocksdb::WritableFile>* result,
                                               const rocksdb::EnvOptions& options) {
  rocksdb::Status status = target()->NewWritableFile(name, result, options);
  if (!status.ok() || !zeros_ahead_ || !is_write_ahead(name)) return status;
  std::unique_ptr<rocksdb::RandomRWFile> beside;
  // Without it the file is written as any other.
  if (!target()->NewRandomRWFile(name, &beside, options).ok()) return status;
  *result = std::make_unique<ZerosAhead>(std::move(*result), std::move(beside));
  return status;
}

rocksdb::Status WriteAheadEnv::NewSequentialFile(const std::string& name,
                                                 std::unique_ptr<rocksdb::SequentialFile>* result,
                                                 const rocksdb::EnvOptions& options) {
  rocksdb::Status status = target()->NewSequentialFile(name, result, options);
  if (status.ok() && name == hidden_file_) {
    *result = std::make_unique<ShortenedFile>(std::move(*result), hidden_from_);
  }
  return status;
}

}  // namespace stellwerk::journal
