// SPDX-License-Identifier: Apache-2.0
// What a tenant may not have more of than its terms say. It is asked before a command is decided,
// and what is refused is not journaled: so another quota changes nothing of what was decided.
#include <string>

#include "core/engine/growth.h"
#include "core/runtime/shard_state.h"

namespace stellwerk::runtime {
namespace {

std::string has_most(std::uint64_t most, std::string_view what, std::string_view key,
                     std::string_view remedy, std::string_view wait_ms) {
  return "the tenant has as many " + std::string(what) + " as it may have, " +
         std::to_string(most) + " (" + std::string(key) + "): " + std::string(remedy) +
         ", retry-after-ms=" + std::string(wait_ms);
}

}  // namespace

bool Shard::State::is_beyond_quota(const model::Command& command, const Envelope& to) {
  if (to.tenant >= options.terms.size()) return false;
  const TenantTerms& terms = options.terms[to.tenant];
  if (terms.open_max == 0 && terms.agents_max == 0) return false;
  Tenant& asked = tenant(to.tenant);
  const engine::Engine& engine = asked.engine();
  model::Reply reply;
  std::string text;
  switch (engine.growth(now, command)) {
    case engine::Growth::kNothing:
      return false;
    case engine::Growth::kConversation:
      if (terms.open_max == 0 || engine.open_conversations() < terms.open_max) return false;
      text = has_most(terms.open_max, "open conversations", "open_max", "close some", "1000");
      break;
    case engine::Growth::kAgent:
      if (terms.agents_max == 0 || engine.agents() < terms.agents_max) return false;
      text =
          has_most(terms.agents_max, "agents", "agents_max", "delete some with AGENT.DEL", "60000");
      break;
  }
  asked.note_quota();
  reply.kind = model::ReplyKind::kError;
  reply.code = model::Code::kFull;
  reply.text = text;
  out.reply(to, reply);
  return true;
}

}  // namespace stellwerk::runtime
