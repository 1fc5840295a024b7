// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/stellwerk/sim/comparison_run.h"

namespace stellwerk::cli {

// A page with plots that needs nothing besides itself: no network, no other file.
[[nodiscard]] std::string comparison_html(const ComparisonResult& result);

}  // namespace stellwerk::cli
