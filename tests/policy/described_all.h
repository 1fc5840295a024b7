// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/compile.h"

namespace stellwerk::policy {

inline constexpr base::Instant kNow{1'796'000'000'000};  // 2026-11-30

inline Compiled compile(std::string_view toml, std::span<const std::string_view> ignored = {}) {
  return compile(toml, kNow, ignored);
}

// Its problems as a user reads them.
inline std::vector<std::string> described_all(const Compiled& compiled) {
  std::vector<std::string> lines;
  for (const Problem& problem : compiled.problems) lines.push_back(described(problem));
  return lines;
}

}  // namespace stellwerk::policy
