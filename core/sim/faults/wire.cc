// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/wire.h"

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/model/reply_bytes.h"

namespace stellwerk::sim {
namespace {

constexpr char kWrite = 'w';
constexpr char kRead = 'r';

}  // namespace

void PlainOutlet::reply(const runtime::Envelope&, const model::Reply& reply, std::string& out) {
  out.push_back(kWrite);
  base::append_bytes(out, [&reply](auto& bytes) { model::put_reply(reply, bytes); });
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
  answer.reply = model::take_reply(reader);
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
