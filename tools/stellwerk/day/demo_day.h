// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tools/stellwerk/day/schedule.h"

namespace stellwerk::cli {

struct DemoDayOptions {
  std::uint64_t seed = 1;
  // The bank's working day had 1,430 calls; the demonstration has this many thousandths of that.
  // 1 to 1,000,000.
  std::int64_t volume_permille = 6'000;
};

// The built-in day, 07:00 to 24:00: arrivals, kinds, skills, service times, patience and staffing
// of the bank's working days (bank_figures.h), spread over channels and expectations as German
// consumers state them: 10 % want an answer at once, 22 % within the hour, the rest within a day;
// 42 % write by e-mail or form. Bots greet those in a hurry and answer part of them.
// Equal options give equal days.
[[nodiscard]] Schedule make_demo_day(const DemoDayOptions& options);

}  // namespace stellwerk::cli
