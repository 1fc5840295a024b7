// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_job.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"

namespace stellwerk::bench {
namespace {

using model::Command;
using model::CommandKind;
using model::Field;

// Ten million may wait beside those that are worked on.
constexpr engine::Limits kLimits{.conversations_max = 20'000'000};

// As many may wait in a queue that says nothing of it.
constexpr std::uint64_t kWaitingDefaultMax = 1'000'000;

constexpr std::uint64_t kEachByte = 0x0101'0101'0101'0101U;

// Eight digits at once, so that making names does not cost more than deciding. The last digit is in
// the highest byte, which little-endian machines store last.
std::uint64_t hexadecimal(std::uint32_t number) {
  std::uint64_t nibbles = number;
  nibbles = (nibbles & 0xffff'0000U) >> 16U | (nibbles & 0xffffU) << 32U;
  nibbles = (nibbles & 0x0000'ff00'0000'ff00U) >> 8U | (nibbles & 0x0000'00ff'0000'00ffU) << 16U;
  nibbles = (nibbles & 0x00f0'00f0'00f0'00f0U) >> 4U | (nibbles & 0x000f'000f'000f'000fU) << 8U;
  const std::uint64_t letters = (nibbles + 6 * kEachByte) >> 4U & kEachByte;
  return nibbles + '0' * kEachByte + letters * ('a' - '0' - 10);
}

// The number in the identifiers of EngineJob.
std::uint32_t number_of(std::string_view identifier) {
  std::uint64_t digits = 0;
  std::memcpy(&digits, identifier.data() + 8, 8);
  std::uint64_t nibbles = (digits & 15 * kEachByte) + 9 * (digits >> 6U & kEachByte);
  nibbles = (nibbles & 0x000f'000f'000f'000fU) << 4U | (nibbles >> 8U & 0x000f'000f'000f'000fU);
  nibbles = (nibbles & 0x0000'00ff'0000'00ffU) << 8U | (nibbles >> 16U & 0x0000'00ff'0000'00ffU);
  return static_cast<std::uint32_t>(nibbles << 16U | nibbles >> 32U);
}

}  // namespace

EngineJob::EngineJob(const Population& population, const JobOptions& options)
    : in_turn_(population.in_turn),
      engine_(kLimits),
      prng_(options.seed + 1),
      open_goal_(options.open),
      handling_(options.handling) {
  take_demands(population.demands, demands_);
  take_demands(population.standing, standing_);
  opening_.kind = CommandKind::kConvOpen;
  opening_.queue = "load";
  opening_.channel = "load";
  for (const Field field :
       {Field::kConv, Field::kQueue, Field::kChannel, Field::kSkills, Field::kDue}) {
    opening_.mark(field);
  }
  closing_.kind = CommandKind::kConvClose;
  closing_.mark(Field::kConv);
  apply_policy(population.standing.size() + options.open);
  register_agents(population.agents);
  const auto handling = static_cast<std::uint64_t>(handling_.ms);
  step_ = base::Duration{static_cast<std::int64_t>(handling / open_goal_)};
  step_rest_ = handling % open_goal_;
  while (next_ < standing_.size() + open_goal_) {
    prepare_open();
    open();
  }
  prepare_open();
  prepare_close();
}

std::uint16_t EngineJob::number_of_skill(const std::string& name) {
  const auto known = std::find(names_.begin(), names_.end(), name);
  const auto number = static_cast<std::size_t>(known - names_.begin());
  if (known == names_.end()) names_.push_back(name);
  SW_CHECK(number <= std::numeric_limits<std::uint16_t>::max());
  return static_cast<std::uint16_t>(number);
}

void EngineJob::take_demands(const std::vector<sim::LoadDemand>& demands,
                             std::vector<Demand>& into) {
  for (const sim::LoadDemand& demand : demands) {
    Demand& drawn = into.emplace_back();
    SW_CHECK(demand.skills.size() <= kSkillsMost);
    for (const sim::LoadSkill& skill : demand.skills) {
      drawn.skills[drawn.count] = number_of_skill(skill.name);
      drawn.levels[drawn.count++] = static_cast<std::uint8_t>(skill.level);
    }
    drawn.due_ms = static_cast<std::uint32_t>(demand.due.ms);
  }
}

void EngineJob::apply_policy(std::uint64_t open) {
  std::string toml = sim::LoadJob::policy("sla-first");
  // Its last table is the queue.
  if (open > kWaitingDefaultMax) toml += "max_waiting = " + std::to_string(open) + "\n";
  const policy::Compiled compiled = policy::compile(toml, now_);
  SW_CHECK(compiled.ok());
  std::string payload;
  model::encode(compiled.policy, payload);
  Command command;
  command.kind = CommandKind::kPolicyApply;
  command.text = toml;
  command.payload = payload;
  command.mark(Field::kText);
  command.mark(Field::kPayload);
  must_apply(command);
}

void EngineJob::register_agents(const std::vector<sim::LoadAgent>& agents) {
  for (const sim::LoadAgent& agent : agents) {
    std::vector<model::Term> skills;
    for (const sim::LoadSkill& skill : agent.skills) skills.push_back({skill.name, skill.level});
    Command set;
    set.kind = CommandKind::kAgentSet;
    set.agent = agent.name;
    set.skills = skills;
    set.capacity = agent.capacity;
    for (const Field field : {Field::kAgent, Field::kSkills, Field::kCapacity}) set.mark(field);
    must_apply(set);
    Command state;
    state.kind = CommandKind::kAgentState;
    state.agent = agent.name;
    state.presence = model::Presence::kOnline;
    state.mark(Field::kAgent);
    state.mark(Field::kPresence);
    must_apply(state);
  }
}

EngineJob::Identifier EngineJob::identifier_of(std::uint32_t conv) {
  Identifier text;
  std::memcpy(text.data(), "bench---", 8);
  const std::uint64_t digits = hexadecimal(conv);
  std::memcpy(text.data() + 8, &digits, 8);
  return text;
}

void EngineJob::prepare_open() {
  const std::uint32_t conv = next_++;
  opening_id_ = identifier_of(conv);
  opening_.conv = {opening_id_.data(), opening_id_.size()};
  const Demand* demand = nullptr;
  if (conv < standing_.size()) {
    demand = &standing_[conv];
  } else if (in_turn_) {
    demand = &demands_[next_demand_];
    next_demand_ = next_demand_ + 1 == demands_.size() ? 0 : next_demand_ + 1;
  } else {
    demand = &demands_[prng_.below(demands_.size())];
  }
  for (std::size_t i = 0; i < demand->count; ++i) {
    opening_skills_[i] = {names_[demand->skills[i]], demand->levels[i]};
  }
  opening_.skills = {opening_skills_.data(), demand->count};
  opening_.due = base::Duration{demand->due_ms};
}

void EngineJob::open() { must_apply(opening_); }

void EngineJob::prepare_close() {
  SW_CHECK(!assigned_.empty());
  const std::size_t chosen = prng_.below(assigned_.size());
  closing_id_ = identifier_of(assigned_[chosen]);
  assigned_[chosen] = assigned_.back();
  assigned_.pop_back();
  closing_.conv = {closing_id_.data(), closing_id_.size()};
}

// Each command is complete and announced while the one before it is decided, as a shard does within
// a batch.
void EngineJob::cycle() {
  now_ = now_ + step_;
  rest_ += step_rest_;
  if (rest_ >= open_goal_) {
    rest_ -= open_goal_;
    now_ = now_ + base::Duration{1};
  }
  engine_.expect(opening_);
  must_apply(closing_);
  prepare_close();
  engine_.expect(closing_);
  open();
  prepare_open();
}

model::Code EngineJob::apply(const Command& command) {
  engine_.apply(now_, command, *this);
  return code_;
}

void EngineJob::must_apply(const Command& command) { SW_CHECK(apply(command) == model::Code::kOk); }

void EngineJob::on_event(const model::Event& event) {
  ++events_;
  if (event.type != model::EventType::kConversationAssigned) return;
  ++assigned_total_;
  const std::uint32_t conv = number_of(event.conv);
  if (conv >= standing_.size()) assigned_.push_back(conv);
}

void EngineJob::on_reply(const model::Reply& reply) { code_ = reply.code; }

}  // namespace stellwerk::bench
