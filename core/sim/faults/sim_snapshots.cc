// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "core/sim/faults/sim_journal.h"

namespace stellwerk::sim {

std::vector<std::uint64_t> SimJournal::snapshots() const {
  std::vector<std::uint64_t> numbers;
  for (const auto& [next, pieces] : std::as_const(disk_).snapshots()) {
    numbers.insert(numbers.begin(), next);
  }
  return numbers;
}

journal::Problem SimJournal::read_snapshot(std::uint64_t next,
                                           const journal::PieceVisit& visit) const {
  for (const std::string& piece : disk_.snapshots().at(next)) {
    if (!visit(piece)) break;
  }
  return {};
}

journal::Problem SimJournal::store_snapshot(std::uint64_t next,
                                            const journal::PieceSource& source) {
  if (disk_.bounded()) return {journal::Fault::kUnavailable, "the disk is full"};
  std::vector<std::string> pieces;
  source([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  SimDisk::Snapshots& all = disk_.snapshots();
  all.insert_or_assign(next, std::move(pieces));
  while (all.size() > 2) all.erase(all.begin());
  return {};
}

}  // namespace stellwerk::sim
