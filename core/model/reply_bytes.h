// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/model/reply.h"

// A reply as bytes, for whoever hands one on or keeps it.
namespace stellwerk::model {

// `out`: a base::ByteWriter, or what base::append_bytes() gives.
template <typename Out>
void put_reply(const Reply& reply, Out& out) {
  out.u8(static_cast<std::uint8_t>(reply.kind));
  out.u8(static_cast<std::uint8_t>(reply.code));
  out.u8(static_cast<std::uint8_t>(reply.state));
  out.u8(static_cast<std::uint8_t>((reply.duplicate ? 1 : 0) | (reply.escalated + 1) << 1));
  out.u32(reply.episode);
  out.u32(reply.position);
  out.u64(reply.offer);
  out.u64(reply.seq);
  out.u64(static_cast<std::uint64_t>(reply.integer));
  out.u64(static_cast<std::uint64_t>(reply.eta_ms));
  out.u64(static_cast<std::uint64_t>(reply.eta_p90_ms));
  out.text(reply.conv);
  out.text(reply.agent);
  out.text(reply.text);
}

// Views into the reader's bytes; of no use unless in.ok() afterwards.
[[nodiscard]] inline Reply take_reply(base::ByteReader& in) {
  Reply reply;
  reply.kind = static_cast<ReplyKind>(in.u8());
  reply.code = static_cast<Code>(in.u8());
  reply.state = static_cast<ConvState>(in.u8());
  const std::uint8_t flags = in.u8();
  reply.duplicate = (flags & 1U) != 0;
  reply.escalated = static_cast<std::int8_t>((flags >> 1U) - 1);
  reply.episode = in.u32();
  reply.position = in.u32();
  reply.offer = in.u64();
  reply.seq = in.u64();
  reply.integer = in.i64();
  reply.eta_ms = in.i64();
  reply.eta_p90_ms = in.i64();
  reply.conv = in.text();
  reply.agent = in.text();
  reply.text = in.text();
  return reply;
}

}  // namespace stellwerk::model
