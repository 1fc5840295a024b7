// SPDX-License-Identifier: Apache-2.0
// POLICY.APPLY and POLICY.CHECK: a document is compiled where it arrives, so that the shard never
// parses; what is wrong with it is answered here.
#include <string>

#include "core/model/codec.h"
#include "core/net/reply_scratch.h"
#include "core/net/session.h"
#include "core/policy/policy_document.h"

namespace stellwerk::net {

void Session::submit_policy(model::Command command) {
  const auto compiled = policy::compile(command.text);
  std::string payload;
  model::encode(compiled.policy, payload);
  command.payload = payload;
  command.mark(model::Field::kPayload);
  submit(command);
}

}  // namespace stellwerk::net
