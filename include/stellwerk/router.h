// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/event_reader.h>
#include <stellwerk/events.h>
#include <stellwerk/options.h>
#include <stellwerk/producer.h>
#include <stellwerk/status.h>

namespace stellwerk {

// What is wrong with a policy document.
struct PolicyProblem {
  std::uint32_t line = 0;  // from 1; 0: the document as a whole
  std::string key = {};    // "queue.sla"
  std::string text = {};   // what is wrong and what to write instead
};

// Assigns conversations to agents: the routing core, inside your program.
//
// Thread safety: make_producer() and make_event_reader() belong to anyone. Everything else belongs
// to one thread. A Producer or EventReader belongs to the thread that uses it.
//
// One of two things drives it.
//   poll()    your loop: everything is decided inside poll(), on your thread, at the time that you
//             say. Between two calls nothing happens.
//   start()   a thread of the router's, with the machine's clock.
//
//   auto router = stellwerk::Router::open({.policy = text}).value();
//   auto producer = router->make_producer().value();
//   producer.set_agent(stellwerk::AgentId("anna"), {}).value();
//   producer.set_presence(stellwerk::AgentId("anna"), stellwerk::Presence::kOnline).value();
//   producer.open_conversation(stellwerk::ConversationId("c1"),
//                              {.queue = stellwerk::QueueId("help")}).value();
//   router->poll(now_ms);
//   for (stellwerk::Reply reply; producer.next(reply);) tell(reply.conversation);
//
// Nothing is kept when the program ends.
class Router {
 public:
  // kBadArg: the text names the field of the options, or line and key of the policy.
  static Result<std::unique_ptr<Router>> open(const Options& options);
  // stop(). REQUIRES: no Producer and no EventReader of it exists any more.
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // Everything that is wrong with a policy document by itself; empty when it can be applied to a
  // new router.
  [[nodiscard]] static std::vector<PolicyProblem> check_policy(std::string_view toml);

  // kFull: Options::producers_max are in use.
  Result<Producer> make_producer(const ProducerOptions& options = {});
  // Reads what comes after the event number `after`; 0: from the oldest event retained. kFull: as
  // make_producer(). kBadArg: the stream's agent or channel is no identifier.
  Result<EventReader> make_event_reader(const EventStream& stream = EventStream::all(),
                                        std::uint64_t after = 0);

  // Brings the time to `now_ms` (Unix milliseconds), fires what is due, decides what was sent
  // before the call: at least 65,536 commands if there are so many. Answers how much was done; 0:
  // nothing is left to do. A time before that of the last call counts as that.
  // REQUIRES: start() was not called, and `now_ms` is on the clock of Options::start_ms: a time
  // more than a day before it ends the program.
  std::size_t poll(std::int64_t now_ms);
  // When nothing is sent, poll() has nothing to do before so many milliseconds have passed since
  // the last one; at most a second.
  [[nodiscard]] std::int64_t idle_ms_max();
  // Blocks until a producer on another thread has sent something or the time is over (negative: no
  // limit), at most a second. REQUIRES: start() was not called.
  void wait(std::int64_t timeout_ms);

  // Lets a thread of the router's own do what poll() does, on the machine's clock.
  // REQUIRES: neither start() nor poll() was called before.
  void start();

  // Decides and answers everything that was sent before this call, then ends the thread. Afterwards
  // next() still gives replies and events, commands answer kBadState. Idempotent.
  // A command sent by another thread at the same moment may stay without a reply: let producers
  // come to rest before.
  void stop();

 private:
  struct State;
  explicit Router(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk
