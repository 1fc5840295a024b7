// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/json_text.h"

#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {

std::string hex_digits(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (const char byte : bytes) {
    digits += kDigits[static_cast<unsigned char>(byte) >> 4U];
    digits += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return digits;
}

nlohmann::ordered_json text_json(std::string_view text) {
  if (is_utf8(text)) return text;
  return {{"hex", hex_digits(text)}};
}

}  // namespace stellwerk::cli
