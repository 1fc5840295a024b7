// SPDX-License-Identifier: Apache-2.0
#include "core/policy/parse.h"

#include <algorithm>

namespace stellwerk::policy {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// A dotted key makes a table in a table for each dot, and toml++ 3.3 walks them recursively.
constexpr int kDotsMax = 32;

constexpr std::string_view kStrayByte =
    "only texts and comments may have bytes beyond ASCII; quote the text";
constexpr std::string_view kTooManyDots = "more than 32 dots in one line; write shorter keys";

constexpr std::string_view kDateWithBlank = "write a date and its time with a T between them";

// Finds what toml++ 3.3 cannot be trusted with: dotted keys of any length, and bytes beyond ASCII
// outside of texts and comments, where it asks of each whether it is a blank by a function that is
// undefined for most of them. It asks that behind a number, too, across quotes up to a real blank,
// and behind a date with a blank across everything.
class Inspection {
 public:
  explicit Inspection(std::string_view text) : text_(text) {}

  // What is wrong first, if anything.
  std::optional<Problem> problem() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_beyond_ascii(c)) return here(kStrayByte);
      if (c == '.' && ++dots_ > kDotsMax) return here(kTooManyDots);
      if (c == '\n') dots_ = 0;
      if (is_date_with_blank()) return here(kDateWithBlank);
      follow_number(c);
      if (c == '#') {
        skip_to('\n');
      } else if (c == '"' || c == '\'') {
        const std::size_t start = at_;
        if (!skip_quoted(c)) return here(kStrayByte);
        const std::string_view quoted = text_.substr(start, at_ - start);
        if (number_ != kNoNumber && std::ranges::any_of(quoted, is_beyond_ascii)) {
          return here(kStrayByte);
        }
      } else {
        ++at_;
      }
    }
    return std::nullopt;
  }

 private:
  static bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

  [[nodiscard]] Problem here(std::string_view what) const {
    std::uint32_t line = 1;
    for (const char c : text_.substr(0, at_)) line += c == '\n' ? 1U : 0U;
    return {line, "", "no TOML: " + std::string(what)};
  }

  // Notes where a number begins and forgets it where it surely ends.
  void follow_number(char c) {
    if (is_blank(c) || c == ']' || c == '}' || c == ',' || c == '#') {
      number_ = kNoNumber;
    } else if (number_ == kNoNumber && (is_digit(c) || c == '+' || c == '-')) {
      const char before = at_ == 0 ? '\n' : text_[at_ - 1];
      if (is_blank(before) || std::string_view("=,[]{}").find(before) != text_.npos) number_ = at_;
    }
  }

  [[nodiscard]] bool is_date_with_blank() const {
    constexpr std::size_t kDateSize = 10;
    return text_[at_] == ' ' && number_ != kNoNumber && at_ - number_ == kDateSize &&
           text_[at_ - 3] == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
  }

  void skip_to(char end) {
    while (at_ < text_.size() && text_[at_] != end) ++at_;
  }

  // From an opening quote to behind the closing one. False at a stray byte.
  bool skip_quoted(char quote) {
    const bool is_long = text_.substr(at_).starts_with(std::string(3, quote));
    const std::string close(is_long ? 3 : 1, quote);
    at_ += close.size();
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with(close)) {
        at_ += close.size();
        // Up to two quotes may stand before the three that close a long text.
        for (int i = 0; is_long && i < 2 && at_ < text_.size() && text_[at_] == quote; ++i) ++at_;
        return true;
      }
      if (text_[at_] == '\n' && !is_long) return true;
      if (text_[at_] == '\\' && quote == '"') {
        if (!skip_escape()) return false;
      } else {
        ++at_;
      }
    }
    return true;
  }

  // A backslash and what it escapes: one byte, or blanks and line ends up to the next word.
  bool skip_escape() {
    ++at_;
    if (at_ < text_.size() && !is_blank(text_[at_])) return !is_beyond_ascii(text_[at_++]);
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ == text_.size() || !is_beyond_ascii(text_[at_]);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  std::string_view text_;
  std::size_t at_ = 0;
  int dots_ = 0;  // in this line
  static constexpr std::size_t kNoNumber = std::string_view::npos;
  std::size_t number_ = kNoNumber;  // where it began
};

}  // namespace

ParsedDocument parse_document(std::string_view text) {
  ParsedDocument document;
  document.problem = Inspection(text).problem();
  if (document.problem) return document;
  toml::parse_result parsed = toml::parse(text);
  if (parsed.failed()) {
    document.problem = Problem{parsed.error().source().begin.line, "",
                               "no TOML: " + std::string(parsed.error().description())};
    return document;
  }
  document.root = std::move(parsed).table();
  return document;
}

}  // namespace stellwerk::policy
