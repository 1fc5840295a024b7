// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {

// A world with the queue `q` that offers for 20 s, and the agent a1 online.
struct QueueWorld : ShardWorld {
  explicit QueueWorld(journal::Journal& journal, const ShardOptions& options = {})
      : ShardWorld(journal, options) {
    apply_policy(1, {"sla s first_response=1m", "queue q sla=s timeout=20s"});
    send(2, "AGENT.SET a1 CAPACITY 5");
    send(3, "AGENT.STATE a1 ONLINE");
    work();
  }
};

}  // namespace stellwerk::runtime
