// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/desk.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

// How people treat offers, in thousandths and milliseconds.
constexpr std::uint64_t kDeclined = 15;
constexpr std::uint64_t kOverlooked = 5;
constexpr std::int64_t kAnswerMinMs = 2'000;
constexpr std::int64_t kAnswerMaxMs = 8'000;
constexpr base::Duration kBotAnswer = base::milliseconds(300);
constexpr base::Duration kFirstReply = base::seconds(5);
constexpr base::Duration kBotReply = base::seconds(1);
constexpr std::uint64_t kEarlyWrapUp = 250;
constexpr base::Duration kEarlyWrapUpAfter = base::seconds(10);
constexpr base::Duration kAfterthought = base::seconds(30);
constexpr base::Duration kBackAfterMissing = base::minutes(1);

constexpr std::string_view kInbox = "inbox:";

}  // namespace

Desk::Desk(const Schedule& day, const Naming& naming, std::uint64_t seed, Line& line,
           Checker& checker)
    : day_(day),
      naming_(naming),
      prng_(seed),
      line_(line),
      checker_(checker),
      people_(day.agents.size()),
      cases_(day.contacts.size()) {
  for (std::size_t i = 0; i < day.agents.size(); ++i) {
    numbers_[day.agents[i].name] = i;
    for (const Duty& duty : day.agents[i].duty) {
      agenda_.add(duty.on, {.kind = Action::Kind::kComeOn, .subject = i});
      agenda_.add(duty.off, {.kind = Action::Kind::kGoOff, .subject = i});
    }
  }
}

void Desk::register_agents() {
  for (std::size_t i = 0; i < day_.agents.size(); ++i) {
    const AgentPlan& plan = day_.agents[i];
    Request request{"AGENT.SET", plan.name, "KIND", plan.bot ? "bot" : "human"};
    request.option("CAPACITY", plan.capacity);
    if (!plan.skills.empty()) request.option("SKILLS", plan.skills);
    if (!plan.channels.empty()) request.option("CHANNELS", plan.channels);
    if (!plan.queues.empty()) request.option("QUEUES", plan.queues);
    line_.send(request, {Purpose::Kind::kPresence, i});
  }
}

std::vector<std::string> Desk::inboxes() const {
  std::vector<std::string> keys;
  for (const AgentPlan& plan : day_.agents) keys.push_back(std::string(kInbox) + plan.name);
  return keys;
}

std::size_t Desk::on_duty() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (!day_.agents[i].bot && people_[i].presence == Presence::kOnDuty) ++count;
  }
  return count;
}

std::size_t Desk::busy() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (!day_.agents[i].bot && people_[i].work > 0) ++count;
  }
  return count;
}

bool Desk::is_empty() const {
  return std::all_of(people_.begin(), people_.end(),
                     [](const Person& person) { return person.presence == Presence::kGone; });
}

void Desk::set_presence(std::size_t agent, const char* state) {
  line_.send({"AGENT.STATE", day_.agents[agent].name, state}, {Purpose::Kind::kPresence, agent});
}

void Desk::come_on(std::size_t agent) {
  people_[agent].presence = Presence::kOnDuty;
  set_presence(agent, "ONLINE");
}

void Desk::go_off(std::size_t agent) {
  if (people_[agent].presence != Presence::kOnDuty) return;
  people_[agent].presence = Presence::kLeaving;
  set_presence(agent, "DRAINING");
  leave_when_done(agent);
}

// Nothing new comes while draining, so once the router says that the hands are empty they stay so.
// Our own count may lag behind it.
void Desk::leave_when_done(std::size_t agent) {
  if (people_[agent].presence != Presence::kLeaving || people_[agent].work > 0) return;
  line_.send({"AGENT.GET", day_.agents[agent].name}, {Purpose::Kind::kLeaving, agent});
}

void Desk::on_reply(const Purpose& purpose, const Value& reply) {
  if (purpose.kind != Purpose::Kind::kLeaving) return;
  Person& person = people_[purpose.subject];
  const Value* used = reply.find("used");
  if (person.presence != Presence::kLeaving || used == nullptr || used->as_integer(1) != 0) return;
  person.presence = Presence::kGone;
  set_presence(purpose.subject, "OFFLINE");
}

void Desk::end_of_day() {
  agenda_.drop_if([](const Action& action) { return action.kind == Action::Kind::kComeOn; });
  for (std::size_t i = 0; i < people_.size(); ++i) go_off(i);
}

void Desk::act(base::Duration now) {
  Action action;
  while (agenda_.take_due(now, action)) {
    if (action.kind == Action::Kind::kComeOn) {
      come_on(action.subject);
    } else if (action.kind == Action::Kind::kGoOff) {
      go_off(action.subject);
    } else if (action.kind == Action::Kind::kComeBack) {
      if (people_[action.subject].presence == Presence::kOnDuty) come_on(action.subject);
    } else {
      act_on_case(action);
    }
  }
}

