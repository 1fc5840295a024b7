// SPDX-License-Identifier: Apache-2.0
// POLICY.APPLY, POLICY.CHECK and POLICY.SHADOW: a document is compiled where it arrives, so that
// the shard never parses; what is wrong with it is answered here.
#include <string>

#include "core/model/codec.h"
#include "core/net/reply_scratch.h"
#include "core/net/session.h"
#include "core/policy/compile.h"

namespace stellwerk::net {

void Session::submit_policy(model::Command command) {
  const bool shadow = command.kind == model::CommandKind::kPolicyShadow;
  const bool has_document = command.has(model::Field::kText) && command.text != model::kShadowOff;
  if (shadow && !has_document) return submit(command);
  const policy::Compiled compiled = policy::compile(command.text, about_now(place_.facts));
  if (compiled.ok()) {
    std::string payload;
    model::encode(compiled.policy, payload);
    command.payload = payload;
    command.mark(model::Field::kPayload);
    return submit(command);
  }
  place_.counters.commands_local.add(1);
  if (command.kind == model::CommandKind::kPolicyCheck) {
    ReplyScratch reply(place_.scratch, client_.protocol);
    policy::write_report(compiled.problems, reply.writer());
    return output_.append(reply.bytes());
  }
  std::string text = "toml: " + policy::described(compiled.problems.front());
  if (const std::size_t more = compiled.problems.size() - 1; more > 0) {
    text += "; " + std::to_string(more) + " more, see POLICY.CHECK";
  }
  refuse(model::Code::kBadArg, text);
}

}  // namespace stellwerk::net
