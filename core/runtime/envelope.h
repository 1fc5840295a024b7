// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::runtime {

// Who asked, and how the answer goes back. A plain value that travels with the command and returns
// with its answer.
struct Envelope {
  std::uint64_t session = 0;  // the producer's own name for the asker, never looked into
  std::uint32_t tenant = 0;   // index, 0 to RuntimeOptions::tenants - 1
  std::uint16_t port = 0;     // filled in by Port::submit()
  std::uint8_t protocol = 2;  // RESP version the answer is shaped for: 2 or 3
  std::uint8_t flags = 0;     // the producer's own, never looked into
};
static_assert(sizeof(Envelope) == 16);

}  // namespace stellwerk::runtime
