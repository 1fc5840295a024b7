// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/engine/engine.h"
#include "core/journal/journal.h"
#include "core/model/command.h"
#include "tools/stellwerk/journal/day_outcome.h"

// One tenant's day as it was recorded: decided again as it was, and what of it belongs to people
// rather than to the router.
namespace stellwerk::cli {

// A recorded command that belongs behind something the router does, and how long behind.
struct Step {
  base::Duration after;
  std::uint64_t seq = 0;  // of its record
  std::string command;    // encoded
};

// What an agent did with an offer. Nothing at all: it ran out, or the record ended.
struct OfferAnswer {
  std::optional<Step> step;
  // Revoked without an answer so long after it was made: an answer would have come later.
  std::optional<base::Duration> revoked_after;
};

// One agent's work on a conversation, from the assignment on: replies, close or escalation, the
// early end of wrap-up. No step when the record ends before the work does.
using Service = std::vector<Step>;

// From one opening of a conversation to the next.
struct Visit {
  std::vector<OfferAnswer> answers;  // of each offer
  std::vector<Service> services;     // of each assignment that was not lost with its agent
};

// What a record is to a day that is decided otherwise.
enum class Fate : std::uint8_t {
  kAsIs,          // comes at its time
  kWhileWaiting,  // ends the waiting of a conversation: comes at its time, if it waits then
  kMoved,         // a step of an answer or a service
  kPolicy,
  kNothing,  // a tick, or it was refused or repeated: it did nothing
};

struct RecordedDay {
  std::uint64_t records = 0;
  base::Instant first, last;
  std::string digest;
  DayOutcome outcome;
  std::vector<Fate> fates;                                        // of each record, in their order
  std::map<std::string, std::vector<Visit>, std::less<>> visits;  // by conversation
  // Medians; what the recorded day does not say of a conversation is taken to be like this.
  base::Duration usual_answer;
  base::Duration usual_service;
};

class DayRecorder final : private engine::Sink {
 public:
  explicit DayRecorder(const engine::Limits& limits) : engine_(limits) {}

  // REQUIRES: a write, and the records in their order.
  void decide(const journal::Record& record, const model::Command& command);
  [[nodiscard]] RecordedDay finish();

 private:
  struct Now {
    bool with_agent = false;
    base::Instant since;    // of the assignment
    base::Instant offered;  // of the last offer
  };

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;
  void note_offer(const model::Event& event, Visit& visit, Now& now);
  Fate fate_of(const model::Command& command, bool had_agent);
  Step step(base::Instant since) const;

  engine::Engine engine_;
  RecordedDay day_;
  std::map<std::string, Now, std::less<>> now_;
  std::vector<std::int64_t> answers_ms_;
  std::vector<std::int64_t> services_ms_;
  // Of the command being decided.
  const journal::Record* record_ = nullptr;
  bool did_something_ = false;
  bool ended_ = false;
};

}  // namespace stellwerk::cli
