// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/queueing/station.h"

namespace stellwerk::queueing {

// Share of a protected class that begins later than `target` while `kept_free` of the agents take
// nothing else, and all others are always busy with work that can wait and takes as long. The class
// itself uses all of them, first come first served. A birth and death chain from agents - kept_free
// busy on; the engine sizes its reserve by the same (there in fixed point). 1 at a load not below
// the number of agents. REQUIRES: target >= 0, kept_free <= agents.
[[nodiscard]] double late_share(const Station& station, std::uint32_t kept_free, double target);

}  // namespace stellwerk::queueing
