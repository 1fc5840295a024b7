// SPDX-License-Identifier: Apache-2.0
// The shortest way to an assignment.
#include <chrono>
#include <cstdint>
#include <iostream>

#include <stellwerk/router.h>

using stellwerk::AgentId;
using stellwerk::ConversationId;
using stellwerk::Presence;
using stellwerk::QueueId;
using stellwerk::Reply;
using stellwerk::Router;

namespace {

// [policy]
constexpr const char* kPolicy = R"(
[[queue]]
name = "help"
offer = { mode = "auto" }
)";
// [/policy]

std::int64_t unix_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

int main() {
  // [open]
  auto router = Router::open({.policy = kPolicy}).value();
  // [/open]
  // [first_assignment]
  auto gateway = router->make_producer().value();
  gateway.set_agent(AgentId("anna"), {}).value();
  gateway.set_presence(AgentId("anna"), Presence::kOnline).value();
  gateway.open_conversation(ConversationId("c1"), {.queue = QueueId("help")}).value();
  router->poll(unix_ms());
  // [/first_assignment]

  // [replies]
  for (Reply reply; gateway.next(reply);) {
    if (reply.conversation.id.empty()) continue;  // those of the two commands about the agent
    std::cout << reply.conversation.id.text() << " is " << name(reply.conversation.state)
              << " with " << reply.conversation.agent.text() << "\n";
  }
  // [/replies]
  return 0;
}
