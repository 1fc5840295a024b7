// SPDX-License-Identifier: Apache-2.0
#include "core/planning/history.h"

#include <algorithm>
#include <numeric>

#include "core/base/check.h"

namespace stellwerk::planning {

double DayCounts::total() const { return std::accumulate(counts.begin(), counts.end(), 0.0); }

History History::before(absl::CivilDay end) const {
  const auto first_behind = std::partition_point(
      days.begin(), days.end(), [end](const DayCounts& each) { return each.day < end; });
  return {intervals, {days.begin(), first_behind}};
}

History merged(const History& history, std::size_t factor) {
  SW_CHECK(factor >= 1 && history.intervals % factor == 0);
  History coarse{history.intervals / factor, history.days};
  for (DayCounts& day : coarse.days) {
    for (std::size_t i = 0; i < coarse.intervals; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < factor; ++j) sum += day.counts[i * factor + j];
      day.counts[i] = sum;
    }
    day.counts.resize(coarse.intervals);
  }
  return coarse;
}

}  // namespace stellwerk::planning
