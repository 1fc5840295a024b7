// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/model/command.h"
#include "core/sim/laboratory/agenda.h"
#include "core/sim/laboratory/contender.h"
#include "core/sim/laboratory/forecast_log.h"
#include "core/sim/laboratory/identifier.h"
#include "core/sim/laboratory/outcome.h"
#include "core/sim/workload/day.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// Customers, agents and bots around an engine, in virtual time. All decisions are the engine's;
// here is only what the world does by itself: who comes, how long service takes, who loses
// patience. Thread safety: none. Keeps its memory from run to run.
class ContactCenter final : public engine::Sink {
 public:
  // `scenario` must outlive it.
  ContactCenter(const Scenario& scenario, const Contender& contender);

  // One run, from an empty engine. Replaces `outcome`, adds to `tally`.
  void run(const Day& day, RunOutcome& outcome, Tally& tally);

  // Notes what the engine forecasts in the runs that follow; null: nothing. `log` must outlive
  // them.
  void note_forecasts(ForecastLog* log) { forecasts_ = log; }

  // Of the engine at the end of the last run.
  [[nodiscard]] std::string digest() const { return engine_->digest(); }

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

 private:
  static constexpr std::int64_t kNotStarted = -1;

  // A contact while it runs.
  struct Live {
    std::int64_t waits_since_ms = 0;
    std::int64_t started_ms = kNotStarted;
    double left_ms = 0;        // of its service, where agents have several at once
    std::uint32_t turn = 0;    // counts hand-overs
    std::uint32_t origin = 0;  // the contact that it is another attempt of, or itself
    std::uint32_t attempt = 0;
    std::uint32_t seat = 0;   // of who has it
    std::uint64_t offer = 0;  // that is out
    bool over = false;
    std::int64_t over_ms = 0;
  };

  // What is done by agents that have several conversations at once.
  struct Sharing {
    std::int64_t since_ms = 0;
    std::uint32_t turn = 0;
    std::vector<std::uint32_t> contacts;
  };

  // A class's command to open, and what its wrap-up adds to an agent's time.
  struct Opening {
    model::Command command;
    std::vector<model::Term> skills;
    std::string sla;
    std::int64_t wrap_up_ms = 0;
  };

  void prepare_commands(const model::Policy& policy);
  void begin(const Day& day);
  void apply_policy();
  void sign_on();
  void run_until(std::int64_t end_ms);
  void perform(const Step& step);
  void arrive(std::uint32_t contact);
  void finish(std::uint32_t contact);
  void finish_share(const Step& step);
  void finish_bot(std::uint32_t contact);
  void accept(std::uint32_t contact);
  void leave(std::uint32_t contact);
  void try_again(std::uint32_t contact);
  void set_presence(std::uint32_t seat, model::Presence presence);
  void close(std::uint32_t contact);
  void apply(const model::Command& command);
  void lose_patience_later(std::uint32_t contact, std::int64_t from_ms);

  void begin_work(std::uint32_t contact, std::uint32_t seat, std::int64_t at_ms);
  void share_work(std::uint32_t seat, std::int64_t at_ms);
  void plan_share(std::uint32_t seat);
  void count_unfinished();
  void count_busy(std::uint32_t seat, std::int64_t from_ms, std::int64_t to_ms);
  void count_hours(std::uint32_t seat, std::int64_t from_ms, std::int64_t to_ms,
                   std::int64_t Tally::Hour::*kind);
  void count(RunOutcome& outcome, Tally& tally);
  void count_contact(std::uint32_t contact, RunOutcome& outcome, Tally& tally) const;

  [[nodiscard]] const CustomerClass& class_of(std::uint32_t contact) const {
    return scenario_.classes[contacts_[contact].customer_class];
  }
  [[nodiscard]] const AgentGroup& group_of(std::uint32_t seat) const {
    return scenario_.groups[day_->seats[seat].group];
  }
  // When the customer began to wait, wherever that was.
  [[nodiscard]] std::int64_t asked_ms(std::uint32_t contact) const {
    return contacts_[contact].at_ms - class_of(contact).age.ms;
  }
  [[nodiscard]] std::int64_t patience_of(std::uint32_t contact) const;

  Scenario pool_;  // when the contender asks for it
  const Scenario& scenario_;
  const bool expires_;
  const base::Duration credit_;
  std::string policy_payload_;
  std::vector<Opening> openings_;
  model::Command closing_, abandoning_, accepting_, escalating_, transferring_;

  void note_forecast(const model::Reply& reply);

  ForecastLog* forecasts_ = nullptr;
  std::unique_ptr<engine::Engine> engine_;
  const Day* day_ = nullptr;
  std::int64_t now_ms_ = 0;
  std::size_t next_arrival_ = 0;
  Agenda agenda_;
  std::vector<Contact> contacts_;  // the day's, then those that are tried again
  std::vector<Live> live_;
  std::vector<Sharing> sharing_;  // by seat
  std::vector<Tally::Agent> agents_;
  std::vector<Tally::Hour> hours_;
};

}  // namespace stellwerk::lab
