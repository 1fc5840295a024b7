// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/model/reply.h"
#include "core/runtime/envelope.h"

namespace stellwerk::runtime {

// Turns answers into the bytes that a port's owner reads: RESP for connections, a typed form for
// embedders. Implemented by the upper layer, one object per shard, called on the shard's thread.
// Every answer is appended to `out`, whose content before is somebody else's.
class Outlet {
 public:
  virtual ~Outlet() = default;

  // The answer to a write, or an error that the shard itself answers. Views are valid during the
  // call only.
  virtual void reply(const Envelope& to, const model::Reply& reply, std::string& out) = 0;

  // The answer to a read: the writer receives exactly one value, then end() follows. One at a time.
  virtual model::ReplyWriter& begin(const Envelope& to, std::string& out) = 0;
  virtual void end(const Envelope& to) = 0;
};

}  // namespace stellwerk::runtime
