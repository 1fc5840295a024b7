// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/crash_env.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::sim {

class CrashEnv::File final : public rocksdb::WritableFileWrapper {
 public:
  File(CrashEnv& env, std::string name, std::unique_ptr<rocksdb::WritableFile> file)
      : WritableFileWrapper(file.get()),
        env_(env),
        name_(std::move(name)),
        file_(std::move(file)) {}

  rocksdb::Status Append(const rocksdb::Slice& bytes) override {
    rocksdb::Status status = env_.allow(bytes.size());
    if (status.ok()) status = file_->Append(bytes);
    if (status.ok()) env_.grow(name_, bytes.size());
    return status;
  }
  rocksdb::Status Append(const rocksdb::Slice& bytes,
                         const rocksdb::DataVerificationInfo&) override {
    return Append(bytes);
  }
  rocksdb::Status Sync() override {
    rocksdb::Status status = env_.allow(0);
    if (status.ok()) status = file_->Sync();
    if (status.ok()) env_.sync(name_);
    return status;
  }
  rocksdb::Status Fsync() override { return Sync(); }
  rocksdb::Status Truncate(std::uint64_t size) override {
    rocksdb::Status status = env_.allow(0);
    if (status.ok()) status = file_->Truncate(size);
    if (status.ok()) env_.cut(name_, size);
    return status;
  }
  // Without this a log cannot be synced by itself, and nothing is ever folded.
  [[nodiscard]] bool IsSyncThreadSafe() const override { return true; }

 private:
  CrashEnv& env_;
  const std::string name_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
};

// A file that is there, opened again to be synced or to have zeros written ahead of its end;
// nothing else is done with it. The zeros show when the power is cut: what is in memory is the
// whole truth until then.
class CrashEnv::OpenedAgain final : public rocksdb::RandomRWFile {
 public:
  OpenedAgain(CrashEnv& env, std::string name) : env_(env), name_(std::move(name)) {}

  rocksdb::Status Write(std::uint64_t at, const rocksdb::Slice& zeros) override {
    rocksdb::Status status = env_.allow(0);
    if (status.ok()) env_.lengthen(name_, at + zeros.size());
    return status;
  }
  rocksdb::Status Read(std::uint64_t, std::size_t, rocksdb::Slice*, char*) const override {
    return rocksdb::Status::NotSupported();
  }
  rocksdb::Status Flush() override { return rocksdb::Status::OK(); }
  rocksdb::Status Sync() override {
    rocksdb::Status status = env_.allow(0);
    if (status.ok()) env_.sync(name_);
    return status;
  }
  rocksdb::Status Fsync() override { return Sync(); }
  rocksdb::Status Close() override { return rocksdb::Status::OK(); }

 private:
  CrashEnv& env_;
  const std::string name_;
};

CrashEnv::CrashEnv(std::uint64_t seed)
    : CrashEnv(std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default())), seed) {}

CrashEnv::CrashEnv(std::unique_ptr<rocksdb::Env> memory, std::uint64_t seed)
    : EnvWrapper(memory.get()), memory_(std::move(memory)), prng_(seed) {}

rocksdb::Status CrashEnv::allow(std::uint64_t bytes) {
  if (left_.fetch_sub(1) <= 0) stopped_ = true;
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  if (bytes > free_bytes_) return rocksdb::Status::NoSpace("no space left");
  return rocksdb::Status::OK();
}

void CrashEnv::go_on() {
  left_ = std::numeric_limits<std::int64_t>::max();
  stopped_ = false;
}

void CrashEnv::grow(const std::string& name, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  sizes_[name].written += bytes;
}

void CrashEnv::lengthen(const std::string& name, std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  sizes_[name].length = size;
}

void CrashEnv::sync(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  Size& size = sizes_[name];
  size.synced = size.written;
  size.synced_length = std::max(size.written, size.length);
}

// What it takes away is gone for good at once: nobody gains by having it back.
void CrashEnv::cut(const std::string& name, std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  sizes_[name] = {size, size, 0, 0};
}

