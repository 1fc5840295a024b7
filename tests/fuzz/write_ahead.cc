// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/journal/crc32c.h"
#include "core/journal/write_ahead_scan.h"
#include "tests/fuzz/memory_files.h"
#include "tests/fuzz/target.h"

// Write-ahead files as they were found, and as they were written: the first byte's lowest bit
// chooses. Found: the rest is the newest file's bytes. Written: the rest says how large the records
// are and what befell the file, and so what the scan has to say.

namespace stellwerk::fuzz {
namespace {

using journal::WriteAheadState;
using Kind = WriteAheadState::Kind;

constexpr std::size_t kBlockSize = 32'768;
constexpr std::size_t kHeadSize = 7;

WriteAheadState scanned(std::vector<std::string> files) {
  MemoryFiles env;
  for (std::size_t i = 0; i < files.size(); ++i) {
    env.files["00000" + std::to_string(i + 4) + ".log"] = std::move(files[i]);
  }
  return journal::scan_write_ahead(env, std::string(MemoryFiles::kFolder));
}

// What a torn file is said to end with is its end, but for zeros.
void check_end(std::string_view file, const WriteAheadState& torn) {
  const std::uint64_t end = torn.offset + torn.size;
  SW_CHECK(torn.size > 0 && end <= file.size() && file[end - 1] != 0);
  SW_CHECK(file.substr(end).find_first_not_of('\0') == std::string_view::npos);
}

void check_found(std::string_view bytes) {
  const std::string file(bytes);
  const WriteAheadState state = scanned({file});
  if (state.kind == Kind::kWhole) return;
  SW_CHECK(state.file == "/log/000004.log" && state.offset <= file.size());
  if (state.kind == Kind::kDamaged) return SW_CHECK(!state.what.empty());
  // What is cut is the end, and what is kept is whole.
  SW_CHECK(state.what.empty());
  check_end(file, state);
  SW_CHECK(scanned({file.substr(0, state.offset)}).kind == Kind::kWhole);
  // A torn file with another behind it was not torn by a crash.
  const WriteAheadState gone_on = scanned({file, std::string("x")});
  SW_CHECK(gone_on.kind == Kind::kDamaged && gone_on.offset == state.offset);
  SW_CHECK(scanned({file, std::string()}).kind == Kind::kTorn);
}

// Writes records as RocksDB does: in blocks, each record in as many parts as it needs.
class LogFile {
 public:
  void append(std::string_view record) {
    starts.push_back(bytes.size());
    bool first = true;
    do {
      const std::size_t left = kBlockSize - bytes.size() % kBlockSize;
      if (left < kHeadSize) {
        bytes.append(left, '\0');
        if (first) starts.back() = bytes.size();
        continue;
      }
      const std::size_t size = std::min(left - kHeadSize, record.size());
      const bool last = size == record.size();
      append_part(record.substr(0, size), first ? (last ? 1 : 2) : (last ? 4 : 3));
      record.remove_prefix(size);
      first = false;
      if (last) return;
    } while (true);
  }

  std::string bytes;
  std::vector<std::size_t> starts;  // of each record

