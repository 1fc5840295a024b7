// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/civil_time.h>

namespace stellwerk::planning {

// What came in on one day, by interval from midnight, in local time. Counts may have fractions.
struct DayCounts {
  absl::CivilDay day;
  std::vector<double> counts;

  [[nodiscard]] double total() const;
};

// Days in ascending order. One of which nothing is known is not there; a closed one has zeros.
struct History {
  std::size_t intervals = 0;  // of a day
  std::vector<DayCounts> days;

  // The days before `end`.
  [[nodiscard]] History before(absl::CivilDay end) const;
};

// Adds up `factor` intervals each. REQUIRES: it divides their number.
[[nodiscard]] History merged(const History& history, std::size_t factor);

// A day that is unlike others of its weekday.
struct Holiday {
  // Days of the same kind have the same effect, which is learned from those in the past.
  std::string kind;
  // The weekday whose course it follows; its own unless given.
  std::optional<absl::Weekday> like;
  // What it brings as a share of that weekday, for as long as no day of the kind has been seen.
  std::optional<double> share;
};

using Holidays = std::map<absl::CivilDay, Holiday>;

}  // namespace stellwerk::planning
