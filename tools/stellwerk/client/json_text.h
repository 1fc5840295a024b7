// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace stellwerk::cli {

[[nodiscard]] std::string hex_digits(std::string_view bytes);

// A text as JSON has it; one that is not UTF-8 becomes {"hex": "..."}.
[[nodiscard]] nlohmann::ordered_json text_json(std::string_view text);

}  // namespace stellwerk::cli
