// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runtime/counter.h"

namespace stellwerk::net {

// What one I/O thread counts; it alone writes, anybody reads.
struct NetCounters {
  runtime::Counter closed;  // connections it was handed and no longer has
  runtime::Counter cut_protocol;
  runtime::Counter cut_slow_reader;
  runtime::Counter cut_killed;
  runtime::Counter cut_vanished;
  runtime::Counter cut_tls;
  runtime::Counter cut_stranger;  // no TLS agreed on, or no log-in, in time
  runtime::Counter received_bytes;
  runtime::Counter sent_bytes;
  runtime::Counter wakes;  // times that bytes came in
  runtime::Counter commands_shard;
  runtime::Counter commands_local;
  runtime::Counter full_replies;
  runtime::Counter rate_limited;
  runtime::Counter logins_granted;
  runtime::Counter logins_wrong;
  runtime::Counter logins_busy;  // refused without a verdict
};

}  // namespace stellwerk::net
