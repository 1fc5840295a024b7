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
constexpr std::size_t kSectorSize = 512;  // the least that disks have

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

struct Head {
  std::uint32_t sum = 0;
  std::size_t length = 0;
  std::uint8_t type = 0;
};

// Nothing where there is no whole head.
Head read_head(std::string_view bytes) {
  if (bytes.size() < kHeadSize) return {};
  base::ByteReader reader(bytes);
  const std::uint32_t sum = unmasked(reader.u32());
  const std::size_t low = reader.u8();
  return {sum, low | std::size_t{reader.u8()} << 8U, reader.u8()};
}

// REQUIRES: as many bytes as the head says.
bool is_whole(std::string_view bytes, const Head& head) {
  return crc32c(bytes.substr(kTypeAt, 1 + head.length)) == head.sum;
}

// Whether, of the bytes that stand at `at` of the file, some sector's have stayed the zeros that
// were there before: a disk writes sectors whole or not at all.
bool has_unwritten_sector(std::string_view bytes, std::uint64_t at) {
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), kSectorSize - at % kSectorSize);
    if (all_zero(bytes.substr(0, size))) return true;
    bytes.remove_prefix(size);
    at += size;
  }
  return false;
}

class FileScan {
 public:
  // Takes the next block, which is shorter than kBlockSize at the end of the file only. Answers
  // whether to go on.
  bool take(std::string_view block) {
    note_end(block);
    const bool go_on = bad_ ? look_behind(block, 0) : take_records(block);
    start_ += block.size();
    return go_on;
  }

  // What the file is. REQUIRES: all of it was taken, or take() said not to go on.
  [[nodiscard]] WriteAheadState state(const std::string& file) const {
    if (bad_ && is_damage()) return {Kind::kDamaged, file, *bad_, 0, what_};
    const std::optional<std::uint64_t> torn = bad_ ? bad_ : torn_at_ ? torn_at_ : fragment_at_;
    if (torn) return {Kind::kTorn, file, *torn, end_ - *torn, {}};
    return {Kind::kWhole, file, 0, end_, {}};
  }

 private:
  // Unwritten sectors have the zeros that were written ahead, so such stand behind them, too.
  [[nodiscard]] bool is_damage() const {
    return !unwritten_ || (start_ == end_ && !file_ends_within_);
  }

  void note_end(std::string_view block) {
    const std::size_t last = block.find_last_not_of('\0');
    if (last != std::string_view::npos) end_ = start_ + last + 1;
  }

  bool take_records(std::string_view block) {
    std::size_t at = 0;
    while (block.size() - at >= kHeadSize) {
      const std::size_t size = take_record(block, at);
      if (size == 0) return bad_ && look_behind(block, at);
      at += size;
    }
    if (all_zero(block.substr(at))) return true;
    if (block.size() == kBlockSize) {
      bad(at, {}, "the end of a block is not empty");
      return false;
    }
    torn(at);
    return false;
  }

  // The record's size with its head; 0 when what is there is none.
  std::size_t take_record(std::string_view block, std::size_t at) {
    const std::string_view rest = block.substr(at);
    const Head head = read_head(rest);
    if (head.type == 0 && head.length == 0 && all_zero(rest)) {
      // Room that was made, and nobody has written there.
      zeros_at_ = zeros_at_.value_or(start_ + at);
      return rest.size();
    }
    if (zeros_at_) return zeros_within(), 0U;
    if (head.length > rest.size() - kHeadSize) {
      file_ends_within_ = block.size() < kBlockSize;
      return bad(at, rest, "the length of a record is wrong"), 0U;
    }
    if (!is_whole(rest, head)) {
      // A head that was not written does not say how long the record would have been.
      const std::size_t size = head.type == 0 ? kSectorSize : kHeadSize + head.length;
      return bad(at, rest.substr(0, size), "the checksum of a record is wrong"), 0U;
    }
    if (!follows(head.type)) return bad(at, {}, "a record is out of its place"), 0U;
    if (head.type == kFirst) fragment_at_ = start_ + at;
    if (head.type == kLast) fragment_at_.reset();
    return kHeadSize + head.length;
  }

  [[nodiscard]] bool follows(std::uint8_t type) const {
    if (type == kFull || type == kFirst) return !fragment_at_;
    return (type == kMiddle || type == kLast) && fragment_at_;
  }

  void torn(std::size_t at) { torn_at_ = fragment_at_ ? *fragment_at_ : start_ + at; }

  // Not whole is what stands at `at`, as far as can be told `bytes` long.
  void bad(std::size_t at, std::string_view bytes, std::string_view what) {
    bad_ = fragment_at_.value_or(start_ + at);
    what_ = what;
    unwritten_ =
        (file_ends_within_ || has_unwritten_sector(bytes, start_ + at)) &&
        !fits_shorter(bytes.substr(0, kHeadSize), bytes.substr(kHeadSize), read_head(bytes).sum);
  }
  // Zeros, and now something else.
  void zeros_within() {
    bad_ = fragment_at_.value_or(*zeros_at_);
    what_ = "zeros where records stood";
    unwritten_ = true;
  }

  // What begins behind something that is not whole tells whether that was the last write: if it
  // was, nothing does. Answers whether to go on.
  bool look_behind(std::string_view block, std::size_t from) {
    if (!unwritten_) return false;
    for (std::size_t at = from; at + kHeadSize <= block.size(); ++at) {
      const auto type = static_cast<std::uint8_t>(block[at + kTypeAt]);
      if (type != kFull && type != kFirst) continue;
      const std::string_view rest = block.substr(at);
      const Head head = read_head(rest);
      if (head.length > rest.size() - kHeadSize || !is_whole(rest, head)) continue;
      unwritten_ = false;
      return false;
    }
    return true;
  }

  std::uint64_t start_ = 0;  // of the block
  std::uint64_t end_ = 0;
  std::optional<std::uint64_t> fragment_at_;  // of a record in several parts, not complete yet
  std::optional<std::uint64_t> zeros_at_;
  std::optional<std::uint64_t> torn_at_;  // the file ends within a head
  std::optional<std::uint64_t> bad_;
  bool file_ends_within_ = false;  // what is bad, by its length
  bool unwritten_ = false;         // what is bad may be a write that was not finished
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
  while (going_on) {
    rocksdb::Slice read;
    status = in->Read(kBlockSize, &read, block.data());
    if (!status.ok()) return damaged_file(file, size, status.ToString());
    size += read.size();
    going_on = scan.take({read.data(), read.size()}) && read.size() == kBlockSize;
  }
  return scan.state(file);
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

bool cut_write_ahead(rocksdb::Env& env, const WriteAheadState& torn) {
  std::unique_ptr<rocksdb::WritableFile> file;
  return env.ReopenWritableFile(torn.file, &file, rocksdb::EnvOptions()).ok() &&
         file->Truncate(torn.offset).ok() && file->Sync().ok() && file->Close().ok();
}

}  // namespace stellwerk::journal
