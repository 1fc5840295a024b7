// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine.h"

#include <string>

#include "core/engine/shadow.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

struct Engine::State {
  explicit State(const Limits& with) : limits(with), switchboard(limits) {}
  const Limits limits;
  Switchboard switchboard;
  Shadow shadow{switchboard};
};

Engine::Engine(const Limits& limits) : state_(std::make_unique<State>(limits)) {}
Engine::~Engine() = default;

void Engine::apply(base::Instant now, const model::Command& command, Sink& sink) {
  state_->switchboard.apply(now, command, sink);
  if (state_->shadow.runs()) state_->shadow.catch_up();
}

void Engine::expect(const model::Command& command) { state_->switchboard.expect(command); }

void Engine::advance(base::Instant now, Sink& sink) {
  state_->switchboard.advance(now, sink);
  if (state_->shadow.runs()) state_->shadow.catch_up();
}

base::Instant Engine::next_timer() const { return state_->switchboard.next_timer(); }

void Engine::query(const model::Command& command, model::ReplyWriter& writer) const {
  state_->switchboard.query(command, writer);
}

std::string Engine::digest() const { return state_->switchboard.digest(); }

void Engine::save(const StateVisit& visit) const { state_->switchboard.save(visit); }

bool Engine::load(std::string_view record) { return state_->switchboard.load(record); }

bool Engine::loading() const { return state_->switchboard.loading(); }

void Engine::check_invariants() const { state_->switchboard.check_invariants(); }

Growth Engine::growth(base::Instant now, const model::Command& command) const {
  return state_->switchboard.growth(now, command);
}

std::uint64_t Engine::open_conversations() const {
  return state_->switchboard.open_conversations();
}

std::uint64_t Engine::agents() const { return state_->switchboard.agents(); }

std::string_view Engine::policy_text() const { return state_->switchboard.policy_text(); }

base::Instant Engine::calendars_known_until() const {
  return state_->switchboard.calendars_known_until();
}

Figures Engine::figures() const {
  Figures all = state_->switchboard.figures();
  const Disagreements& disagreements = state_->shadow.disagreements();
  all.shadow_runs = state_->shadow.runs();
  all.shadow_decisions = disagreements.decisions();
  all.shadow_differences = disagreements.totals();
  return all;
}

void Engine::shadow(const model::Command& command, model::ReplyWriter& writer) {
  if (!command.has(model::Field::kText)) return state_->shadow.write_report(writer);
  if (command.text == model::kShadowOff) {
    state_->shadow.end("it was ended with POLICY.SHADOW OFF");
    return writer.simple("OK");
  }
  std::string why;
  if (state_->shadow.begin(command, state_->limits, why)) return writer.simple("OK");
  writer.error(model::Code::kBadState, why);
}

base::Instant Engine::now() const { return state_->switchboard.now(); }

std::uint64_t Engine::last_event() const { return state_->switchboard.last_event(); }

}  // namespace stellwerk::engine
