// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace stellwerk::journal {

enum class Fault : std::uint8_t {
  kNone,
  kUsage,        // the directory is not what was asked for: another one, or other options
  kUnavailable,  // in use, not writable, no room: may be different next time
  kDamaged,      // what was written cannot be read back
};

// Why a journal cannot be opened or read, as its operator is told: what, where, and the remedy.
struct Problem {
  Fault fault = Fault::kNone;
  std::string text;

  [[nodiscard]] bool none() const { return fault == Fault::kNone; }
};

}  // namespace stellwerk::journal
