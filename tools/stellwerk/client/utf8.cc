// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/utf8.h"

#include <algorithm>
#include <array>

namespace stellwerk::cli {
namespace {

struct Range {
  char32_t first, last;
};

constexpr std::array<Range, 5> kCombining = {{
    {0x300, 0x36f},
    {0x200b, 0x200f},
    {0x20d0, 0x20ff},
    {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f},
}};
constexpr std::array<Range, 11> kWide = {{
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1faff},
    {0x20000, 0x3fffd},
}};

template <std::size_t kCount>
bool is_in(const std::array<Range, kCount>& ranges, char32_t point) {
  return std::ranges::any_of(
      ranges, [point](Range range) { return range.first <= point && point <= range.last; });
}

std::size_t width_of(char32_t point) {
  if (is_in(kCombining, point)) return 0;
  return is_in(kWide, point) ? 2 : 1;
}

std::size_t size_by(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

}  // namespace

std::size_t character_size(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = size_by(lead);
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) return 0;
  }
  const auto second = static_cast<unsigned char>(size > 1 ? text[1] : 0);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : size;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

char32_t code_point(std::string_view character) {
  auto point = static_cast<char32_t>(static_cast<unsigned char>(character.front()));
  if (character.size() == 1) return point;
  point &= 0x7fU >> character.size();
  for (const char byte : character.substr(1)) {
    point = point << 6U | (static_cast<unsigned char>(byte) & 0x3fU);
  }
  return point;
}

std::size_t columns(std::string_view text) {
  std::size_t total = 0;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    total += size == 0 ? 1 : width_of(code_point(text.substr(0, size)));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return total;
}

std::string_view cut(std::string_view text, std::size_t columns_max) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t size = std::max<std::size_t>(character_size(text.substr(end)), 1);
    const std::size_t width = columns(text.substr(end, size));
    if (width > columns_max) break;
    columns_max -= width;
    end += size;
  }
  return text.substr(0, end);
}

}  // namespace stellwerk::cli
