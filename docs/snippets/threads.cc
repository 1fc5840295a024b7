// SPDX-License-Identifier: Apache-2.0
// The router on a thread of its own, with a producer on each of two gateway threads and a thread
// that reads the events.
#include <cstdint>
#include <iostream>
#include <string>
#include <thread>
#include <utility>

#include <stellwerk/router.h>

namespace {

using stellwerk::AgentId;
using stellwerk::Code;
using stellwerk::ConversationId;
using stellwerk::Event;
using stellwerk::EventReader;
using stellwerk::EventType;
using stellwerk::Presence;
using stellwerk::Producer;
using stellwerk::QueueId;
using stellwerk::Reply;
using stellwerk::Router;

constexpr int kEach = 500;

// [producer]
// Belongs to one gateway thread.
void deliver(Producer producer, const std::string& prefix) {
  for (int i = 0; i < kEach; ++i) {
    const ConversationId id(prefix + std::to_string(i));
    auto sent = producer.open_conversation(id, {.queue = QueueId("help")});
    while (sent.code() == Code::kFull) {
      producer.wait(sent.status().retry_after_ms);
      for (Reply reply; producer.next(reply);) {
      }
      sent = producer.open_conversation(id, {.queue = QueueId("help")});
    }
  }
  while (producer.wait(-1)) {  // until nothing is outstanding
    for (Reply reply; producer.next(reply);) {
    }
  }
}
// [/producer]

// [reader]
// Belongs to the thread that tells the desks.
void listen(EventReader& events, int& assigned) {
  while (events.wait(-1)) {  // until the router has stopped
    for (Event event; events.next(event);) {
      if (event.type == EventType::kConversationAssigned) ++assigned;
    }
  }
}
// [/reader]

}  // namespace

int main() {
  // [threads]
  auto router =
      Router::open({.policy = "[[queue]]\nname = \"help\"\noffer = { mode = \"auto\" }\n"}).value();
  auto desk = router->make_producer().value();
  desk.set_agent(AgentId("crowd"), {.capacity = 1'000'000}).value();
  desk.set_presence(AgentId("crowd"), Presence::kOnline).value();
  auto events = router->make_event_reader().value();
  router->start();

  int assigned = 0;
  std::thread listener([&] { listen(events, assigned); });
  std::thread web(deliver, router->make_producer().value(), "web-");
  std::thread mail(deliver, router->make_producer().value(), "mail-");
  web.join();
  mail.join();
  router->stop();
  listener.join();
  // [/threads]

  // [rest]
  // What the listener had not read yet when the router stopped.
  auto rest = router->make_event_reader(stellwerk::EventStream::all(), events.position()).value();
  for (Event event; rest.next(event);) {
    if (event.type == EventType::kConversationAssigned) ++assigned;
  }
  // [/rest]
  std::cout << assigned << " assigned\n";
  return 0;
}
