// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/civil_time.h>

// `stellwerk plan shift-forecast`: what to expect by interval, learned from a history.
namespace stellwerk::cli {

struct ShiftForecastOptions {
  std::string history;                       // a file; history_file.h says what is in it
  std::string holidays;                      // a file, or empty
  std::string queue;                         // of the history; empty: all of it
  std::optional<std::int64_t> interval_min;  // divides a day
  double band = 0.8;                         // share of what comes that the bands are to have
  std::optional<absl::CivilDay> from;        // by default the day after the history
  std::uint32_t days = 28;
  std::uint32_t hold_back = 0;  // months to compare with forecasts of them; 0: forecast days
  std::string json;             // a file, or - for standard output; empty: none
};

// Prints the forecast, as CSV, or the errors on months held back, as a table. The program's exit
// code: 0; 1 when there is too little history or a file cannot be written; 2 when a file cannot be
// read or says something wrong.
[[nodiscard]] int run_shift_forecast(const ShiftForecastOptions& options);

}  // namespace stellwerk::cli
