// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/check.h"

namespace stellwerk::fuzz {

// What each target defines, once: holds the properties of what it is about against any bytes, and
// aborts (SW_CHECK) when one does not hold. The same input always goes the same way.
void check_input(std::string_view input);

// A copy exactly as long as the text, so that AddressSanitizer sees one byte too many.
class Exact {
 public:
  explicit Exact(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
    std::ranges::copy(text, bytes_.get());
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

// Takes the decisions of an input from its front; zero once nothing is left.
class Draws {
 public:
  explicit Draws(std::string_view input) : rest_(input) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  // In [0, bound). REQUIRES: 0 < bound <= 65,536.
  std::size_t below(std::size_t bound) {
    SW_CHECK(bound > 0 && bound <= 65'536);
    const std::size_t low = byte();
    const std::size_t high = bound > 256 ? byte() : 0U;
    return (high << 8U | low) % bound;
  }
  // The next bytes, fewer when fewer are left.
  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace stellwerk::fuzz
