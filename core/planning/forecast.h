// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/planning/band.h"
#include "core/planning/history.h"
#include "core/planning/volume_model.h"

namespace stellwerk::planning {

// Days with counts that a forecast needs.
inline constexpr std::size_t kHistoryDaysMin = 21;

// A model of a history, and how far off it is: the same model is made from parts of the history and
// asked for what followed them. The bands are as wide as they would have had to be.
class Forecast {
 public:
  // `share` of what comes is to fall within the bands. REQUIRES: kHistoryDaysMin days, 0 < share
  // < 1.
  Forecast(const History& history, const Holidays& holidays, double share);

  [[nodiscard]] const VolumeModel& model() const { return model_; }
  // Relative deviation of what is expected of an interval from what it should have been.
  [[nodiscard]] double spread() const { return spread_; }
  [[nodiscard]] double share() const { return share_; }
  [[nodiscard]] Band band(double expected) const { return band_around(expected, spread_, share_); }

 private:
  VolumeModel model_;
  double share_;
  double spread_;
};

}  // namespace stellwerk::planning
