// SPDX-License-Identifier: Apache-2.0
#include "core/resp/request_parser.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/resp/inline_arguments.h"

namespace stellwerk::resp {
namespace {

// Far above any sensible limit, so that sums of lengths stay far from overflowing.
constexpr std::size_t kSizeMax = std::size_t{1} << 40U;

std::string shown(char c) {
  if (c >= 0x20 && c < 0x7f) return {'\'', c, '\''};
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\'', '\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U], '\''};
}

struct ShortArgument {
  std::size_t start = 0;
  std::size_t size = 0;
};

// Finds an argument of up to 99 bytes that is there whole, as most are; answers where the next one
// begins. 0: there is something else, to be looked at step by step.
std::size_t end_of_short(std::string_view bytes, ShortArgument& found) {
  constexpr std::size_t kHeadSize = 5;  // "$99\r\n"
  if (bytes.size() < kHeadSize || bytes[0] != '$') return 0;
  const auto digit = [bytes](std::size_t i) { return static_cast<unsigned>(bytes[i] - '0'); };
  if (digit(1) > 9) return 0;
  const bool two_digits = digit(2) <= 9;
  found.size = two_digits ? digit(1) * 10 + digit(2) : digit(1);
  found.start = two_digits ? kHeadSize : kHeadSize - 1;
  const std::size_t end = found.start + found.size + 2;
  const bool whole = bytes.size() >= end && bytes[found.start - 2] == '\r' &&
                     bytes[found.start - 1] == '\n' && bytes[end - 2] == '\r' &&
                     bytes[end - 1] == '\n';
  return whole ? end : 0;
}

// A browser made to send a command in the body of a form would reach a daemon that only listens on
// loopback; its request line and headers come first and end the connection.
bool is_http(std::span<const std::string_view> arguments) {
  const std::string_view first = arguments.front();
  return base::equals_ignoring_case(first, "POST") || base::equals_ignoring_case(first, "Host:") ||
         (arguments.size() == 3 && arguments[2].starts_with("HTTP/"));
}

}  // namespace

RequestParser::RequestParser(const RequestLimits& limits) : limits_(limits) {
  SW_CHECK(limits.arguments_max > 0 && limits.arguments_max < kSizeMax);
  SW_CHECK(limits.argument_size_max < kSizeMax && limits.request_size_max < kSizeMax);
}

void RequestParser::begin() {
  slices_.clear();
  arguments_.clear();
  at_ = 0;
  scanned_ = 0;
  arguments_left_ = 0;
  size_ = kNoSize;
}

RequestParser::Step RequestParser::need(std::size_t bytes) {
  missing_ = bytes;
  return Step::kNeedMore;
}

RequestParser::Step RequestParser::malformed(std::string_view why) {
  error_ = "Protocol error: ";
  error_ += why;
  return Step::kMalformed;
}

ParseStatus RequestParser::parse(std::string_view bytes) {
  consumed_ = 0;
  if (!error_.empty()) return ParseStatus::kMalformed;
  if (!pending_) begin();
  for (;;) {
    const std::string_view request = bytes.substr(consumed_);
    Step step = need(1);
    if (!request.empty()) step = request[0] == '*' ? parse_array(request) : parse_inline(request);
    pending_ = step == Step::kNeedMore;
    if (step == Step::kNeedMore) return ParseStatus::kNeedMore;
    if (step == Step::kMalformed) return ParseStatus::kMalformed;
    consumed_ += at_;
    if (!arguments_.empty()) return ParseStatus::kRequest;
    begin();
  }
}

