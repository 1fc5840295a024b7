// SPDX-License-Identifier: Apache-2.0
#include "core/journal/write_ahead_scan.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/env.h>

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/journal/crc32c.h"

namespace stellwerk::journal {
namespace {

using Kind = WriteAheadState::Kind;

constexpr std::size_t kBlockSize = 32'768;
constexpr std::size_t kHeadSize = 7;
constexpr std::size_t kTypeAt = 6;

// Types of records; others are not written with our options.
constexpr std::uint8_t kFull = 1;
constexpr std::uint8_t kFirst = 2;
constexpr std::uint8_t kMiddle = 3;
constexpr std::uint8_t kLast = 4;

std::uint32_t unmasked(std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xa282ead8U;
  return rotated >> 17U | rotated << 15U;
}

bool all_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

// Whether the checksum is right for fewer bytes than the length says: then the length is damaged,
// and the record was whole.
bool fits_shorter(std::string_view head, std::string_view rest, std::uint32_t sum) {
  std::uint32_t running = crc32c(head.substr(kTypeAt, 1));
  if (running == sum) return true;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    running = crc32c(rest.substr(i, 1), running);
    if (running == sum) return true;
  }
  return false;
}

class FileScan {
 public:
  // Takes the next block, which is shorter than kBlockSize at the end of the file only. Answers
  // whether to go on.
  bool take(std::string_view block) {
    std::size_t at = 0;
    while (block.size() - at >= kHeadSize) {
      const std::size_t size = take_record(block, at);
      if (size == 0) return false;
      at += size;
    }
    const std::string_view rest = block.substr(at);
    if (block.size() == kBlockSize) {
      if (!all_zero(rest)) return damaged(at, "the end of a block is not empty");
    } else if (!rest.empty()) {
      torn(at);
      return false;
    }
    start_ += block.size();
    return true;
  }

  [[nodiscard]] std::optional<std::uint64_t> torn_at() const {
    return torn_at_ ? torn_at_ : fragment_at_;
  }
  [[nodiscard]] std::optional<std::uint64_t> damaged_at() const { return damaged_at_; }
  [[nodiscard]] const std::string& what() const { return what_; }

 private:
  bool damaged(std::size_t at, std::string_view what) {
    damaged_at_ = start_ + at;
    what_ = what;
    return false;
  }
  void torn(std::size_t at) { torn_at_ = fragment_at_ ? *fragment_at_ : start_ + at; }

  // The record's size with its head; 0 when the scan ends here.
  std::size_t take_record(std::string_view block, std::size_t at) {
    const bool last_block = block.size() < kBlockSize;
    const std::string_view rest = block.substr(at);
    base::ByteReader head(rest);
    const std::uint32_t sum = unmasked(head.u32());
    const std::size_t low = head.u8();
    const std::size_t length = low | std::size_t{head.u8()} << 8U;
    const std::uint8_t type = head.u8();
    if (type == 0 && length == 0 && all_zero(rest)) {
      // Room that the file system has given and nobody has written.
      zeros_at_ = zeros_at_.value_or(start_ + at);
      return rest.size();
    }
    if (zeros_at_) return damaged(*zeros_at_ - start_, "zeros where records stood"), 0U;
    if (length > rest.size() - kHeadSize) {
      if (!last_block || fits_shorter(rest.substr(0, kHeadSize), rest.substr(kHeadSize), sum)) {
        return damaged(at, "the length of a record is wrong"), 0U;
      }
      return torn(at), 0U;
    }
    if (crc32c(rest.substr(kTypeAt, 1 + length)) != sum) {
      return damaged(at, "the checksum of a record is wrong"), 0U;
    }
    if (!follows(type)) return damaged(at, "a record is out of its place"), 0U;
    if (type == kFirst) fragment_at_ = start_ + at;
    if (type == kLast) fragment_at_.reset();
    return kHeadSize + length;
  }

  [[nodiscard]] bool follows(std::uint8_t type) const {
    if (type == kFull || type == kFirst) return !fragment_at_;
    return (type == kMiddle || type == kLast) && fragment_at_;
  }

  std::uint64_t start_ = 0;                   // of the block
  std::optional<std::uint64_t> fragment_at_;  // of a record in several parts, not complete yet
  std::optional<std::uint64_t> zeros_at_;
  std::optional<std::uint64_t> torn_at_;
  std::optional<std::uint64_t> damaged_at_;
  std::string what_;
};

WriteAheadState damaged_file(const std::string& file, std::uint64_t offset, std::string what) {
  return {Kind::kDamaged, file, offset, 0, std::move(what)};
}

WriteAheadState scan_file(rocksdb::Env& env, const std::string& file) {
  std::unique_ptr<rocksdb::SequentialFile> in;
  rocksdb::Status status = env.NewSequentialFile(file, &in, rocksdb::EnvOptions());
  if (!status.ok()) return damaged_file(file, 0, status.ToString());
  FileScan scan;
  std::string block(kBlockSize, '\0');
  std::uint64_t size = 0;
  bool going_on = true;
  while (true) {
    rocksdb::Slice read;
    status = in->Read(kBlockSize, &read, block.data());
    if (!status.ok()) return damaged_file(file, size, status.ToString());
    size += read.size();
    going_on = going_on && scan.take({read.data(), read.size()});
    if (read.size() < kBlockSize || scan.damaged_at()) break;
  }
  if (scan.damaged_at()) return damaged_file(file, *scan.damaged_at(), scan.what());
  if (scan.torn_at()) return {Kind::kTorn, file, *scan.torn_at(), size - *scan.torn_at(), {}};
  return {Kind::kWhole, file, 0, size, {}};
}

// By ascending number.
std::vector<std::string> write_ahead_files(rocksdb::Env& env, const std::string& folder) {
  constexpr std::string_view kSuffix = ".log";
  std::vector<std::string> names;
  std::vector<std::pair<std::int64_t, std::string>> numbered;
  if (!env.GetChildren(folder, &names).ok()) return {};
  for (const std::string& name : names) {
    if (!name.ends_with(kSuffix)) continue;
    const std::string_view stem = std::string_view(name).substr(0, name.size() - kSuffix.size());
    const std::optional<std::int64_t> number = base::parse_integer(stem);
    if (number) numbered.emplace_back(*number, std::string(folder).append("/").append(name));
  }
  std::sort(numbered.begin(), numbered.end());
  std::vector<std::string> files;
  files.reserve(numbered.size());
  for (auto& [number, path] : numbered) files.push_back(std::move(path));
  return files;
}

}  // namespace

WriteAheadState scan_write_ahead(rocksdb::Env& env, const std::string& folder) {
  WriteAheadState torn;
  for (const std::string& file : write_ahead_files(env, folder)) {
    WriteAheadState state = scan_file(env, file);
    if (state.kind == Kind::kDamaged) return state;
    if (torn.kind == Kind::kTorn && state.size > 0) {
      return damaged_file(torn.file, torn.offset, "the end is missing, and a later file goes on");
    }
    if (state.kind == Kind::kTorn) torn = std::move(state);
  }
  return torn;
}

}  // namespace stellwerk::journal
