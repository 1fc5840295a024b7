// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace stellwerk::journal {

// CRC-32C of the bytes, going on from `before`, the sum of what stands in front of them.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace stellwerk::journal
