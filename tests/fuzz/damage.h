// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "tests/fuzz/target.h"

namespace stellwerk::fuzz {

// What may happen to a file that was written whole.
class Damage {
 public:
  explicit Damage(Draws& draws)
      : cut_(draws.below(65'536)), flip_(draws.below(65'536)), bit_(draws.byte() % 8U) {}

  // Calls `check` with the file cut off, with something behind its end, and with a bit flipped.
  // REQUIRES: the file is not empty.
  template <class Check>
  void for_each(const std::string& file, const Check& check) const {
    check(std::string_view(file).substr(0, cut_ % file.size()));
    check(file + '\0');
    std::string flipped = file;
    char& byte = flipped[flip_ % file.size()];
    byte = static_cast<char>(byte ^ (1 << bit_));
    check(flipped);
  }

 private:
  std::size_t cut_, flip_;
  unsigned bit_;
};

}  // namespace stellwerk::fuzz
