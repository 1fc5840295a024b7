// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

#include "tools/stellwerk/load/arrivals.h"
#include "tools/stellwerk/load/assignment_feed.h"
#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/load/load_client.h"

namespace stellwerk::cli {

// One run of the job on connections of its own, in this thread: fills the agents, measures, and
// closes everything again.
class LoadRun {
 public:
  // `after`: number of the daemon's last event.
  LoadRun(const LoadOptions& options, const LoadShape& shape, const sim::LoadJob& job,
          std::uint64_t after);

  // Empty, or what went wrong.
  [[nodiscard]] std::string play();

  [[nodiscard]] const LoadFigures& result() const { return ledger_.result; }

 private:
  bool fill();
  bool measure_flat_out();
  bool measure_scheduled();
  bool drain();
  bool turn(std::uint64_t wait_until_ns);
  void wait(std::uint64_t until_ns);
  bool take_events();
  void hand_out(std::uint64_t now_ns);
  [[nodiscard]] std::uint64_t next_look(std::uint64_t now_ns) const;
  void begin_measuring(std::uint64_t from_ns, double seconds);
  void end_measuring(std::uint64_t now_ns);

  template <class Property>
  [[nodiscard]] bool all(Property property) const;
  [[nodiscard]] std::string failure() const;

  const LoadOptions& options_;
  LoadLedger ledger_;
  std::vector<std::unique_ptr<LoadClient>> clients_;
  std::optional<AssignmentFeed> feed_;  // of `over`
  std::vector<pollfd> descriptors_;
  Arrivals arrivals_;
  std::size_t next_client_ = 0;  // who takes the next arrival
  double cpu_s_ = 0;             // of this process when measuring began
  std::uint64_t began_ns_ = 0;
};

}  // namespace stellwerk::cli
