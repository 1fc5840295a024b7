// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/journal/crc32c.h"
#include "core/journal/snapshot_files.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/memory_files.h"
#include "tests/fuzz/target.h"

// A snapshot's file. The first byte's lowest bit chooses: the rest is the file as it was found; or
// the rest says what pieces were written, and where the file is cut and a bit flipped.

namespace stellwerk::fuzz {
namespace {

constexpr std::string_view kTitle = "stellwerk-snapshot 1\n";

struct ReadBack {
  journal::Problem problem;
  std::vector<std::string> pieces;
};

ReadBack read_back(std::string_view bytes) {
  MemoryFiles env;
  env.files["3-17.snapshot"] = bytes;
  const journal::SnapshotFiles files(env, std::string(MemoryFiles::kFolder));
  SW_CHECK(files.list(3) == std::vector<std::uint64_t>{17} && files.list(1).empty());
  ReadBack read;
  read.problem = files.read(3, 17, [&read](std::string_view piece) {
    SW_CHECK(!piece.empty());
    read.pieces.emplace_back(piece);
    return true;
  });
  return read;
}

std::string written(const std::vector<std::string>& pieces) {
  std::string bytes(kTitle);
  std::uint32_t sum = 0;
  const auto add = [&](std::string_view piece) {
    std::string head(8, '\0');
    base::ByteWriter(head.data()).u32(static_cast<std::uint32_t>(piece.size()));
    sum = journal::crc32c(piece, journal::crc32c(head.substr(0, 4), sum));
    base::ByteWriter(head.data() + 4).u32(sum);
    bytes.append(head).append(piece);
  };
  for (const std::string& piece : pieces) add(piece);
  add({});
  return bytes;
}

// What cannot be read says so, with file and offset, and gave only pieces that were written.
void check_damaged(std::string_view bytes, const std::vector<std::string>& pieces) {
  const ReadBack read = read_back(bytes);
  SW_CHECK(read.problem.fault == journal::Fault::kDamaged);
  SW_CHECK(read.problem.text.find("/log/3-17.snapshot at offset ") == 0);
  SW_CHECK(read.pieces.size() <= pieces.size());
  for (std::size_t i = 0; i < read.pieces.size(); ++i) SW_CHECK(read.pieces[i] == pieces[i]);
}

void check_written(Draws draws) {
  const Damage damage(draws);
  std::vector<std::string> pieces;
  while (!draws.empty() && pieces.size() < 12) {
    const std::size_t size = 1 + draws.below(6'000);
    const std::uint8_t salt = draws.byte();
    pieces.emplace_back(size, static_cast<char>(salt));
  }
  const std::string bytes = written(pieces);
  const ReadBack whole = read_back(bytes);
  SW_CHECK(whole.problem.none() && whole.pieces == pieces);
  damage.for_each(bytes, [&](std::string_view damaged) { check_damaged(damaged, pieces); });
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  if (draws.byte() % 2 == 1) return check_written(draws);
  const std::string_view bytes = draws.rest();
  const ReadBack read = read_back(bytes);
  if (!read.problem.none()) return SW_CHECK(read.problem.fault == journal::Fault::kDamaged);
  SW_CHECK_MSG(written(read.pieces) == bytes, "what is read was never written so");
}

}  // namespace stellwerk::fuzz