// Reads the line "Xnumber\r\n" at at_; at_ moves behind it only when it is whole. A number above
// `greatest` is refused on its first digit too many.
RequestParser::Step RequestParser::read_count(std::string_view bytes, char what,
                                              std::uint64_t greatest, std::int64_t& value) {
  std::size_t at = at_;
  if (at == bytes.size()) return need(1);
  if (bytes[at] != what) {
    return malformed("expected " + shown(what) + ", got " + shown(bytes[at]));
  }
  ++at;
  const bool negative = at < bytes.size() && bytes[at] == '-';
  if (negative) ++at;
  const std::size_t digits_start = at;
  std::uint64_t number = 0;
  while (at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9') {
    number = number * 10 + static_cast<std::uint64_t>(bytes[at] - '0');
    if (number > greatest || at - digits_start > 19) break;
    ++at;
  }
  const auto kind = [what] {
    return std::string(what == '*' ? "invalid multibulk length" : "invalid bulk length");
  };
  if (number > greatest) return malformed(kind() + ", at most " + std::to_string(greatest));
  if (at == bytes.size()) return need(2);
  if (at == digits_start || bytes[at] != '\r') return malformed(kind());
  if (at + 1 == bytes.size()) return need(1);
  if (bytes[at + 1] != '\n') return malformed(kind());
  value = negative ? -static_cast<std::int64_t>(number) : static_cast<std::int64_t>(number);
  at_ = at + 2;
  return Step::kDone;
}

RequestParser::Step RequestParser::parse_array(std::string_view bytes) {
  if (arguments_left_ == 0) {
    std::int64_t count = 0;
    const Step step = read_count(bytes, '*', limits_.arguments_max, count);
    if (step != Step::kDone) return step;
    if (count <= 0) return Step::kDone;
    arguments_left_ = static_cast<std::size_t>(count);
  }
  ShortArgument found;
  while (arguments_left_ > 0) {
    const std::size_t short_end = size_ == kNoSize ? end_of_short(bytes.substr(at_), found) : 0;
    if (short_end > 0 && found.size <= limits_.argument_size_max &&
        at_ + short_end <= limits_.request_size_max) {
      slices_.push_back({at_ + found.start, found.size});
      at_ += short_end;
      --arguments_left_;
      continue;
    }
    const Step step = parse_argument(bytes);
    if (step != Step::kDone) return step;
    --arguments_left_;
  }
  for (const Slice& slice : slices_) arguments_.push_back(bytes.substr(slice.start, slice.size));
  return Step::kDone;
}

RequestParser::Step RequestParser::parse_argument(std::string_view bytes) {
  if (size_ == kNoSize) {
    std::int64_t size = 0;
    const Step step = read_count(bytes, '$', limits_.argument_size_max, size);
    if (step != Step::kDone) return step;
    if (size < 0) return malformed("invalid bulk length");
    size_ = size;
  }
  const auto size = static_cast<std::size_t>(size_);
  if (at_ + size + 2 > limits_.request_size_max) {
    return malformed("too big request, at most " + std::to_string(limits_.request_size_max) +
                     " bytes");
  }
  if (bytes.size() - at_ < size + 2) return need(size + 2 - (bytes.size() - at_));
  if (bytes[at_ + size] != '\r' || bytes[at_ + size + 1] != '\n') {
    return malformed("expected CRLF behind a bulk string of " + std::to_string(size) + " bytes");
  }
  slices_.push_back({at_, size});
  at_ += size + 2;
  size_ = kNoSize;
  return Step::kDone;
}

RequestParser::Step RequestParser::parse_inline(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if ((first < 0x20 && first != '\r' && first != '\n' && first != '\t') || first >= 0x7f) {
    return malformed("expected '*' or a command, got " + shown(bytes[0]));
  }
  const std::string_view window = bytes.substr(0, limits_.inline_size_max + 1);
  const std::size_t end = window.find('\n', scanned_);
  if (end == window.npos) {
    if (window.size() > limits_.inline_size_max) {
      return malformed("too big inline request, at most " +
                       std::to_string(limits_.inline_size_max) + " bytes");
    }
    scanned_ = window.size();
    return need(1);
  }
  std::string_view line = window.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!split_inline(line, arguments_, unquoted_)) {
    return malformed("unbalanced quotes in request");
  }
  if (arguments_.size() > limits_.arguments_max) return malformed("too many inline arguments");
  if (!arguments_.empty() && is_http(arguments_)) {
    return malformed("this is not an HTTP port");
  }
  at_ = end + 1;
  return Step::kDone;
}

}  // namespace stellwerk::resp
