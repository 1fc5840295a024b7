// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/prng.h"
#include "core/runtime/file_archive.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/sim_disk.h"
#include "core/stream/archive.h"

namespace stellwerk::sim {

// Archived segments on a SimDisk, as files that are there when they are whole and outlive the
// machine once they are secured. Each is written in a step of its own, so that a crash can come
// before any; half of the archives write what they get at once instead, as a start does.
class SimArchives {
 public:
  SimArchives(const Scenario& scenario, SimDisk& disk, Coverage& coverage);

  [[nodiscard]] std::unique_ptr<stream::Archive> open(runtime::ArchiveUse use);
  // Writes the next segment, if one is waiting.
  void step();
  // What was not secured is lost, kept or garbage.
  void power_cut();

 private:
  class Writer;
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>;
  struct File {
    stream::Segment segment;
    bool whole = true;
    bool secured = false;
  };

  static Key key(const stream::SegmentId& id) { return {id.first, id.end, id.checksum}; }
  [[nodiscard]] stream::Archive::Outcome write(const stream::Segment& segment);

  const Scenario& scenario_;
  SimDisk& disk_;
  Coverage& coverage_;
  base::Prng prng_;
  std::map<Key, File> files_;
  std::vector<Writer*> writers_;
};

}  // namespace stellwerk::sim
