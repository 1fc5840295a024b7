// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/policy/compile.h"
#include "core/policy/toml.h"

namespace stellwerk::policy {

struct ParsedDocument {
  toml::table root;                // empty with a problem
  std::optional<Problem> problem;  // of the text as a whole: it is no TOML
};

// The one way into toml++'s parser, for any text: what its parser cannot be trusted with is refused
// before it gets there.
[[nodiscard]] ParsedDocument parse_document(std::string_view text);

}  // namespace stellwerk::policy
