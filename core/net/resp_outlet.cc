// SPDX-License-Identifier: Apache-2.0
#include "core/net/resp_outlet.h"

#include "core/resp/write_reply.h"

namespace stellwerk::net {

void RespOutlet::reply(const runtime::Envelope& to, const model::Reply& reply, std::string& out) {
  resp::write_reply(reply, to.protocol, out);
}

model::ReplyWriter& RespOutlet::begin(const runtime::Envelope& to, std::string& out) {
  if (to.protocol == 3) return resp3_.emplace(out);
  return resp2_.emplace(out);
}

void RespOutlet::end(const runtime::Envelope&) {}

}  // namespace stellwerk::net
