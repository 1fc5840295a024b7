// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stellwerk::cli {

// Writes `text` to a file; "-" is standard output. False, said on standard error, when it cannot be
// written.
[[nodiscard]] bool write_to(const std::string& path, const std::string& text);

}  // namespace stellwerk::cli
