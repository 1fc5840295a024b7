// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stellwerk::cli {

struct NamedText {
  std::string_view name;
  std::string_view text;
};

// What diff -u prints, without times: the fewest lines that go and come, with three lines around
// them. Empty when the texts are equal. Takes time in proportion to the product of the lines
// between the first and the last difference.
[[nodiscard]] std::string unified_diff(const NamedText& before, const NamedText& after);

}  // namespace stellwerk::cli
