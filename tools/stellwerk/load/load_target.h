// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/sim/load_job.h"
#include "tools/stellwerk/client/connection.h"
#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/load/load_figures.h"
#include "tools/stellwerk/replay/session.h"

namespace stellwerk::cli {

// A daemon that is made ready for the job: its policy applied, its agents on duty. Takes one run
// after the other. The first problem is kept in error(), and nothing is done after it.
class LoadTarget {
 public:
  explicit LoadTarget(const LoadOptions& options);

  // One run. With error() the result means nothing.
  [[nodiscard]] LoadFigures run(const LoadShape& shape);
  // The same at a rate, for which a closed loop comes first when it is a share of that.
  [[nodiscard]] LoadFigures run_at(LoadShape shape, const Rate& rate);
  // Removes the agents.
  void leave();

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Counts {
    std::uint64_t by_stats = 0;
    std::optional<std::uint64_t> by_metrics;
  };

  void send_all(const std::string& what, std::vector<Request> requests);
  [[nodiscard]] Counts counts();

  const LoadOptions& options_;
  Session session_;
  Connection control_;
  sim::LoadJob job_;
  std::string error_;
};

}  // namespace stellwerk::cli
