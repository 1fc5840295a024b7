// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/time.h"
#include "core/engine/figures.h"
#include "core/engine/growth.h"
#include "core/engine/limits.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

// Where an engine's decisions go, in the order in which they are made. Views are valid during the
// call only. An implementation must not call the engine.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_event(const model::Event& event) = 0;
  virtual void on_reply(const model::Reply& reply) = 0;  // once for each apply()
};

// Takes the records of a saved state, one by one. Views are valid during the call only.
using StateVisit = std::function<void(std::string_view record)>;

// The routing of one tenant: a deterministic state machine. What happens depends on the limits and
// the commands with their times alone: no clock, no randomness, no I/O, no thread, no hash order.
// Thread safety: none; one thread at a time.
class Engine {
 public:
  explicit Engine(const Limits& limits);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Decides one write at time `now` and answers it through sink.on_reply(). Timers due at or before
  // `now` fire first, each at its own due time. A `now` before the last one counts as the last one.
  // REQUIRES: is_write(command.kind).
  void apply(base::Instant now, const model::Command& command, Sink& sink);

  // Fetches into the processor's caches what deciding the command will look at: the way there is
  // followed while the next apply() decides another one. For whoever has a batch, with the command
  // after the one that apply() is given next; changes nothing that decides.
  void expect(const model::Command& command);

  // Fires the timers that are due at or before `now`. The result of a history does not depend on
  // how often this is called.
  void advance(base::Instant now, Sink& sink);

  // When the next timer may be due: nothing happens by itself before that. base::kNever when no
  // timer is armed. May be earlier than the timer itself; then advance() to it fires nothing.
  [[nodiscard]] base::Instant next_timer() const;

  // Answers a reading command at the time last advanced to. Covers kAgentGet, kAgentList, kConvGet,
  // kConvList, kConvExplain, kQueueStats, kEta, kDigest, kPolicyGet and kPolicyCheck.
  void query(const model::Command& command, model::ReplyWriter& writer) const;

  // POLICY.SHADOW: begins, ends or reads what a second policy would have decided on the same state.
  // Nothing that this engine decides, saves or hashes follows from it. REQUIRES: command.kind is
  // kPolicyShadow.
  void shadow(const model::Command& command, model::ReplyWriter& writer);

  // A hash of the whole routing state: equal histories have equal digests, under every compiler and
  // after a restart. 16 hexadecimal digits. Visits everything: milliseconds a million
  // conversations.
  [[nodiscard]] std::string digest() const;

  // Visits the whole state as records of bytes: a new engine that is given them by load(), with the
  // same limits, goes on as this one does. Takes about a microsecond a conversation.
  void save(const StateVisit& visit) const;

  // Takes one record of a saved state. Only for an engine that has done nothing else, all records
  // in the order of save(). False: this is not what save() wrote; the engine is of no use then.
  [[nodiscard]] bool load(std::string_view record);
  // Between the first record and the last.
  [[nodiscard]] bool loading() const;

  // Aborts when the state contradicts itself: one owner each, load within capacity, nothing lost,
  // no eligible pair left unmatched but for the reserve. For tests and simulation; slow.
  void check_invariants() const;

  // For whoever allows less than the limits do, before apply(now, command).
  [[nodiscard]] Growth growth(base::Instant now, const model::Command& command) const;
  [[nodiscard]] std::uint64_t open_conversations() const;
  [[nodiscard]] std::uint64_t agents() const;  // registered

  // The text that POLICY.GET shows, valid until the next apply().
  [[nodiscard]] std::string_view policy_text() const;
  // From when on nothing is known of the first calendar to run out; base::kNever without one.
  [[nodiscard]] base::Instant calendars_known_until() const;

  [[nodiscard]] Figures figures() const;
  [[nodiscard]] base::Instant now() const;
  [[nodiscard]] std::uint64_t last_event() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::engine
