// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_job.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"

namespace stellwerk::bench {
namespace {

using model::Command;
using model::CommandKind;
using model::Field;

constexpr std::uint32_t kDemands = 4'096;
constexpr std::uint64_t kWaitingMin = 1'000;

std::vector<model::Term> terms(const std::vector<sim::LoadSkill>& skills) {
  std::vector<model::Term> list;
  for (const sim::LoadSkill& skill : skills) list.push_back({skill.name, skill.level});
  return list;
}

// The number in the identifiers of EngineJob.
std::uint32_t number_of(std::string_view identifier) {
  std::uint32_t number = 0;
  for (const char digit : identifier.substr(8)) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    number = number << 4U | static_cast<std::uint32_t>(value);
  }
  return number;
}

}  // namespace

EngineJob::EngineJob(const JobOptions& options)
    : job_(options.agents, kDemands, options.seed),
      engine_(engine::Limits{}),
      prng_(options.seed + 1),
      now_(start_),
      handling_(options.handling) {
  for (const sim::LoadDemand& demand : job_.demands()) needs_.push_back(terms(demand.skills));
  apply_policy();
  register_agents();
  const std::uint64_t waiting = std::max<std::uint64_t>(kWaitingMin, options.agents);
  open_goal_ = options.fill == Fill::kLoad80 ? job_.capacity() * 8 / 10 : job_.capacity() + waiting;
  while (next_ < open_goal_) open();
}

void EngineJob::apply_policy() {
  const std::string toml = sim::LoadJob::policy("sla-first");
  const policy::Compiled compiled = policy::compile(toml);
  SW_CHECK(compiled.ok());
  std::string payload;
  model::encode(compiled.policy, payload);
  Command command;
  command.kind = CommandKind::kPolicyApply;
  command.text = toml;
  command.payload = payload;
  command.mark(Field::kText);
  command.mark(Field::kPayload);
  engine_.apply(now_, command, *this);
}

void EngineJob::register_agents() {
  for (const sim::LoadAgent& agent : job_.agents()) {
    const std::vector<model::Term> skills = terms(agent.skills);
    Command set;
    set.kind = CommandKind::kAgentSet;
    set.agent = agent.name;
    set.skills = skills;
    set.capacity = agent.capacity;
    for (const Field field : {Field::kAgent, Field::kSkills, Field::kCapacity}) set.mark(field);
    engine_.apply(now_, set, *this);
    Command state;
    state.kind = CommandKind::kAgentState;
    state.agent = agent.name;
    state.presence = model::Presence::kOnline;
    state.mark(Field::kAgent);
    state.mark(Field::kPresence);
    engine_.apply(now_, state, *this);
  }
}

EngineJob::Identifier EngineJob::identifier_of(std::uint32_t conv) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  Identifier text = {'b', 'e', 'n', 'c', 'h', '-', '-', '-'};
  for (std::size_t i = 0; i < 8; ++i) text[i + 8] = kDigits[conv >> (28 - 4 * i) & 0xfU];
  return text;
}

void EngineJob::open() {
  const Identifier identifier = identifier_of(next_++);
  const std::size_t demand = prng_.below(needs_.size());
  Command command;
  command.kind = CommandKind::kConvOpen;
  command.conv = {identifier.data(), identifier.size()};
  command.queue = "load";
  command.channel = "load";
  command.skills = needs_[demand];
  command.due = job_.demands()[demand].due;
  for (const Field field :
       {Field::kConv, Field::kQueue, Field::kChannel, Field::kSkills, Field::kDue}) {
    command.mark(field);
  }
  engine_.apply(now_, command, *this);
}

void EngineJob::close() {
  SW_CHECK(!assigned_.empty());
  const std::size_t chosen = prng_.below(assigned_.size());
  const Identifier identifier = identifier_of(assigned_[chosen]);
  assigned_[chosen] = assigned_.back();
  assigned_.pop_back();
  Command command;
  command.kind = CommandKind::kConvClose;
  command.conv = {identifier.data(), identifier.size()};
  command.mark(Field::kConv);
  engine_.apply(now_, command, *this);
}

void EngineJob::cycle() {
  ++cycles_;
  const auto passed = cycles_ * static_cast<std::uint64_t>(handling_.ms) / open_goal_;
  now_ = start_ + base::Duration{static_cast<std::int64_t>(passed)};
  close();
  open();
}

void EngineJob::on_event(const model::Event& event) {
  ++events_;
  if (event.type != model::EventType::kConversationAssigned) return;
  ++assigned_total_;
  assigned_.push_back(number_of(event.conv));
}

void EngineJob::on_reply(const model::Reply& reply) { SW_CHECK(reply.code == model::Code::kOk); }

}  // namespace stellwerk::bench
