// SPDX-License-Identifier: Apache-2.0
#include "tests/api/station.h"

#include <gtest/gtest.h>

namespace stellwerk::tests {

Station::Station(const Options& options)
    : now_ms_(options.start_ms.value_or(kMorning)),
      router_(Router::open(options).value()),
      producer_(router_->make_producer().value()),
      reader_(router_->make_event_reader().value()) {}

void Station::poll() {
  while (router_->poll(now_ms_) > 0) {
  }
}

Reply Station::reply(const Result<Ticket>& sent) {
  Reply reply;
  if (!sent.ok()) {
    reply.status = sent.status();
    return reply;
  }
  poll();
  EXPECT_TRUE(producer_.next(reply));
  EXPECT_EQ(reply.ticket, sent.value());
  Reply more;
  EXPECT_FALSE(producer_.next(more));
  return reply;
}

std::vector<Event> Station::events() {
  std::vector<Event> events;
  Event event;
  do {
    poll();
    while (reader_.next(event)) events.push_back(event);
  } while (router_->poll(now_ms_) > 0);
  return events;
}

std::vector<std::string> Station::told() {
  std::vector<std::string> told;
  for (const Event& event : events()) told.push_back(brief(event));
  return told;
}

void Station::staff(std::string_view agent, const AgentSettings& settings) {
  const AgentId id(agent);
  EXPECT_EQ(described(reply(producer_.set_agent(id, settings)).status), "OK");
  EXPECT_EQ(described(reply(producer_.set_presence(id, Presence::kOnline)).status), "OK");
}

std::string brief(const Event& event) {
  std::string text(name(event.type));
  if (!event.conversation.empty()) text += " " + event.conversation.text();
  if (!event.agent.empty()) text += " " + event.agent.text();
  return text;
}

std::string described(const Status& status) {
  std::string text(name(status.code));
  if (!status.text.empty()) text += " " + status.text;
  return text;
}

}  // namespace stellwerk::tests
