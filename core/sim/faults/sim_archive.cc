// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/sim_archive.h"

#include <algorithm>

#include "core/journal/crc32c.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeedMark = 0x61726368;

}  // namespace

// What a process has of it.
class SimArchives::Writer final : public stream::Archive {
 public:
  Writer(SimArchives& home, bool at_once, runtime::ArchiveUse use)
      : home_(home), at_once_(at_once), use_(use) {
    home_.writers_.push_back(this);
  }
  ~Writer() override { std::erase(home_.writers_, this); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void keep(const stream::Segment& segment) override {
    lent_.push_back(&segment);
    if (at_once_) step();
  }
  [[nodiscard]] std::optional<Outcome> next_outcome() override {
    if (outcomes_.empty()) return std::nullopt;
    const Outcome outcome = outcomes_.front();
    outcomes_.pop_front();
    return outcome;
  }
  // Its process ends, and nothing more is written.
  void settle() override { lent_.clear(); }
  [[nodiscard]] Found read(const stream::SegmentId& id, stream::Segment& into,
                           std::string& problem) override {
    const auto found = home_.files_.find(key(id));
    problem = "segment " + std::to_string(id.first);
    if (found == home_.files_.end()) return problem += " is missing", Found::kMissing;
    if (!found->second.whole) return problem += " is damaged", Found::kDamaged;
    problem.clear();
    into = found->second.segment;
    ++home_.coverage_[Coverage::kArchiveReads];
    return Found::kWhole;
  }
  [[nodiscard]] Range secure(std::span<const stream::SegmentId> ids) override {
    Range range;
    for (const stream::SegmentId& id : ids) {
      const auto found = home_.files_.find(key(id));
      if (found == home_.files_.end()) {
        range.begin = ++range.end;
        continue;
      }
      if (home_.disk_.broken()) break;
      if (home_.scenario_.mutant != Mutant::kLosesSegments) found->second.secured = true;
      ++range.end;
    }
    return range;
  }
  void drop_below(std::uint64_t least) override {
    if (use_ == runtime::ArchiveUse::kFolding) return;
    std::erase_if(home_.files_,
                  [least](const auto& item) { return std::get<1>(item.first) <= least; });
  }

  bool step() {
    if (lent_.empty()) return false;
    outcomes_.push_back(home_.write(*lent_.front()));
    lent_.pop_front();
    return true;
  }

 private:
  SimArchives& home_;
  const bool at_once_;
  const runtime::ArchiveUse use_;
  std::deque<const stream::Segment*> lent_;
  std::deque<Outcome> outcomes_;
};

SimArchives::SimArchives(const Scenario& scenario, SimDisk& disk, Coverage& coverage)
    : scenario_(scenario), disk_(disk), coverage_(coverage), prng_(scenario.seed ^ kSeedMark) {}

std::unique_ptr<stream::Archive> SimArchives::open(runtime::ArchiveUse use) {
  const bool at_once = use == runtime::ArchiveUse::kFolding || prng_.chance(1, 2);
  return std::make_unique<Writer>(*this, at_once, use);
}

stream::Archive::Outcome SimArchives::write(const stream::Segment& segment) {
  const stream::SegmentId id{segment.first, segment.end(), journal::crc32c(segment.bytes),
                             static_cast<std::uint32_t>(segment.bytes.size())};
  if (disk_.broken() || disk_.bounded()) return {id, false};
  ++coverage_[Coverage::kArchived];
  const auto there = files_.find(key(id));
  if (there == files_.end() || !there->second.whole) {
    files_.insert_or_assign(key(id), File{segment});
  }
  return {id, true};
}

void SimArchives::step() {
  for (Writer* const writer : writers_) {
    if (writer->step()) return;
  }
}

void SimArchives::power_cut() {
  for (auto file = files_.begin(); file != files_.end();) {
    const std::uint64_t luck = file->second.secured ? 0 : prng_.below(4);
    file->second.whole = luck != 1;
    file = luck == 2 ? files_.erase(file) : std::next(file);
  }
}

}  // namespace stellwerk::sim
