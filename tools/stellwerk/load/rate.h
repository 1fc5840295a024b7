// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::cli {

// How fast conversations are to arrive.
struct Rate {
  enum class Kind : std::uint8_t {
    kHighest,    // as fast as answers come: a closed loop
    kPerSecond,  // `value` conversations a second, whatever comes back: an open loop
    kShare,      // `value` (0.8: 80 %) of what the closed loop reaches just before
  };

  Kind kind = Kind::kHighest;
  double value = 0;

  // "max", "20000/s", "80%".
  [[nodiscard]] std::string text() const;
};

// Reads "20000/s", "20k/s", "1.5M", "80%" or "max". Empty when it is none of these, or not above 0.
[[nodiscard]] std::optional<Rate> parse_load_rate(std::string_view text);

}  // namespace stellwerk::cli
