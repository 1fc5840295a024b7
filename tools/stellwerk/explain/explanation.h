// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// The answer to CONV.EXPLAIN for people: in words, what each agent lacks, the decisions, the
// timeline. What the answer has not got is left out.
[[nodiscard]] std::string explanation(const Value& answer);

}  // namespace stellwerk::cli
