// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/resp/reply_writers.h"
#include "core/runtime/outlet.h"

namespace stellwerk::net {

// Writes a shard's answers as RESP2 or RESP3, as the envelope says. One per shard.
class RespOutlet final : public runtime::Outlet {
 public:
  void reply(const runtime::Envelope& to, const model::Reply& reply, std::string& out) override;
  model::ReplyWriter& begin(const runtime::Envelope& to, std::string& out) override;
  void end(const runtime::Envelope& to) override;

 private:
  std::optional<resp::Resp2Writer> resp2_;
  std::optional<resp::Resp3Writer> resp3_;
};

}  // namespace stellwerk::net
