// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <array>
#include <charconv>

namespace stellwerk::base {
namespace {

constexpr std::int64_t kDurationMsMax = std::int64_t{36'500} * 86'400'000;

constexpr bool is_identifier_byte(unsigned char byte) {
  if (byte <= 0x20 || byte == 0x7f) return false;
  return byte != ',' && byte != '=' && byte != '<' && byte != '>';
}

constexpr std::array<bool, 256> kIdentifierBytes = [] {
  std::array<bool, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    table[byte] = is_identifier_byte(static_cast<unsigned char>(byte));
  }
  return table;
}();

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::optional<std::int64_t> unit_ms(std::string_view suffix) {
  if (suffix.empty() || suffix == "ms") return 1;
  if (suffix == "s") return 1'000;
  if (suffix == "m" || suffix == "min") return 60'000;
  if (suffix == "h") return 3'600'000;
  if (suffix == "d") return 86'400'000;
  return std::nullopt;
}

}  // namespace

bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > kIdentifierSizeMax) return false;
  for (const char c : text) {
    if (!kIdentifierBytes[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
  return value;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t digits_end = text.find_first_not_of("0123456789");
  const auto whole = parse_integer(text.substr(0, digits_end));
  if (!whole || *whole > kDurationMsMax) return std::nullopt;
  std::string_view rest = digits_end == text.npos ? std::string_view{} : text.substr(digits_end);

  std::int64_t thousandths = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    std::int64_t place = 100;
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
      thousandths += place * (rest[digits] - '0');
      place /= 10;
      ++digits;
    }
    rest.remove_prefix(digits);
    if (digits == 0 || rest.empty()) return std::nullopt;
  }

  const auto unit = unit_ms(rest);
  if (!unit || *whole > kDurationMsMax / *unit) return std::nullopt;
  const std::int64_t total = *whole * *unit + thousandths * *unit / 1'000;
  return total <= kDurationMsMax ? std::optional(Duration{total}) : std::nullopt;
}

std::optional<RateText> split_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const std::string_view unit = text.substr(slash + 1);
  const std::string_view count = text.substr(0, slash);
  if (unit == "s") return RateText{count, 3'600};
  if (unit == "min") return RateText{count, 60};
  if (unit == "h") return RateText{count, 1};
  return std::nullopt;
}

std::string_view next_item(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view item = rest.substr(0, at);
  rest = at == rest.npos ? std::string_view{} : rest.substr(at + 1);
  return item;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace stellwerk::base
