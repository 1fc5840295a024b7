// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <memory>
#include <utility>

#include "core/sim/faults/medium.h"
#include "core/sim/faults/sim_archive.h"
#include "core/sim/faults/sim_disk.h"
#include "core/sim/faults/sim_journal.h"

namespace stellwerk::sim {

// A SimDisk with a SimJournal on it.
class SimMedium final : public Medium {
 public:
  SimMedium(const Scenario& scenario, Coverage& coverage)
      : scenario_(scenario),
        coverage_(coverage),
        disk_(scenario, coverage),
        archives_(scenario, disk_, coverage) {}

  std::unique_ptr<SteppedJournal> open(journal::Problem&) override {
    return std::make_unique<SimJournal>(scenario_, disk_, coverage_);
  }
  std::unique_ptr<stream::Archive> archive(runtime::ArchiveUse use) override {
    return archives_.open(use);
  }
  void step() override { archives_.step(); }
  void go_down(bool power) override { power_is_cut_ = power; }
  void come_back() override {
    if (power_is_cut_) {
      disk_.power_cut();
      archives_.power_cut();
    }
    disk_.mend();
    if (scenario_.mutant == Mutant::kFlipsBit) disk_.flip_synced_bit();
    SimDisk::Snapshots& all = disk_.snapshots();
    if (scenario_.mutant == Mutant::kMisnamesSnapshots && !all.empty()) {
      auto newest = all.extract(std::prev(all.end()));
      ++newest.key();
      all.insert(std::move(newest));
    }
  }
  void spoil_snapshot() override {
    SimDisk::Snapshots& all = disk_.snapshots();
    if (all.empty()) return;
    all.rbegin()->second.rotten = true;
    ++coverage_[Coverage::kRottenSnapshots];
  }
  void bound(std::uint64_t bytes) override { disk_.bound(bytes); }
  void forget_bound() override { disk_.forget_bound(); }
  [[nodiscard]] bool bounded() const override { return disk_.bounded(); }
  void break_down() override { disk_.break_down(); }
  void mend() override { disk_.mend(); }

 private:
  const Scenario& scenario_;
  Coverage& coverage_;
  SimDisk disk_;
  SimArchives archives_;
  bool power_is_cut_ = false;
};

}  // namespace stellwerk::sim
