// SPDX-License-Identifier: Apache-2.0
#include "core/api/answer_writer.h"

#include <bit>

#include "core/base/bytes.h"
#include "core/model/reply_bytes.h"

namespace stellwerk::api {
namespace {

template <class Out>
void put_tag(Out& out, Tag tag) {
  out.u8(static_cast<std::uint8_t>(tag));
}

void append_count(std::string& out, Tag tag, std::size_t count) {
  base::append_bytes(out, [&](auto& bytes) {
    put_tag(bytes, tag);
    bytes.u32(static_cast<std::uint32_t>(count));
  });
}

void append_word(std::string& out, Tag tag, std::uint64_t word) {
  base::append_bytes(out, [&](auto& bytes) {
    put_tag(bytes, tag);
    bytes.u64(word);
  });
}

}  // namespace

void AnswerWriter::map(std::size_t pairs) { append_count(*out_, Tag::kMap, pairs); }

void AnswerWriter::array(std::size_t items) { append_count(*out_, Tag::kArray, items); }

void AnswerWriter::text(std::string_view value) {
  base::append_bytes(*out_, [&](auto& bytes) {
    put_tag(bytes, Tag::kText);
    bytes.text(value);
  });
}

void AnswerWriter::simple(std::string_view value) { text(value); }

void AnswerWriter::integer(std::int64_t value) {
  append_word(*out_, Tag::kInteger, static_cast<std::uint64_t>(value));
}

void AnswerWriter::real(double value) {
  append_word(*out_, Tag::kReal, std::bit_cast<std::uint64_t>(value));
}

void AnswerWriter::null() {
  base::append_bytes(*out_, [](auto& bytes) { put_tag(bytes, Tag::kNull); });
}

void AnswerWriter::null_array() { null(); }

void AnswerWriter::error(model::Code code, std::string_view text) {
  base::append_bytes(*out_, [&](auto& bytes) {
    put_tag(bytes, Tag::kError);
    bytes.u8(static_cast<std::uint8_t>(code));
    bytes.text(text);
  });
}

void AnswerWriter::reply(const model::Reply& reply) {
  if (reply.kind == model::ReplyKind::kError) return error(reply.code, reply.text);
  base::append_bytes(*out_, [&](auto& bytes) {
    put_tag(bytes, Tag::kReply);
    model::put_reply(reply, bytes);
  });
}

void AnswerOutlet::reply(const runtime::Envelope& /*to*/, const model::Reply& reply,
                         std::string& out) {
  AnswerWriter(out).reply(reply);
}

model::ReplyWriter& AnswerOutlet::begin(const runtime::Envelope& /*to*/, std::string& out) {
  writer_ = AnswerWriter(out);
  return writer_;
}

void AnswerOutlet::end(const runtime::Envelope& /*to*/) {}

}  // namespace stellwerk::api
