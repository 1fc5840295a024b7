// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::cli {

// Reads a file of comma-separated values with a heading, line by line. No quoting: what is read has
// none. The first thing wrong is kept in error(), with file and line, and ends the reading.
class TableReader {
 public:
  // Opens `path` and finds the `columns` in its heading; they are then numbered as given here.
  TableReader(const std::string& path, std::initializer_list<std::string_view> columns);

  // Goes to the next line. False at the end of the file and after an error.
  bool next();

  // The cell of the present line; column as numbered in the constructor.
  [[nodiscard]] std::string_view text(std::size_t column) const;
  // All cells of the present line, in the order of the file.
  [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }
  // The cell as a number. An error and 0 when it is none, or lies outside [low, high].
  std::int64_t integer(std::size_t column, std::int64_t low, std::int64_t high);
  // The cell as seconds since the midnight of `day` ("1999-01-05"), from "1999-01-05T07:00:30".
  // Empty when it is another day; an error when it is no such time.
  std::optional<std::int64_t> second_of(std::size_t column, std::string_view day);
  // All columns, in the order of the file, and the cell of one of them; empty without such a
  // column.
  [[nodiscard]] const std::vector<std::string>& heading() const { return heading_; }
  [[nodiscard]] std::string_view cell_named(std::string_view column) const;

  // Says what is wrong with the present line.
  void fail(const std::string& what);
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void split();

  std::string path_;
  std::ifstream file_;
  std::vector<std::string> heading_;
  std::vector<std::size_t> positions_;
  std::string line_;
  std::vector<std::string_view> cells_;
  std::size_t number_ = 0;
  std::string error_;
};

// Whether the text is a date as 1999-01-05.
[[nodiscard]] bool is_date(std::string_view text);

}  // namespace stellwerk::cli
