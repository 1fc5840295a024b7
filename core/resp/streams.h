// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/resp/parameter.h"

namespace stellwerk::resp {

// XREAD and XTRIM, whose arguments are no plain list of parameters. `arguments` are those behind
// the command's name.
bool read_xread(Reading& reading, std::span<const Parameter> parameters,
                std::span<const std::string_view> arguments);
bool read_xtrim(Reading& reading, std::span<const Parameter> parameters,
                std::span<const std::string_view> arguments);

}  // namespace stellwerk::resp
