// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/wire.h"

#include "core/base/bytes.h"
#include "core/base/check.h"

namespace stellwerk::sim {
namespace {

constexpr char kWrite = 'w';
constexpr char kRead = 'r';

}  // namespace

void PlainOutlet::reply(const runtime::Envelope&, const model::Reply& reply, std::string& out) {
  out.push_back(kWrite);
  base::append_bytes(out, [&reply](auto& put) {
    put.u8(static_cast<std::uint8_t>(reply.kind));
    put.u8(static_cast<std::uint8_t>(reply.code));
    put.u8(static_cast<std::uint8_t>(reply.state));
    put.u8(reply.duplicate ? 1 : 0);
    put.u32(reply.episode);
    put.u32(reply.position);
    put.u64(reply.offer);
    put.u64(reply.seq);
    put.u64(static_cast<std::uint64_t>(reply.integer));
    put.text(reply.conv);
    put.text(reply.agent);
    put.text(reply.text);
  });
}

model::ReplyWriter& PlainOutlet::begin(const runtime::Envelope&, std::string& out) {
  SW_CHECK(!writer_);
  out.push_back(kRead);
  return writer_.emplace(out);
}

void PlainOutlet::end(const runtime::Envelope&) {
  SW_CHECK(writer_);
  writer_.reset();
}

PlainAnswer decode_answer(std::string_view bytes) {
  PlainAnswer answer;
  SW_CHECK(!bytes.empty());
  answer.to_read = bytes.front() == kRead;
  bytes.remove_prefix(1);
  if (answer.to_read) {
    answer.text = bytes;
    return answer;
  }
  base::ByteReader reader(bytes);
  model::Reply& reply = answer.reply;
  reply.kind = static_cast<model::ReplyKind>(reader.u8());
  reply.code = static_cast<model::Code>(reader.u8());
  reply.state = static_cast<model::ConvState>(reader.u8());
  reply.duplicate = reader.u8() != 0;
  reply.episode = reader.u32();
  reply.position = reader.u32();
  reply.offer = reader.u64();
  reply.seq = reader.u64();
  reply.integer = reader.i64();
  reply.conv = reader.text();
  reply.agent = reader.text();
  reply.text = reader.text();
  SW_CHECK(reader.done());
  return answer;
}

void PlainPath::deliver(runtime::ReplyBlock* block) {
  for (const runtime::Answer& answer : block->answers()) {
    receive_(answer.to, block->bytes(answer));
  }
  runtime::BlockPool<runtime::ReplyBlock>::give_back(block);
}

}  // namespace stellwerk::sim
