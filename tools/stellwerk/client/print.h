// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// Writes a reply for people: maps as aligned "name  value" lines, lists with numbers, nested ones
// indented. Ends with a newline.
void print(const Value& value, std::ostream& out);

// The text, with bytes that would disturb a terminal written as \xNN.
[[nodiscard]] std::string printable(std::string_view bytes);

}  // namespace stellwerk::cli
