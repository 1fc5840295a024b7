// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace stellwerk::cli {

// Bytes of the character that `text` begins with; 0 when it begins with none.
[[nodiscard]] std::size_t character_size(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);

// The number of the character that fills `character`. REQUIRES: character_size() of it is its size.
[[nodiscard]] char32_t code_point(std::string_view character);

// Columns that a terminal gives the text: two for Chinese, Japanese and Korean characters and for
// pictures, none for accents that combine, one for what is no UTF-8.
[[nodiscard]] std::size_t columns(std::string_view text);

// As much of the beginning as fits into so many columns.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t columns_max);

}  // namespace stellwerk::cli
