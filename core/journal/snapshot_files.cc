// SPDX-License-Identifier: Apache-2.0
#include "core/journal/snapshot_files.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <rocksdb/env.h>

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/journal/crc32c.h"

namespace stellwerk::journal {
namespace {

constexpr std::string_view kTitle = "stellwerk-snapshot 1\n";
constexpr std::string_view kSuffix = ".snapshot";
constexpr std::size_t kHeadSize = 8;
constexpr std::size_t kBuffer = std::size_t{1} << 20U;

Problem cannot_write(const std::string& path, const rocksdb::Status& status) {
  return {Fault::kUnavailable, path + " cannot be written: " + status.ToString()};
}

// Puts pieces into frames, in large writes, as long as `has_room` says so.
class FrameWriter {
 public:
  FrameWriter(rocksdb::WritableFile& to, std::function<bool()> has_room)
      : to_(to), has_room_(std::move(has_room)) {
    buffer_ = kTitle;
  }

  // The checksum goes on from piece to piece, so that none can be left out or change places.
  void add(std::string_view piece) {
    std::array<char, kHeadSize> head{};
    base::ByteWriter size(head.data());
    size.u32(static_cast<std::uint32_t>(piece.size()));
    sum_ = crc32c(piece, crc32c({head.data(), 4}, sum_));
    size.u32(sum_);
    buffer_.append(head.data(), head.size()).append(piece);
    if (buffer_.size() >= kBuffer) flush();
  }
  rocksdb::Status finish() {
    add({});
    flush();
    if (status_.ok()) status_ = to_.Fsync();
    if (status_.ok()) status_ = to_.Close();
    return status_;
  }

 private:
  void flush() {
    if (status_.ok() && !has_room_()) {
      status_ = rocksdb::Status::NoSpace("the journal itself needs the rest of the disk");
    }
    if (status_.ok()) status_ = to_.Append(buffer_);
    // It reaches the disk as it is written, so that no sync of the journal has to wait for all of
    // it.
    if (status_.ok()) status_ = to_.RangeSync(written_, buffer_.size());
    written_ += buffer_.size();
    buffer_.clear();
  }

  rocksdb::WritableFile& to_;
  const std::function<bool()> has_room_;
  rocksdb::Status status_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  std::uint32_t sum_ = 0;
};

// Takes frames apart; the file is read in large pieces.
class FrameReader {
 public:
  explicit FrameReader(rocksdb::SequentialFile& from) : from_(from) {}

