// SPDX-License-Identifier: Apache-2.0
// Compiles as it is; each of the macros adds a line that must not compile.
#include <stellwerk/router.h>

int main() {
  auto router = stellwerk::Router::open({}).value();
  auto producer = router->make_producer().value();
  const stellwerk::ConversationId conversation("c1");
  const stellwerk::AgentId agent("anna");
  producer.set_presence(agent, stellwerk::Presence::kOnline).value();
#if defined(CONVERSATION_AS_AGENT)
  producer.set_presence(conversation, stellwerk::Presence::kOnline).value();
#elif defined(AGENT_AS_CONVERSATION)
  producer.close(agent).value();
#elif defined(TEXT_AS_AGENT)
  producer.read_agent("anna").value();
#elif defined(TICKET_AS_NUMBER)
  const unsigned long number = producer.read_digest().value();
  return number == 0 ? 0 : 1;
#elif defined(COMPARED_ACROSS)
  return conversation == agent ? 0 : 1;
#elif defined(UNREAD_RESULT)
  producer.close(conversation);
#endif
  return conversation.empty() ? 1 : 0;
}
