// SPDX-License-Identifier: Apache-2.0
#include "core/resp/reply_writers.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/base/check.h"

namespace stellwerk::resp {
namespace {

// Type, sign, 20 digits and CRLF.
constexpr std::size_t kHeadSizeMax = 24;

// Most texts are short: they go out in one piece.
constexpr std::size_t kShortTextSizeMax = 64;

char* put_crlf(char* at) {
  at[0] = '\r';
  at[1] = '\n';
  return at + 2;
}

template <class Integer>
char* put_head(char* at, char type, Integer value) {
  *at = type;
  const auto [end, error] = std::to_chars(at + 1, at + kHeadSizeMax, value);
  SW_CHECK(error == std::errc{});
  return put_crlf(end);
}

void append_line(std::string& out, std::string_view value) {
  const std::size_t start = out.size();
  out.append(value);
  for (std::size_t i = start; i < out.size(); ++i) {
    if (out[i] == '\r' || out[i] == '\n') out[i] = ' ';
  }
  out.append("\r\n");
}

// The shortest digits that read back as the same number.
std::string_view real_digits(double value, std::array<char, 32>& buffer) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  SW_CHECK(error == std::errc{});
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

}  // namespace

void RespWriter::head(char type, std::uint64_t value) {
  std::array<char, kHeadSizeMax + 2> buffer;
  char* const end = put_head(buffer.data(), type, value);
  out_.append(buffer.data(), end);
}

void RespWriter::array(std::size_t items) { head('*', items); }

void RespWriter::text(std::string_view value) {
  std::array<char, kHeadSizeMax + kShortTextSizeMax + 4> buffer;
  char* at = put_head(buffer.data(), '$', value.size());
  if (value.size() <= kShortTextSizeMax) {
    if (!value.empty()) std::memcpy(at, value.data(), value.size());
    at = put_crlf(at + value.size());
    out_.append(buffer.data(), at);
    return;
  }
  out_.append(buffer.data(), at);
  out_.append(value);
  out_.append("\r\n");
}

void RespWriter::simple(std::string_view value) {
  out_.push_back('+');
  append_line(out_, value);
}

void RespWriter::integer(std::int64_t value) {
  std::array<char, kHeadSizeMax + 2> buffer;
  char* const end = put_head(buffer.data(), ':', value);
  out_.append(buffer.data(), end);
}

void RespWriter::error(model::Code code, std::string_view text) {
  out_.push_back('-');
  out_.append(model::name(code));
  out_.push_back(' ');
  append_line(out_, text);
}

void Resp2Writer::map(std::size_t pairs) { head('*', pairs * 2); }

void Resp2Writer::real(double value) {
  std::array<char, 32> buffer;
  text(real_digits(value, buffer));
}

void Resp2Writer::null() { out().append("$-1\r\n"); }
void Resp2Writer::null_array() { out().append("*-1\r\n"); }

void Resp3Writer::map(std::size_t pairs) { head('%', pairs); }

void Resp3Writer::real(double value) {
  std::array<char, 32> buffer;
  out().push_back(',');
  out().append(real_digits(value, buffer));
  out().append("\r\n");
}

void Resp3Writer::null() { out().append("_\r\n"); }
void Resp3Writer::null_array() { out().append("_\r\n"); }

}  // namespace stellwerk::resp
