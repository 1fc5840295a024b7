// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::resp {

// Splits a command typed on one line at its blanks. "..." keeps blanks and knows \n \r \t \b \a
// \xHH, '...' keeps everything but \'; a closing quote must be followed by a blank or the end.
// Appends views into `line`, or into `unquoted`, which is overwritten, where an argument has
// quotes. False when a quote is not closed.
[[nodiscard]] bool split_inline(std::string_view line, std::vector<std::string_view>& arguments,
                                std::string& unquoted);

}  // namespace stellwerk::resp
