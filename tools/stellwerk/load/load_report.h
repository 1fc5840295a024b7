// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/load/load_client.h"

namespace stellwerk::cli {

struct LoadReport {
  const LoadOptions* options = nullptr;
  const LoadCommon* common = nullptr;
  double seconds = 0;  // that were measured
  std::optional<std::uint64_t> assigned_by_daemon;

  [[nodiscard]] std::string json() const;
  [[nodiscard]] std::string text() const;
  // Prints what the options ask for. True when nothing failed and the counts agree.
  [[nodiscard]] bool write() const;
};

}  // namespace stellwerk::cli
