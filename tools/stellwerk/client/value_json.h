// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// A reply as JSON: maps are objects in the order received, lists arrays, null null. A text that is
// not UTF-8 becomes {"hex": "..."}, an error {"error": "CODE text"}.
[[nodiscard]] nlohmann::ordered_json to_json(const Value& value);

}  // namespace stellwerk::cli
