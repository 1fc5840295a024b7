// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/prng.h"
#include "tools/stellwerk/client/value.h"
#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/agenda.h"
#include "tools/stellwerk/replay/checker.h"
#include "tools/stellwerk/replay/entry.h"
#include "tools/stellwerk/replay/line.h"
#include "tools/stellwerk/replay/naming.h"

namespace stellwerk::cli {

// Plays the agents and bots: comes and goes with their duty, answers offers (a few are declined or
// overlooked), replies, hands over from bots to people, closes after the service time, sometimes
// ends wrap-up early. Learns its work from the agents' inboxes. Times are spans since midnight.
class Desk {
 public:
  Desk(const Schedule& day, const Naming& naming, std::uint64_t seed, Line& line, Checker& checker);

  // Registers everybody, off duty.
  void register_agents();
  void act(base::Duration now);
  // An entry of an inbox; `at`: its time on the day.
  void on_inbox(const Entry& entry, base::Duration at);
  // An entry of `events`: what happens to agents themselves is told only there.
  void on_event(const Entry& entry, base::Duration at);
  void on_reply(const Purpose& purpose, const Value& reply);
  // Sends everybody home, whatever their duty: they finish what they have.
  void end_of_day();

  [[nodiscard]] bool is_idle() const { return agenda_.empty(); }
  // REQUIRES: not idle.
  [[nodiscard]] base::Duration next_due() const { return agenda_.next_due(); }
  // People, not bots, on duty, and those of them who have work.
  [[nodiscard]] std::size_t on_duty() const;
  [[nodiscard]] std::size_t busy() const;
  // Everybody is off duty and gone.
  [[nodiscard]] bool is_empty() const;
  // Keys of the inboxes it wants to read.
  [[nodiscard]] std::vector<std::string> inboxes() const;

 private:
  struct Action {
    enum class Kind : std::uint8_t {
      kComeOn,
      kGoOff,
      kComeBack,
      kAccept,
      kDecline,
      kReply,
      kFinish,
      kEndWrapUp,
    };
    Kind kind = Kind::kComeOn;
    std::size_t subject = 0;  // an agent, later a contact
    std::uint32_t phase = 0;
    std::string offer = {};
  };
  enum class Presence : std::uint8_t { kGone, kOnDuty, kLeaving };
  struct Person {
    Presence presence = Presence::kGone;
    std::size_t work = 0;  // conversations, wrap-up included
  };
  struct Case {
    std::uint32_t phase = 0;  // + 1 at each change of hands
    std::size_t owner = kNobody;
    std::string offer;
    int replies = 0;
  };
  static constexpr std::size_t kNobody = ~std::size_t{0};

  void set_presence(std::size_t agent, const char* state);
  void come_on(std::size_t agent);
  void go_off(std::size_t agent);
  void leave_when_done(std::size_t agent);
  void act_on_case(const Action& action);
  void answer_offer(std::size_t agent, std::size_t contact, const Entry& entry, base::Duration at);
  void begin(std::size_t agent, std::size_t contact, base::Duration at);
  void let_go(std::size_t contact);
  void reply(std::size_t contact);
  void finish(std::size_t contact);

  const Schedule& day_;
  const Naming& naming_;
  base::Prng prng_;
  Line& line_;
  Checker& checker_;
  Agenda<Action> agenda_;
  std::unordered_map<std::string, std::size_t> numbers_;  // of agents by name
  std::vector<Person> people_;
  std::vector<Case> cases_;
};

}  // namespace stellwerk::cli
