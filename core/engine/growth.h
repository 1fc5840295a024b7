// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::engine {

// What there will be one more of once a command is decided, unless it is refused.
enum class Growth : std::uint8_t { kNothing, kConversation, kAgent };

}  // namespace stellwerk::engine
