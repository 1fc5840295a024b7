// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/medium.h"
#include "core/sim/faults/scenario.h"
#include "tests/sim/crash_env.h"

namespace stellwerk::sim {

// A record that was trimmed, for checkers.
struct KeptRecord {
  std::uint64_t seq = 0;
  base::Instant at;
  std::uint32_t tenant = 0;
  std::string command;
};

// The daemon's own journal on a machine whose power can be cut: committer, log and RocksDB as they
// are, files in memory.
class RocksMedium final : public Medium {
 public:
  RocksMedium(const Scenario& scenario, Coverage& coverage);

  std::unique_ptr<SteppedJournal> open(journal::Problem& problem) override;
  std::unique_ptr<stream::Archive> archive(runtime::ArchiveUse use) override;
  void go_down(bool power) override;
  void come_back() override;
  void bound(std::uint64_t bytes) override;
  void forget_bound() override;
  [[nodiscard]] bool bounded() const override { return bounded_; }
  // The process dies in the middle of one of its next writes.
  void break_down() override;
  void mend() override { env_.go_on(); }

 private:
  const Scenario& scenario_;
  Coverage& coverage_;
  base::Prng prng_;
  CrashEnv env_;
  std::vector<KeptRecord> trimmed_;
  bool bounded_ = false;
  bool power_is_cut_ = false;
};

}  // namespace stellwerk::sim
