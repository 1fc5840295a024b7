// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/unified_diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr std::size_t kContext = 3;

// With their ends, so that a last line without one differs from the same with one.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

using Numbers = std::span<const std::uint32_t>;

// Equal lines get equal numbers.
class LineNumbers {
 public:
  std::vector<std::uint32_t> of(const std::vector<std::string_view>& lines) {
    std::vector<std::uint32_t> numbers;
    for (const std::string_view line : lines) {
      numbers.push_back(
          known_.try_emplace(line, static_cast<std::uint32_t>(known_.size())).first->second);
    }
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, std::uint32_t> known_;
};

// Length of the longest common subsequence of `a` with each beginning of `b`.
std::vector<std::uint32_t> common_lengths(Numbers a, Numbers b, bool backwards) {
  const auto at = [backwards](Numbers of, std::size_t i) {
    return of[backwards ? of.size() - 1 - i : i];
  };
  std::vector<std::uint32_t> row(b.size() + 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint32_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::uint32_t above = row[j + 1];
      row[j + 1] = at(a, i) == at(b, j) ? diagonal + 1 : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return row;
}

// A longest common subsequence, as marks on the lines that are part of it; by Hirschberg's method,
// whose memory grows with the number of lines alone.
class Matching {
 public:
  Matching(Numbers a, Numbers b) : in_a(a.size()), in_b(b.size()) { match(a, b, 0, 0); }

  std::vector<bool> in_a, in_b;

 private:
  void keep(std::size_t a, std::size_t b) {
    in_a[a] = true;
    in_b[b] = true;
  }

  void match(Numbers a, Numbers b, std::size_t a_begin, std::size_t b_begin) {
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
      keep(a_begin++, b_begin++);
      a = a.subspan(1);
      b = b.subspan(1);
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
      keep(a_begin + a.size() - 1, b_begin + b.size() - 1);
      a = a.first(a.size() - 1);
      b = b.first(b.size() - 1);
    }
    if (a.empty() || b.empty()) return;
    if (a.size() == 1) {
      const auto found = std::ranges::find(b, a.front());
      if (found != b.end()) keep(a_begin, b_begin + static_cast<std::size_t>(found - b.begin()));
      return;
    }
    const std::size_t half = a.size() / 2;
    const auto before = common_lengths(a.first(half), b, false);
    const auto behind = common_lengths(a.subspan(half), b, true);
    std::size_t split = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      if (before[j] + behind[b.size() - j] > before[split] + behind[b.size() - split]) split = j;
    }
    match(a.first(half), b.first(split), a_begin, b_begin);
    match(a.subspan(half), b.subspan(split), a_begin + half, b_begin + split);
  }
};

struct Line {
  char sign;  // ' ', '-', '+'
  std::string_view text;
};

std::vector<Line> script(const std::vector<std::string_view>& a,
                         const std::vector<std::string_view>& b) {
  LineNumbers numbers;
  const auto a_numbers = numbers.of(a);
  const auto b_numbers = numbers.of(b);
  const Matching matching(a_numbers, b_numbers);
  std::vector<Line> lines;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    for (; i < a.size() && !matching.in_a[i]; ++i) lines.push_back({'-', a[i]});
    for (; j < b.size() && !matching.in_b[j]; ++j) lines.push_back({'+', b[j]});
    if (i < a.size()) lines.push_back({' ', a[i]});
    ++i;
    ++j;
  }
  return lines;
}

std::string range(std::size_t lines_before, std::size_t count) {
  if (count == 1) return std::to_string(lines_before + 1);
  return fmt::format("{},{}", count == 0 ? lines_before : lines_before + 1, count);
}

void write_hunk(std::span<const Line> hunk, std::size_t a_before, std::size_t b_before,
                std::string& out) {
  const auto without = [hunk](char sign) {
    return hunk.size() - static_cast<std::size_t>(std::ranges::count(hunk, sign, &Line::sign));
  };
  out += "@@ -" + range(a_before, without('+')) + " +" + range(b_before, without('-')) + " @@\n";
  for (const Line& line : hunk) {
    out += line.sign;
    out += line.text;
    if (!line.text.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }
}

// End of the changes that begin at `change` and have no more than twice the context in between.
std::size_t end_of_changes(const std::vector<Line>& lines, std::size_t change) {
  std::size_t last = change;
  for (std::size_t i = change; i < lines.size() && i <= last + 2 * kContext + 1; ++i) {
    if (lines[i].sign != ' ') last = i;
  }
  return last + 1;
}

}  // namespace

std::string unified_diff(const NamedText& before, const NamedText& after) {
  if (before.text == after.text) return {};
  const std::vector<Line> lines = script(lines_of(before.text), lines_of(after.text));
  std::string out = fmt::format("--- {}\n+++ {}\n", before.name, after.name);
  std::size_t counted = 0;
  std::size_t a_before = 0;
  std::size_t b_before = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].sign == ' ') continue;
    const std::size_t begin = std::max(counted, i - std::min(i, kContext));
    for (; counted < begin; ++counted) {
      a_before += lines[counted].sign != '+' ? 1U : 0U;
      b_before += lines[counted].sign != '-' ? 1U : 0U;
    }
    const std::size_t changed = end_of_changes(lines, i);
    const std::size_t end = std::min(changed + kContext, lines.size());
    write_hunk(std::span(lines).subspan(begin, end - begin), a_before, b_before, out);
    i = changed - 1;
  }
  return out;
}

}  // namespace stellwerk::cli
