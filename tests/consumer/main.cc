// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <stellwerk/router.h>
#include <stellwerk/version.h>

namespace {

// An assignment, through everything that the library consists of.
bool assigns() {
  auto opened = stellwerk::Router::open(
      {.policy = "[[queue]]\nname = \"help\"\noffer = { mode = \"auto\" }\n"});
  if (!opened.ok()) {
    std::fprintf(stderr, "open: %s\n", opened.status().text.c_str());
    return false;
  }
  const auto router = std::move(opened).value();
  const stellwerk::AgentId anna("anna");
  auto producer = router->make_producer().value();
  auto events = router->make_event_reader().value();
  producer.set_agent(anna, {}).value();
  producer.set_presence(anna, stellwerk::Presence::kOnline).value();
  producer.open_conversation(stellwerk::ConversationId("c1"), {.queue = stellwerk::QueueId("help")})
      .value();
  router->poll(4'000'000'000'000);
  for (stellwerk::Event event; events.next(event);) {
    if (event.type == stellwerk::EventType::kConversationAssigned) return event.agent == anna;
  }
  std::fprintf(stderr, "nobody was assigned\n");
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 || stellwerk::kVersion != arguments[1]) {
    std::fprintf(stderr, "built with stellwerk %s\n", stellwerk::kVersion.data());
    return 1;
  }
  return assigns() ? 0 : 1;
}
