// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace stellwerk::cli {

// Texts that a page with plots is made of, in pieces.
[[nodiscard]] std::span<const std::string_view> page_pieces();   // HTML with places to fill in
[[nodiscard]] std::span<const std::string_view> plots_pieces();  // JavaScript of ours
[[nodiscard]] std::span<const std::string_view> chart_pieces();  // Chart.js

}  // namespace stellwerk::cli
