// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/base/time.h"

// A day of a contact centre, decided beforehand: who writes when and who works when. What the
// router does with it is not in here.
namespace stellwerk::cli {

// The patience of somebody who stays.
inline constexpr base::Duration kStays{std::numeric_limits<std::int64_t>::max() / 4};

// What customers of a queue expect; the unit in which punctuality is reported.
struct ServiceClass {
  std::string queue;
  base::Duration target;  // an answer within this is on time
};

// All times are spans since the day's midnight or lengths.
struct Contact {
  base::Duration at;
  std::size_t service_class = 0;  // index into Schedule::classes
  std::string channel;
  std::string customer;
  std::string skills;        // what the contact asks for first
  std::string human_skills;  // with bot_first: what the hand-over to people asks for
  int priority = 5;
  bool by_message = false;  // comes as MSG.IN instead of CONV.OPEN
  bool bot_first = false;
  bool bot_answers = false;  // the bot needs nobody
  int turns = 1;             // messages of the customer, the first included
  base::Duration bot_time{0};
  base::Duration service;           // of a person, without wrap-up
  base::Duration patience{kStays};  // from each begin of waiting for a person
};

struct Duty {
  base::Duration on;
  base::Duration off;
};

struct AgentPlan {
  std::string name;
  bool bot = false;
  std::string skills;    // as AGENT.SET takes them; empty: none
  std::string channels;  // as AGENT.SET takes them; empty: any
  std::string queues;    // as AGENT.SET takes them; empty: any
  int capacity = 1;
  std::vector<Duty> duty;  // ascending, without overlap
};

struct Schedule {
  std::string title;
  std::string source;  // whose figures these are
  std::string policy;  // TOML for POLICY.APPLY
  std::vector<ServiceClass> classes;
  std::vector<std::pair<std::string, int>> channel_units;
  std::vector<Contact> contacts;  // by time
  std::vector<AgentPlan> agents;
  base::Duration begin;  // the first moment that matters
  base::Duration end;    // nobody arrives any more
  base::Duration grace;  // how long people stay on to finish what waits then
};

}  // namespace stellwerk::cli
