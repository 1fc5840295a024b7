// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace stellwerk::lab {

// A number as a name of eight letters from a to p: made and read without a loop, since both happen
// for every conversation.
class Identifier {
 public:
  Identifier() = default;
  explicit Identifier(std::uint32_t number) {
    std::uint64_t nibbles = number;
    nibbles = (nibbles & 0xffff'0000U) << 16U | (nibbles & 0x0000'ffffU);
    nibbles = (nibbles & 0x0000'ff00'0000'ff00U) << 8U | (nibbles & 0x0000'00ff'0000'00ffU);
    nibbles = (nibbles & 0x00f0'00f0'00f0'00f0U) << 4U | (nibbles & 0x000f'000f'000f'000fU);
    const std::uint64_t letters = nibbles + kEachByte * 'a';
    std::memcpy(text_.data(), &letters, text_.size());
  }

  // Valid as long as this stays where it is.
  [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

  // REQUIRES: `text` is an identifier's.
  [[nodiscard]] static std::uint32_t number_of(std::string_view text) {
    std::uint64_t letters = 0;
    std::memcpy(&letters, text.data(), sizeof letters);
    std::uint64_t nibbles = letters - kEachByte * 'a';
    nibbles = (nibbles >> 4U & 0x00f0'00f0'00f0'00f0U) | (nibbles & 0x000f'000f'000f'000fU);
    nibbles = (nibbles >> 8U & 0x0000'ff00'0000'ff00U) | (nibbles & 0x0000'00ff'0000'00ffU);
    nibbles = (nibbles >> 16U & 0xffff'0000U) | (nibbles & 0x0000'ffffU);
    return static_cast<std::uint32_t>(nibbles);
  }

 private:
  static constexpr std::uint64_t kEachByte = 0x0101'0101'0101'0101U;

  std::array<char, 8> text_{};
};

}  // namespace stellwerk::lab