void CrashEnv::power_cut(bool torn) {
  for (auto& [name, size] : sizes_) {
    if (size.written == size.synced && size.synced_length <= size.written) continue;
    std::string whole;
    if (!rocksdb::ReadFileToString(target(), name, &whole).ok()) continue;
    std::string left = whole;
    lose(left, size, torn);
    const bool some =
        left.find_first_not_of('\0', static_cast<std::size_t>(size.synced)) != std::string::npos;
    if (some && left != whole) ++torn_;
    left.resize(std::max(left.size(), static_cast<std::size_t>(size.synced_length)), '\0');
    SW_CHECK(target()->DeleteFile(name).ok());
    SW_CHECK(rocksdb::WriteStringToFile(target(), left, name, true).ok());
    size = {left.size(), left.size(), 0, 0};
  }
}

void CrashEnv::lose(std::string& bytes, const Size& size, bool torn) {
  const std::uint64_t luck = prng_.below(3);
  const std::uint64_t unsynced = size.written - size.synced;
  if (luck == 0 || unsynced == 0) return;
  if (luck == 1 || !torn) {
    bytes.resize(static_cast<std::size_t>(size.synced));
  } else if (size.synced_length > size.written) {
    lose_sectors(bytes, size.synced);
  } else {
    bytes.resize(static_cast<std::size_t>(size.synced + prng_.below(unsynced)));
  }
}

void CrashEnv::lose_sectors(std::string& bytes, std::uint64_t from) {
  constexpr std::size_t kSector = 512;
  auto at = static_cast<std::size_t>(from);
  while (at < bytes.size()) {
    const std::size_t size = std::min(bytes.size() - at, kSector - at % kSector);
    if (prng_.below(2) == 0) std::fill_n(bytes.data() + at, size, '\0');
    at += size;
  }
}

rocksdb::Status CrashEnv::GetFreeSpace(const std::string&, std::uint64_t* bytes) {
  *bytes = free_bytes_;
  return rocksdb::Status::OK();
}

rocksdb::Status CrashEnv::IsDirectory(const std::string& name, bool* is_directory) {
  const std::scoped_lock lock(mutex_);
  *is_directory = sizes_.find(name) == sizes_.end();
  return rocksdb::Status::OK();
}

rocksdb::Status CrashEnv::NewWritableFile(const std::string& name,
                                          std::unique_ptr<rocksdb::WritableFile>* result,
                                          const rocksdb::EnvOptions& options) {
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::EnvOptions plain = options;
  plain.use_mmap_writes = false;
  rocksdb::Status status = target()->NewWritableFile(name, &file, plain);
  if (!status.ok()) return status;
  {
    const std::scoped_lock lock(mutex_);
    sizes_[name] = {};
  }
  *result = std::make_unique<File>(*this, name, std::move(file));
  return status;
}

rocksdb::Status CrashEnv::ReopenWritableFile(const std::string& name,
                                             std::unique_ptr<rocksdb::WritableFile>* result,
                                             const rocksdb::EnvOptions& options) {
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = target()->ReopenWritableFile(name, &file, options);
  if (status.ok()) *result = std::make_unique<File>(*this, name, std::move(file));
  return status;
}

rocksdb::Status CrashEnv::NewRandomRWFile(const std::string& name,
                                          std::unique_ptr<rocksdb::RandomRWFile>* result,
                                          const rocksdb::EnvOptions&) {
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  rocksdb::Status status = target()->FileExists(name);
  if (status.ok()) *result = std::make_unique<OpenedAgain>(*this, name);
  return status;
}

rocksdb::Status CrashEnv::RenameFile(const std::string& from, const std::string& to) {
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  {
    const std::scoped_lock lock(mutex_);
    const auto found = sizes_.find(from);
    if (found != sizes_.end()) {
      sizes_[to] = found->second;
      sizes_.erase(found);
    }
  }
  return target()->RenameFile(from, to);
}

rocksdb::Status CrashEnv::DeleteFile(const std::string& name) {
  if (stopped_) return rocksdb::Status::IOError("the machine is down");
  {
    const std::scoped_lock lock(mutex_);
    sizes_.erase(name);
  }
  return target()->DeleteFile(name);
}

}  // namespace stellwerk::sim