void Desk::act_on_case(const Action& action) {
  const std::size_t contact = action.subject;
  const Case& its = cases_[contact];
  const std::string conv = naming_.conversation(contact);
  if (action.kind == Action::Kind::kAccept || action.kind == Action::Kind::kDecline) {
    if (its.offer != action.offer) return;
    const bool accept = action.kind == Action::Kind::kAccept;
    Request request{accept ? "CONV.ACCEPT" : "CONV.DECLINE", conv, action.offer};
    if (!accept) request.option("REASON", "busy");
    line_.send(request, {Purpose::Kind::kOffer, contact});
    return;
  }
  if (its.phase != action.phase) return;
  if (action.kind == Action::Kind::kReply) reply(contact);
  if (action.kind == Action::Kind::kFinish) finish(contact);
  if (action.kind == Action::Kind::kEndWrapUp) {
    line_.send({"CONV.WRAPPED", conv}, {Purpose::Kind::kWork, contact});
  }
}

void Desk::reply(std::size_t contact) {
  Case& its = cases_[contact];
  const std::string message = fmt::format("a{}.{}", its.phase, its.replies++);
  line_.send({"MSG.OUT", naming_.conversation(contact), message, "Let me see.", "FROM",
              day_.agents[its.owner].name},
             {Purpose::Kind::kWork, contact});
}

void Desk::finish(std::size_t contact) {
  const Case& its = cases_[contact];
  const Contact& plan = day_.contacts[contact];
  const std::string conv = naming_.conversation(contact);
  if (day_.agents[its.owner].bot && !plan.bot_answers) {
    checker_.expect_hand_over(conv, plan.human_skills);
    line_.send({"CONV.ESCALATE", conv, "SKILLS", plan.human_skills, "REASON", "needs a person"},
               {Purpose::Kind::kWork, contact});
  } else {
    line_.send({"CONV.CLOSE", conv, "REASON", "answered"}, {Purpose::Kind::kWork, contact});
  }
}

void Desk::answer_offer(std::size_t agent, std::size_t contact, const Entry& entry,
                        base::Duration at) {
  cases_[contact].offer = entry.offer;
  Action action{.kind = Action::Kind::kAccept, .subject = contact, .offer = entry.offer};
  if (day_.agents[agent].bot) return agenda_.add(at + kBotAnswer, std::move(action));
  const std::uint64_t mood = prng_.below(1'000);
  const base::Duration thought{prng_.between(kAnswerMinMs, kAnswerMaxMs)};
  if (mood < kOverlooked) return;
  if (mood < kOverlooked + kDeclined) action.kind = Action::Kind::kDecline;
  agenda_.add(at + thought, std::move(action));
}

void Desk::begin(std::size_t agent, std::size_t contact, base::Duration at) {
  let_go(contact);
  Case& its = cases_[contact];
  its.owner = agent;
  ++people_[agent].work;
  const Contact& plan = day_.contacts[contact];
  const bool bot = day_.agents[agent].bot;
  const base::Duration length = bot ? plan.bot_time : plan.service;
  const int replies = bot ? 1 : plan.turns;
  const base::Duration first = std::min(bot ? kBotReply : kFirstReply, length);
  for (int turn = 0; turn < replies; ++turn) {
    agenda_.add(at + length * turn / replies + first,
                {.kind = Action::Kind::kReply, .subject = contact, .phase = its.phase});
  }
  agenda_.add(at + std::max(length, first + length * (replies - 1) / replies),
              {.kind = Action::Kind::kFinish, .subject = contact, .phase = its.phase});
}

void Desk::let_go(std::size_t contact) {
  Case& its = cases_[contact];
  ++its.phase;
  its.offer.clear();
  if (its.owner == kNobody) return;
  const std::size_t agent = its.owner;
  its.owner = kNobody;
  --people_[agent].work;
  leave_when_done(agent);
}

void Desk::on_inbox(const Entry& entry, base::Duration at) {
  const auto agent =
      numbers_.find(entry.stream.substr(std::min(kInbox.size(), entry.stream.size())));
  const auto contact = naming_.contact(entry.conv);
  if (agent == numbers_.end() || !contact || *contact >= cases_.size()) return;
  Case& its = cases_[*contact];
  if (entry.type == "offer.created") {
    answer_offer(agent->second, *contact, entry, at);
  } else if (entry.type == "conversation.assigned") {
    begin(agent->second, *contact, at);
  } else if (its.owner != agent->second) {
    return;  // told late: it is in other hands by now
  } else if (entry.type == "conversation.wrapup") {
    ++its.phase;
    if (prng_.chance(kEarlyWrapUp, 1'000)) {
      agenda_.add(at + kEarlyWrapUpAfter,
                  {.kind = Action::Kind::kEndWrapUp, .subject = *contact, .phase = its.phase});
    }
  } else if (entry.type == "conversation.resumed") {
    // The customer wrote once more before the wrap-up was over.
    ++its.phase;
    agenda_.add(at + kAfterthought,
                {.kind = Action::Kind::kFinish, .subject = *contact, .phase = its.phase});
  } else if (entry.type == "conversation.closed" || entry.type == "conversation.abandoned" ||
             entry.type == "conversation.requeued" || entry.type == "conversation.escalated") {
    let_go(*contact);
  }
}

void Desk::on_event(const Entry& entry, base::Duration at) {
  if (entry.type != "agent.state" || entry.state != "away") return;
  const auto agent = numbers_.find(entry.agent);
  if (agent == numbers_.end() || people_[agent->second].presence != Presence::kOnDuty) return;
  agenda_.add(at + kBackAfterMissing, {.kind = Action::Kind::kComeBack, .subject = agent->second});
}

}  // namespace stellwerk::cli
