// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"
#include "core/model/codec.h"

namespace stellwerk::engine {

using model::Code;
using model::CommandKind;
using model::Field;

void Switchboard::query(const model::Command& command, model::ReplyWriter& writer) const {
  switch (command.kind) {
    case CommandKind::kAgentGet:
      return agent_get(command, writer);
    case CommandKind::kAgentList:
      return agent_list(command, writer);
    case CommandKind::kConvGet:
      return conv_get(command, writer);
    case CommandKind::kConvList:
      return conv_list(command, writer);
    case CommandKind::kConvExplain:
      return conv_explain(command, writer);
    case CommandKind::kQueueStats:
      return queue_stats(command, writer);
    case CommandKind::kEta:
      return eta(command, writer);
    case CommandKind::kDigest:
      return writer.text(digest());
    case CommandKind::kPolicyCheck:
      return policy_check(command, writer);
    case CommandKind::kPolicyGet:
      writer.map(2);
      writer.text("version");
      writer.integer(static_cast<std::int64_t>(plan_.version));
      writer.text("toml");
      return writer.text(plan_.text);
    default:
      return writer.error(Code::kErr, "this command is not known to the engine");
  }
}

void Switchboard::queue_view(const Queue& queue, QueueId id, model::ReplyWriter& writer) const {
  const auto integer = [&writer](std::string_view key, std::uint64_t value) {
    writer.text(key);
    writer.integer(static_cast<std::int64_t>(value));
  };
  const auto wait = [&](std::string_view key, std::uint32_t permille) {
    const std::int64_t ms = queue.waits.quantile_ms(now_, permille);
    writer.text(key);
    ms < 0 ? writer.null() : writer.integer(ms);
  };
  std::uint64_t online = 0;
  std::uint64_t free = 0;
  std::uint64_t capacity = 0;
  std::uint64_t used = 0;
  for (const Agent& agent : agents_.slots) {
    if (!agent.registered || agent.presence != model::Presence::kOnline) continue;
    const auto& queues = agent.abilities.queues;
    if (!queues.empty() && !std::binary_search(queues.begin(), queues.end(), id)) continue;
    if (!meets(agent.abilities.skills, queue.skills)) continue;
    ++online;
    free += agent.takes_work() ? 1U : 0U;
    capacity += agent.abilities.capacity;
    used += agent.used;
  }
  const std::uint64_t on_time = queue.on_time.sum(now_);
  const std::uint64_t breached = queue.breached.sum(now_);
  writer.map(18);
  integer("waiting", queue.waiting);
  integer("oldest_ms", static_cast<std::uint64_t>(oldest_wait_ms(id)));
  integer("offered", queue.offered);
  integer("active", queue.active);
  integer("agents_online", online);
  integer("agents_free", free);
  writer.text("occupancy");
  capacity == 0 ? writer.real(0)
                : writer.real(static_cast<double>(used) / static_cast<double>(capacity));
  writer.text("sl_1h");
  on_time + breached == 0
      ? writer.null()
      : writer.real(static_cast<double>(on_time) / static_cast<double>(on_time + breached));
  integer("abandoned_1h", queue.abandoned.sum(now_));
  wait("p50_wait_ms", 500);
  wait("p95_wait_ms", 950);
  integer("breached_1h", breached);
  integer("held", queue.held);
  integer("wrapup", queue.wrapup);
  integer("opened_total", queue.figures.opened);
  integer("assigned_total", queue.figures.assigned);
  integer("ended_total", queue.figures.closed + queue.figures.abandoned);
  integer("burst", queue.bursting ? 1U : 0U);
}

void Switchboard::queue_stats(const model::Command& command, model::ReplyWriter& writer) const {
  if (!command.has(Field::kQueue)) {
    writer.map(plan_.queue_order.size());
    for (const QueueId id : plan_.queue_order) {
      writer.text(plan_.queue_names.name(id));
      queue_view(plan_.queues[id], id, writer);
    }
    return;
  }
  const QueueId id = plan_.queue_names.find(command.queue);
  if (id == kNone || !plan_.queues[id].defined) {
    return writer.error(Code::kUnknownQueue, "no queue '" + std::string(command.queue) +
                                                 "'; define it in the policy with POLICY.APPLY");
  }
  writer.map(1);
  writer.text(command.queue);
  queue_view(plan_.queues[id], id, writer);
}

// Where a conversation arriving now would stand: behind all that wait at its priority or before it.
void Switchboard::eta(const model::Command& command, model::ReplyWriter& writer) const {
  const QueueId id = plan_.queue_names.find(command.queue);
  if (id == kNone || !plan_.queues[id].defined) {
    return writer.error(Code::kUnknownQueue, "no queue '" + std::string(command.queue) +
                                                 "'; define it in the policy with POLICY.APPLY");
  }
  const std::uint32_t priority = command.has(Field::kPriority) ? command.priority : 5;
  const bool by_priority =
      plan_.routing.rule == model::Rule::kPriority || plan_.routing.rule == model::Rule::kSlaFirst;
  std::uint64_t ahead = 0;
  for (const ClassId cls : matching_.occupied_classes()) {
    const WaitClass& wait_class = matching_.wait_class(cls);
    if (wait_class.key.queue != id) continue;
    if (!by_priority || wait_class.key.priority <= priority) ahead += matching_.waiting(cls);
  }
  std::uint64_t eligible = 0;
  std::uint64_t free = 0;
  std::uint64_t units = 0;
  for (const Agent& agent : agents_.slots) {
    if (!agent.registered || agent.presence != model::Presence::kOnline) continue;
    const auto& queues = agent.abilities.queues;
    if (!queues.empty() && !std::binary_search(queues.begin(), queues.end(), id)) continue;
    if (!meets(agent.abilities.skills, plan_.queues[id].skills)) continue;
    const bool able =
        std::all_of(command.skills.begin(), command.skills.end(), [&](const model::Term& term) {
          const SkillNeed need{plan_.skill_names.find(term.name),
                               static_cast<std::uint8_t>(term.value)};
          return need.skill != kNone && meets(agent.abilities.skills, {&need, 1});
        });
    if (!able) continue;
    ++eligible;
    units += agent.abilities.capacity;
    free += agent.takes_work() ? 1U : 0U;
  }
  const Outlook expected = outlook_of_next(plan_.queues[id], ahead, free, units);
  writer.map(6);
  writer.text("position");
  writer.integer(static_cast<std::int64_t>(ahead + 1));
  write_outlook(expected, writer);
  writer.text("agents_eligible");
  writer.integer(static_cast<std::int64_t>(eligible));
  writer.text("agents_free");
  writer.integer(static_cast<std::int64_t>(free));
  write_chance(expected, writer);
}

// The document was found good by itself; what remains is how it meets the live state.
void Switchboard::policy_check(const model::Command& command, model::ReplyWriter& writer) const {
  const auto policy = model::decode_policy(command.payload);
  if (!policy) return writer.error(Code::kBadArg, "toml: the compiled policy is damaged");
  const bool tried = command.has(Field::kAgainst);
  if (tried) {
    const std::string too_large = too_large_to_copy();
    if (!too_large.empty()) return writer.error(Code::kBadState, "AGAINST: " + too_large);
  }
  const std::string used = in_use(*policy);
  std::vector<std::string> warnings;
  for (QueueId id = 0; id < plan_.queues.size(); ++id) {
    const std::string_view queue = plan_.queue_names.name(id);
    const auto mentions =
        std::count_if(agents_.slots.begin(), agents_.slots.end(), [id](const Agent& agent) {
          const auto& queues = agent.abilities.queues;
          return agent.registered && std::binary_search(queues.begin(), queues.end(), id);
        });
    const bool known = std::any_of(policy->queues.begin(), policy->queues.end(),
                                   [queue](const auto& entry) { return entry.name == queue; });
    if (mentions == 0 || known) continue;
    warnings.push_back("unknown queue '" + std::string(queue) + "' is named by " +
                       std::to_string(mentions) + " agents");
  }
  writer.map(tried ? 4 : 3);
  writer.text("ok");
  writer.integer(used.empty() ? 1 : 0);
  writer.text("errors");
  writer.array(used.empty() ? 0 : 1);
  if (!used.empty()) {
    writer.map(3);
    writer.text("line");
    writer.integer(0);
    writer.text("key");
    writer.text("queue");
    writer.text("text");
    writer.text(used);
  }
  writer.text("warnings");
  writer.array(warnings.size());
  for (const std::string& warning : warnings) writer.text(warning);
  if (!tried) return;
  writer.text("live");
  trial_view(command, writer);
}

}  // namespace stellwerk::engine
