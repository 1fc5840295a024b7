// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/table_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

bool has_form(std::string_view text, std::string_view form) {
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(), [](char given, char wanted) {
           return wanted == '9' ? given >= '0' && given <= '9' : given == wanted;
         });
}

std::int64_t two_digits(std::string_view text, std::size_t position) {
  return (text[position] - '0') * 10 + (text[position + 1] - '0');
}

}  // namespace

bool is_date(std::string_view text) {
  if (!has_form(text, "9999-99-99")) return false;
  const std::int64_t month = two_digits(text, 5);
  const std::int64_t day = two_digits(text, 8);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

TableReader::TableReader(const std::string& path, std::initializer_list<std::string_view> columns)
    : path_(path), file_(path) {
  if (!file_) {
    error_ = path + ": cannot be read; is it there, and may it be read?";
    return;
  }
  if (!std::getline(file_, line_)) {
    error_ = path + ": is empty; a heading is wanted";
    return;
  }
  number_ = 1;
  split();
  heading_.assign(cells_.begin(), cells_.end());
  for (const std::string_view column : columns) {
    const auto found = std::find(heading_.begin(), heading_.end(), column);
    if (found == heading_.end()) {
      fail("no column \"" + std::string(column) + "\" in the heading");
      return;
    }
    positions_.push_back(static_cast<std::size_t>(found - heading_.begin()));
  }
}

void TableReader::split() {
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  cells_.clear();
  std::string_view rest = line_;
  while (true) {
    const std::size_t comma = rest.find(',');
    cells_.push_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

bool TableReader::next() {
  if (!error_.empty() || !std::getline(file_, line_)) return false;
  ++number_;
  split();
  if (cells_.size() != heading_.size()) {
    fail(fmt::format("{} cells where the heading has {}", cells_.size(), heading_.size()));
    return false;
  }
  return true;
}

std::string_view TableReader::text(std::size_t column) const { return cells_[positions_[column]]; }

std::string_view TableReader::cell_named(std::string_view column) const {
  const auto found = std::find(heading_.begin(), heading_.end(), column);
  return found == heading_.end() ? std::string_view()
                                 : cells_[static_cast<std::size_t>(found - heading_.begin())];
}

std::int64_t TableReader::integer(std::size_t column, std::int64_t low, std::int64_t high) {
  const auto number = base::parse_integer(text(column));
  if (number && *number >= low && *number <= high) return *number;
  fail(fmt::format("\"{}\" in column {} is not a number from {} to {}", text(column),
                   heading_[positions_[column]], low, high));
  return 0;
}

std::optional<std::int64_t> TableReader::second_of(std::size_t column, std::string_view day) {
  const std::string_view cell = text(column);
  if (!has_form(cell, "9999-99-99T99:99:99") || !is_date(cell.substr(0, 10))) {
    fail(fmt::format("\"{}\" in column {} is not a time such as 1999-01-05T07:00:30", cell,
                     heading_[positions_[column]]));
    return std::nullopt;
  }
  if (cell.substr(0, 10) != day) return std::nullopt;
  const std::int64_t hour = two_digits(cell, 11);
  const std::int64_t minute = two_digits(cell, 14);
  const std::int64_t second = two_digits(cell, 17);
  if (hour > 23 || minute > 59 || second > 59) {
    fail("there is no time of day " + std::string(cell.substr(11)));
    return std::nullopt;
  }
  return hour * 3'600 + minute * 60 + second;
}

void TableReader::fail(const std::string& what) {
  if (error_.empty()) error_ = fmt::format("{}:{}: {}", path_, number_, what);
}

}  // namespace stellwerk::cli
