// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace stellwerk::cli {

struct FaultsOptions {
  std::optional<std::uint64_t> seed;  // of the first run; without, from the clock
  std::uint64_t runs = 0;             // 0: one with a seed, 200 without; no bound with minutes
  double minutes = 0;                 // 0: as many as there are runs
  std::uint32_t steps = 0;            // 0: as many as the seed draws
  std::string without;                // names of features, separated by commas
  std::string mutant = "none";
  bool json = false;
};

// Runs the fault simulator. Exit code: 0 when nothing was wrong, 1 after a failure, 2 for options
// that cannot be.
[[nodiscard]] int run_faults(const FaultsOptions& options);

}  // namespace stellwerk::cli
