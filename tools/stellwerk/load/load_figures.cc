// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_figures.h"

namespace stellwerk::cli {
namespace {

constexpr double kKeptUp = 0.98;
constexpr std::uint64_t kLast = 2;

}  // namespace

bool LoadFigures::kept_up() const {
  return unanswered == 0 && shape.per_second &&
         static_cast<double>(measured_cycles + kLast) >= kKeptUp * static_cast<double>(arrivals);
}

bool LoadFigures::meets(const LatencyLimit& limit) const {
  return kept_up() && is_good() && latency.count() > 0 && latency.quantile(limit.share) <= limit.ns;
}

bool LoadFigures::is_good() const {
  return errors == 0 && assigned_by_daemon.value_or(assigned) == assigned &&
         assigned_by_metrics.value_or(assigned) == assigned;
}

}  // namespace stellwerk::cli
