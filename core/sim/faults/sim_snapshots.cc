// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "core/sim/faults/sim_journal.h"

namespace stellwerk::sim {

std::vector<std::uint64_t> SimJournal::snapshots() const {
  std::vector<std::uint64_t> numbers;
  for (const auto& [next, snapshot] : std::as_const(disk_).snapshots()) {
    numbers.insert(numbers.begin(), next);
  }
  return numbers;
}

journal::Problem SimJournal::read_snapshot(std::uint64_t next,
                                           const journal::PieceVisit& visit) const {
  const SimDisk::Snapshot& snapshot = std::as_const(disk_).snapshots().at(next);
  std::size_t left = snapshot.rotten ? snapshot.pieces.size() / 2 : snapshot.pieces.size();
  for (const std::string& piece : snapshot.pieces) {
    if (left-- == 0) return {journal::Fault::kDamaged, "a checksum is wrong"};
    if (!visit(piece)) break;
  }
  return {};
}

journal::Problem SimJournal::store_snapshot(std::uint64_t next,
                                            const journal::PieceSource& source) {
  if (disk_.bounded()) return {journal::Fault::kUnavailable, "the disk is full"};
  if (disk_.sync() != Io::kOk) return {journal::Fault::kUnavailable, "the disk has failed"};
  SimDisk::Snapshot snapshot;
  source([&snapshot](std::string_view piece) { snapshot.pieces.emplace_back(piece); });
  disk_.snapshots().insert_or_assign(next, std::move(snapshot));
  return {};
}

}  // namespace stellwerk::sim
