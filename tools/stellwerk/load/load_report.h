// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/load/load_figures.h"

namespace stellwerk::cli {

// One rate that a search has tried.
struct LoadTry {
  double per_second = 0;
  std::uint64_t ns = 0;  // the quantile that is limited
  bool kept_up = false;
  bool met = false;
};

// What a run, and what a whole search has to say.
[[nodiscard]] nlohmann::ordered_json run_json(const LoadOptions& options,
                                              const LoadFigures& result);
[[nodiscard]] std::string run_text(const LoadOptions& options, const LoadFigures& result);

// `best`: the last run at the rate that was found, if one was.
[[nodiscard]] nlohmann::ordered_json search_json(const LoadOptions& options,
                                                 const std::vector<LoadTry>& tries,
                                                 const std::optional<LoadFigures>& best);
[[nodiscard]] std::string try_text(const LoadOptions& options, const LoadTry& tried);

// The runs of a sweep, one below the other.
[[nodiscard]] nlohmann::ordered_json sweep_json(const LoadOptions& options,
                                                const std::vector<LoadFigures>& results);
[[nodiscard]] std::string sweep_head();
[[nodiscard]] std::string sweep_line(const LoadFigures& result);

// Writes the JSON to where the options say, and the text to standard output unless the JSON goes
// there. False when it cannot be written.
[[nodiscard]] bool write_report(const LoadOptions& options, const nlohmann::ordered_json& json,
                                const std::string& text);

}  // namespace stellwerk::cli
