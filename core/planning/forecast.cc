// SPDX-License-Identifier: Apache-2.0
#include "core/planning/forecast.h"

#include "core/base/check.h"

namespace stellwerk::planning {
namespace {

// Blocks of days at the end are forecast from what precedes them.
constexpr int kBlocksMax = 6;
constexpr std::size_t kLongHistoryDays = 84;
constexpr int kLongBlock = 28;
constexpr int kShortBlock = 7;
constexpr std::size_t kDaysBeforeMin = 14;

double spread_in(const History& history, const Holidays& holidays, double share) {
  const int block = history.days.size() >= kLongHistoryDays ? kLongBlock : kShortBlock;
  std::vector<Outcome> outcomes;
  absl::CivilDay end = history.days.back().day + 1;
  for (int i = 0; i < kBlocksMax; ++i, end -= block) {
    const History before = history.before(end - block);
    if (before.days.size() < kDaysBeforeMin) break;
    const VolumeModel model(before, holidays);
    const History within = history.before(end);
    for (std::size_t d = before.days.size(); d < within.days.size(); ++d) {
      const DayCounts& day = within.days[d];
      const std::vector<double> expected = model.expected(day.day);
      for (std::size_t j = 0; j < expected.size(); ++j) {
        outcomes.push_back({expected[j], day.counts[j]});
      }
    }
  }
  return spread_of(outcomes, share);
}

}  // namespace

Forecast::Forecast(const History& history, const Holidays& holidays, double share)
    : model_(history, holidays), share_(share), spread_(spread_in(history, holidays, share)) {
  SW_CHECK(history.days.size() >= kHistoryDaysMin && share > 0 && share < 1);
}

}  // namespace stellwerk::planning
