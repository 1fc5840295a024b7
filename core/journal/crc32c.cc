// SPDX-License-Identifier: Apache-2.0
#include "core/journal/crc32c.h"

#include <algorithm>
#include <cstddef>

#include <isa-l.h>

namespace stellwerk::journal {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  // The library takes an int for the size and, by mistake, no const.
  constexpr std::size_t kStep = std::size_t{1} << 30U;
  std::uint32_t state = ~before;
  while (!bytes.empty()) {
    const std::string_view step = bytes.substr(0, std::min(bytes.size(), kStep));
    auto* const start = reinterpret_cast<unsigned char*>(const_cast<char*>(step.data()));
    state = ::crc32_iscsi(start, static_cast<int>(step.size()), state);
    bytes.remove_prefix(step.size());
  }
  return ~state;
}

}  // namespace stellwerk::journal
