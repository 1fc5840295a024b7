// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/sim/laboratory/forecast_judge.h"

namespace stellwerk::cli {

struct ForecastReport {
  std::string scenario, policy;
  std::uint32_t days = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> classes;
  std::vector<std::pair<double, lab::ForecastVerdict>> loads;
};

[[nodiscard]] std::string forecast_text(const ForecastReport& report);
[[nodiscard]] nlohmann::json forecast_json(const ForecastReport& report);

}  // namespace stellwerk::cli
