// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "core/model/command.h"
#include "core/model/policy.h"
#include "core/sim/workload/distribution.h"

// A contact centre to be simulated: who comes, who works, and by which policy. docs/laboratory.md
// describes the file that it is read from.
namespace stellwerk::lab {

using SkillLevel = std::pair<std::string, std::uint32_t>;

// Bots that take what comes first.
struct BotShare {
  std::string queue;    // where the bots are; empty: in the class's own
  double answers = 0;   // share that they answer to the end
  base::Duration time;  // until it is answered, or handed to people
};

// Those who left try again.
struct Redial {
  double share = 0;
  Distribution after;
  std::uint32_t most = 10;  // times
};

struct CustomerClass {
  std::string name;
  std::string queue;
  std::string channel;             // empty: none
  std::vector<SkillLevel> skills;  // on top of what the queue asks for
  std::uint32_t priority = 5;
  double rate_per_ms = 0;       // mean over the day at a load of 1, those that bots answer included
  std::vector<double> profile;  // rate over its mean by equal parts of the day; empty: constant
  Distribution service;         // of the fastest group
  Distribution patience;
  std::optional<BotShare> bot;
  std::optional<Redial> redial;
  base::Duration age{0};  // that has passed for the customer when he is opened
  base::Duration target;  // to start, by the queue's SLA; 0: none
};

// From the beginning of the day.
struct Duty {
  base::Duration on, off;
};

struct AgentGroup {
  std::string name;
  std::uint32_t count = 1;
  bool bots = false;
  std::uint32_t capacity = 1;
  std::vector<SkillLevel> skills;
  std::vector<std::pair<std::string, std::uint32_t>> channels;  // and the most at once
  std::vector<std::string> queues;
  // How fast each of one, two, three... at once goes on; empty: always at full speed.
  std::vector<double> speed;
  std::vector<double> slowness;  // by class: its service times are so many times as long
  std::vector<Duty> shift;       // each day; empty: all of it
  base::Duration stagger{0};     // so much later for each agent more
  // How many are there in equal parts of the day; empty: as `shift` says.
  std::vector<std::uint32_t> staffing;
  double cost = 1;  // of one of them for an hour, in any unit
};

struct Scenario {
  std::string name, title;
  base::Duration day = base::hours(8);
  std::uint32_t days_in_a_row = 1;  // without a break; then it begins anew, empty
  base::Duration warm_up{0};        // who comes, and what is done, before it is not counted
  base::Duration overtime{0};       // after the last of them, without arrivals
  double load = 1;                  // unless another is asked for
  double busyness_cv = 0;           // of a factor that all arrivals of a day have in common
  std::vector<double> week;         // factors of the days of a week
  std::vector<CustomerClass> classes;
  std::vector<AgentGroup> groups;
  model::Policy policy;
  std::string policy_text;

  // Of a run: its days in a row.
  [[nodiscard]] base::Duration length() const { return day * days_in_a_row; }
  // Those of a day that have begun when it ends.
  [[nodiscard]] std::size_t hours_of_day() const {
    return static_cast<std::size_t>((day.ms + base::hours(1).ms - 1) / base::hours(1).ms);
  }
};

// What one agent of the group gets done, at his best number at once, in the time of one customer at
// full speed.
[[nodiscard]] double best_pace(const AgentGroup& group);

// Whether the group's agents may serve the class: its skills and its queue's, channel and queue.
[[nodiscard]] bool can_serve(const AgentGroup& group, const CustomerClass& customers,
                             const model::Policy& policy);

// How many customers all agents together could serve in the time in which the fastest would serve
// one: people on duty, on average over the day, each at his best number at once.
[[nodiscard]] double work_force(const Scenario& scenario);

// With every skill, queue and channel for everybody and no service slower than the fastest: what no
// routing can beat when those who cannot start on time are turned away.
[[nodiscard]] Scenario pooled(const Scenario& scenario);

}  // namespace stellwerk::lab