  // So many bytes, valid until the next call; less only at the end of the file.
  std::string_view take(std::size_t size) {
    if (rest_.size() < size) fill(size);
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(bytes.size());
    offset_ += bytes.size();
    return bytes;
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  void fill(std::size_t size) {
    buffer_.erase(0, buffer_.size() - rest_.size());
    while (buffer_.size() < size) {
      const std::size_t before = buffer_.size();
      // A damaged size must not ask for memory that the file could never fill.
      buffer_.resize(before + kBuffer);
      rocksdb::Slice got;
      const rocksdb::Status status = from_.Read(kBuffer, &got, buffer_.data() + before);
      const std::size_t count = status.ok() ? got.size() : 0;
      if (count > 0 && got.data() != buffer_.data() + before) {
        std::copy_n(got.data(), count, buffer_.data() + before);
      }
      buffer_.resize(before + count);
      if (count == 0) break;
    }
    rest_ = buffer_;
  }

  rocksdb::SequentialFile& from_;
  std::string buffer_;
  std::string_view rest_;
  std::uint64_t offset_ = 0;
};

// What is wrong with the file, empty when nothing is.
std::string walk(FrameReader& in, const PieceVisit& visit) {
  if (in.take(kTitle.size()) != kTitle) return "it is no snapshot that this release reads";
  std::uint32_t sum = 0;
  while (true) {
    const std::string_view head = in.take(kHeadSize);
    if (head.size() < kHeadSize) return "it ends too soon";
    base::ByteReader fields(head);
    const std::uint32_t size = fields.u32();
    const std::uint32_t expected = fields.u32();
    sum = crc32c(head.substr(0, 4), sum);
    const std::string_view piece = in.take(size);
    sum = crc32c(piece, sum);
    if (piece.size() < size || sum != expected) return "a checksum is wrong";
    if (size == 0) return in.take(1).empty() ? "" : "something stands behind its end";
    if (!visit(piece)) return {};
  }
}

}  // namespace

SnapshotFiles::SnapshotFiles(rocksdb::Env& env, std::string folder, std::uint64_t spare)
    : env_(env), folder_(std::move(folder)), spare_(spare) {}

std::string SnapshotFiles::path(std::uint32_t shard, std::uint64_t next) const {
  std::string name = folder_ + '/' + std::to_string(shard) + '-' + std::to_string(next);
  return name.append(kSuffix);
}

std::vector<std::uint64_t> SnapshotFiles::list(std::uint32_t shard) const {
  std::vector<std::string> names;
  // Without the folder there are none.
  env_.GetChildren(folder_, &names).PermitUncheckedError();
  const std::string prefix = std::to_string(shard) + '-';
  std::vector<std::uint64_t> numbers;
  for (std::string_view name : names) {
    if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) continue;
    name.remove_prefix(prefix.size());
    name.remove_suffix(kSuffix.size());
    const std::optional<std::int64_t> number = base::parse_integer(name);
    if (number && *number > 0) numbers.push_back(static_cast<std::uint64_t>(*number));
  }
  std::sort(numbers.rbegin(), numbers.rend());
  return numbers;
}

Problem SnapshotFiles::read(std::uint32_t shard, std::uint64_t next,
                            const PieceVisit& visit) const {
  const std::string name = path(shard, next);
  std::unique_ptr<rocksdb::SequentialFile> file;
  const rocksdb::Status status = env_.NewSequentialFile(name, &file, rocksdb::EnvOptions());
  if (!status.ok()) return {Fault::kUnavailable, name + " cannot be read: " + status.ToString()};
  FrameReader in(*file);
  const std::string wrong = walk(in, visit);
  if (wrong.empty()) return {};
  return {Fault::kDamaged, name + " at offset " + std::to_string(in.offset()) + ": " + wrong};
}

Problem SnapshotFiles::write(const std::string& to, const PieceSource& source) const {
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env_.NewWritableFile(to, &file, rocksdb::EnvOptions());
  if (!status.ok()) return cannot_write(to, status);
  FrameWriter out(*file, [this] {
    std::uint64_t free = 0;
    return spare_ == 0 || !env_.GetFreeSpace(folder_, &free).ok() || free > spare_;
  });
  source([&out](std::string_view piece) { out.add(piece); });
  status = out.finish();
  return status.ok() ? Problem{} : cannot_write(to, status);
}

Problem SnapshotFiles::keep(std::uint32_t shard, std::uint64_t next, const PieceSource& source) {
  rocksdb::Status status = env_.CreateDirIfMissing(folder_);
  if (!status.ok()) return cannot_write(folder_, status);
  const std::string name = path(shard, next);
  // One name for all drafts of the shard: what a process that died has begun is written over.
  const std::string draft = folder_ + '/' + std::to_string(shard) + "-draft";
  Problem problem = write(draft, source);
  if (problem.none()) {
    std::unique_ptr<rocksdb::Directory> folder;
    status = env_.RenameFile(draft, name);
    if (status.ok()) status = env_.NewDirectory(folder_, &folder);
    if (status.ok()) status = folder->Fsync();
    if (!status.ok()) problem = cannot_write(name, status);
  }
  if (problem.none()) problem = read(shard, next, [](std::string_view) { return true; });
  if (!problem.none()) {
    // Half a snapshot is of no use to anybody; what it replaces is still there.
    env_.DeleteFile(draft).PermitUncheckedError();
    drop(shard, next);
  }
  return problem;
}

// It may not be there.
void SnapshotFiles::drop(std::uint32_t shard, std::uint64_t next) {
  env_.DeleteFile(path(shard, next)).PermitUncheckedError();
}

}  // namespace stellwerk::journal