 private:
  void append_part(std::string_view part, int type) {
    const std::string summed = static_cast<char>(type) + std::string(part);
    const std::uint32_t sum = journal::crc32c(summed);
    const std::uint32_t masked = (sum >> 15U | sum << 17U) + 0xa282ead8U;
    std::string head(4, '\0');
    base::ByteWriter(head.data()).u32(masked);
    bytes += head;
    bytes += static_cast<char>(part.size() & 0xffU);
    bytes += static_cast<char>(part.size() >> 8U);
    bytes += summed;
  }
};

// Small, as large as a block has room for, or of several blocks.
std::size_t drawn_size(Draws& draws) {
  switch (draws.byte() % 4) {
    case 0:
      return draws.below(256);
    case 1:
      return kBlockSize - 24 + draws.below(32);
    case 2:
      return draws.below(4'000);
    default:
      return draws.below(65'536);
  }
}

// Where a record that is cut off began: the scan keeps what stands before it. Padding in front of a
// record goes with it or stays.
void check_cut(const LogFile& log, std::size_t size) {
  const WriteAheadState state = scanned({log.bytes.substr(0, size)});
  std::size_t start = 0;
  bool at_an_end = size == 0;
  for (const std::size_t next : log.starts) {
    if (next <= size) start = next;
    at_an_end = at_an_end || next == size;
  }
  if (state.kind == Kind::kWhole) return;
  SW_CHECK(!at_an_end);
  SW_CHECK(state.kind == Kind::kTorn);
  check_end(std::string_view(log.bytes).substr(0, size), state);
  SW_CHECK(state.offset >= start || size - state.offset < kHeadSize);
}

void check_flip(const LogFile& log, std::size_t at, unsigned bit) {
  std::string flipped = log.bytes;
  flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
  const WriteAheadState state = scanned({flipped});
  SW_CHECK_MSG(state.kind == Kind::kDamaged, "a flipped bit was not noticed for what it is");
  SW_CHECK(state.offset <= at);
}

// The power is cut while the last record is written over zeros: of its sectors some are as they
// were before. The same to a record that was whole is damage.
void check_lost_sectors(const LogFile& log, Draws& draws) {
  constexpr std::size_t kSector = 512;
  const std::size_t from = log.starts[draws.byte() % log.starts.size()];
  const bool is_last = from == log.starts.back();
  std::string bytes = log.bytes;
  const std::size_t next = is_last ? bytes.size() : *std::ranges::upper_bound(log.starts, from);
  bool lost = false;
  for (std::size_t at = from; at < next;) {
    const std::size_t size = std::min(next - at, kSector - at % kSector);
    if (draws.byte() % 2 == 0) {
      lost = true;
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, '\0');
    }
    at += size;
  }
  bytes.append(kBlockSize + draws.below(9'000), '\0');
  const WriteAheadState state = scanned({bytes});
  if (!lost) return SW_CHECK(state.kind == Kind::kWhole);
  if (!is_last) return SW_CHECK(state.kind == Kind::kDamaged);
  const bool nothing_left = bytes.find_first_not_of('\0', from) == std::string::npos;
  SW_CHECK(state.kind == (nothing_left ? Kind::kWhole : Kind::kTorn));
  SW_CHECK(nothing_left || state.offset == from);
}

void check_written(Draws draws) {
  LogFile log;
  const std::size_t records = 1 + draws.below(6);
  std::string record;
  for (std::size_t i = 0; i < records && log.bytes.size() < 3 * kBlockSize; ++i) {
    const std::size_t size = drawn_size(draws);
    const std::uint8_t salt = draws.byte();
    // Without zeros: those are what a sector has that was never written.
    record.assign(size, static_cast<char>(salt | 1U));
    for (std::size_t at = 0; at < size; at += 61) record[at] = static_cast<char>((at + salt) | 1U);
    log.append(record);
  }
  SW_CHECK(scanned({log.bytes}).kind == Kind::kWhole);
  SW_CHECK(scanned({log.bytes, log.bytes}).kind == Kind::kWhole);
  // Room that was given and never written.
  SW_CHECK(scanned({log.bytes + std::string(draws.below(9'000) + kHeadSize, '\0')}).kind !=
           Kind::kDamaged);

  const std::size_t high = draws.below(256);
  const std::size_t low = draws.below(65'536);
  const std::size_t at = (high << 16U | low) % log.bytes.size();
  check_cut(log, at);
  check_flip(log, at, draws.byte() % 8U);
  check_lost_sectors(log, draws);
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  if (draws.byte() % 2 == 0) return check_found(draws.rest());
  check_written(draws);
}

}  // namespace stellwerk::fuzz
