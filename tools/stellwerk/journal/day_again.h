// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "core/journal/journal.h"
#include "core/model/codec.h"
#include "core/model/command.h"
#include "tools/stellwerk/journal/day_outcome.h"
#include "tools/stellwerk/journal/recorded_day.h"

namespace stellwerk::cli {

// A policy to decide by: its text, and compiled as POLICY.APPLY carries it.
struct OtherPolicy {
  std::string text;
  std::string compiled;
};

// A recorded day decided once more under another policy. Customers do what they did when they did
// it; agents do with what they are given what was done with it then, as long after it was given.
// docs/operating.md says which command comes when.
class DayAgain final : private engine::Sink {
 public:
  // Both outlive this.
  DayAgain(const engine::Limits& limits, const RecordedDay& recorded, const OtherPolicy& policy);

  // REQUIRES: the records that `recorded` was made of, in their order.
  void decide(const journal::Record& record, const model::Command& command);
  [[nodiscard]] DayOutcome finish();

  // Recorded commands that did something then and are refused now.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Due {
    base::Instant at;
    std::uint64_t seq;    // of the record it comes from: the order of what is due at once
    std::uint64_t order;  // of those without one
    std::string command;
    std::uint64_t offer;  // an answer to this one; otherwise 0
    std::uint64_t life;   // of a service's step: due only while the conversation is at this
    std::string conv;

    friend bool operator<(const Due& a, const Due& b) {
      return std::tie(a.at, a.seq, a.order) > std::tie(b.at, b.seq, b.order);
    }
  };
  struct Now {
    std::size_t visits = 0;    // begun
    std::size_t answers = 0;   // in this visit
    std::size_t services = 0;  // in this visit
    std::uint64_t life = 0;    // one more whenever the conversation changes hands
    bool with_agent = false;
    std::string agent;
  };

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

  void pass_time(base::Instant at, std::uint64_t seq);
  void perform(const Due& due);
  void apply(base::Instant at, model::Command command);
  void apply_policy(base::Instant at);
  [[nodiscard]] const Visit* visit(std::string_view conv, const Now& now) const;
  void expect_answer(const model::Event& event, Now& now);
  void begin_service(const model::Event& event, Now& now);
  void add(const model::Event& event, const Step& step, std::uint64_t offer, const Now& now);

  const RecordedDay& recorded_;
  const OtherPolicy& policy_;
  engine::Engine engine_;
  DayOutcome outcome_;
  std::map<std::string, Now, std::less<>> now_;
  std::priority_queue<Due> agenda_;
  model::CommandDecoder decoder_;
  std::size_t record_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t refused_ = 0;
  bool applied_ = false;
  bool accepted_ = false;  // the command just decided
};

}  // namespace stellwerk::cli
