// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/policy/compile.h"

namespace stellwerk::policy {

// Its problems as a user reads them.
inline std::vector<std::string> described_all(const Compiled& compiled) {
  std::vector<std::string> lines;
  for (const Problem& problem : compiled.problems) lines.push_back(described(problem));
  return lines;
}

}  // namespace stellwerk::policy
