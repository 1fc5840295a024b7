// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "core/resp/parameter.h"

namespace stellwerk::resp {

// Reads NAME value pairs in any order. Refuses what is unknown, repeated, without a value or not
// built yet, by name.
bool read_options(Reading& reading, std::span<const Parameter> parameters,
                  std::span<const std::string_view> arguments);

// Reads the positional parameters, then the options, and checks that nothing required is missing.
// REQUIRES: as many arguments as there are positional parameters that may not be left out.
bool read_parameters(Reading& reading, std::span<const Parameter> parameters,
                     std::span<const std::string_view> arguments);

}  // namespace stellwerk::resp
