// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_result.h"

namespace stellwerk::cli {
namespace {

constexpr double kKeptUp = 0.98;

}  // namespace

bool LoadResult::kept_up() const {
  return unanswered == 0 && shape.per_second && cycles_per_s() >= kKeptUp * *shape.per_second;
}

bool LoadResult::is_good() const {
  return errors == 0 && assigned_by_daemon.value_or(assigned) == assigned &&
         assigned_by_metrics.value_or(assigned) == assigned;
}

}  // namespace stellwerk::cli
