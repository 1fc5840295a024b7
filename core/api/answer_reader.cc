// SPDX-License-Identifier: Apache-2.0
#include "core/api/answer_reader.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/reply_bytes.h"

namespace stellwerk::api {
namespace {

constexpr std::string_view kRetryMark = "retry-after-ms=";

// The number behind retry-after-ms=; 0 when the text has none.
std::uint32_t retry_after_ms(std::string_view text) {
  const std::size_t at = text.find(kRetryMark);
  if (at == text.npos) return 0;
  const std::string_view rest = text.substr(at + kRetryMark.size());
  const std::size_t size = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto ms = base::parse_integer(rest.substr(0, size));
  return ms ? static_cast<std::uint32_t>(std::min<std::int64_t>(*ms, 3'600'000)) : 0;
}

}  // namespace

Value AnswerReader::next() {
  Value value;
  value.tag = static_cast<Tag>(bytes_.u8());
  switch (value.tag) {
    case Tag::kError:
      value.code = static_cast<Code>(bytes_.u8());
      value.text = bytes_.text();
      break;
    case Tag::kMap:
    case Tag::kArray:
      value.items = bytes_.u32();
      break;
    case Tag::kText:
      value.text = bytes_.text();
      break;
    case Tag::kInteger:
      value.integer = bytes_.i64();
      break;
    case Tag::kReal:
      value.real = std::bit_cast<double>(bytes_.u64());
      break;
    case Tag::kReply:
    case Tag::kNull:
      break;
  }
  SW_CHECK(bytes_.ok());
  return value;
}

void AnswerReader::skip_inside(const Value& value) {
  std::uint64_t values = value.items;
  if (value.tag == Tag::kMap) values *= 2;
  for (; values > 0; --values) skip_inside(next());
}

model::Reply AnswerReader::reply() {
  const model::Reply reply = model::take_reply(bytes_);
  SW_CHECK(bytes_.ok());
  return reply;
}

Status status_of(const Value& error) {
  SW_CHECK(error.tag == Tag::kError);
  return {error.code, std::string(error.text),
          error.code == Code::kFull ? retry_after_ms(error.text) : 0};
}

}  // namespace stellwerk::api
