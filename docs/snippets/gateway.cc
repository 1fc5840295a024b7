// SPDX-License-Identifier: Apache-2.0
// A gateway: it takes customers' messages from a platform, has the router find somebody for each
// conversation, plays that agent's desk, delivers the answers and prints what it is told.
//
// The platform and the clock are made up, so that every run prints the same; everything else is as
// in a gateway that is used.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <stellwerk/router.h>

namespace {

using stellwerk::AgentId;
using stellwerk::ChannelId;
using stellwerk::Code;
using stellwerk::ConversationId;
using stellwerk::CustomerId;
using stellwerk::Event;
using stellwerk::EventReader;
using stellwerk::EventType;
using stellwerk::MessageId;
using stellwerk::Options;
using stellwerk::Presence;
using stellwerk::Producer;
using stellwerk::QueueId;
using stellwerk::Reply;
using stellwerk::Result;
using stellwerk::Router;
using stellwerk::Skills;
using stellwerk::Status;
using stellwerk::Ticket;

// [policy]
constexpr std::string_view kPolicy = R"(
[[channel]]
name = "whatsapp"

[[sla]]
name = "minute"
first_response = "60s"

[[queue]]
name = "billing"
sla = "minute"
skills = "billing>=2"
offer = { mode = "offer", timeout = "20s" }
wrap_up = "10s"
)";
// [/policy]

// What the platform delivers, and when: milliseconds after the start.
struct Delivery {
  std::int64_t at_ms;
  std::string_view chat;
  std::string_view id;
  std::string_view text;
};

constexpr std::int64_t kStartMs = 1'800'000'000'000;
constexpr std::array kDeliveries = {
    Delivery{1'000, "4711", "wamid.1", "Where is my refund?"},
    Delivery{2'000, "0815", "wamid.2", "You have charged me twice."},
    // The platform has lost our acknowledgement and delivers once more.
    Delivery{2'500, "4711", "wamid.1", "Where is my refund?"},
};

class Gateway {
 public:
  // [open]
  Gateway()
      : router_(Router::open(options()).value()),
        producer_(router_->make_producer().value()),
        events_(router_->make_event_reader().value()) {}

  static Options options() {
    Options options;
    options.policy = kPolicy;
    options.start_ms = kStartMs;  // leave it out when poll() is told the machine's time
    return options;
  }
  // [/open]

  // [desk]
  void sign_in(const AgentId& agent) {
    send([&] { return producer_.set_agent(agent, {.skills = Skills{{"billing", 5}}}); });
    send([&] { return producer_.set_presence(agent, Presence::kOnline); });
  }
  // [/desk]

  // [receive]
  // The chat is the conversation and the platform's id the message: delivered twice, counted once.
  void receive(const Delivery& delivery) {
    send([&] {
      return producer_.message_in(ConversationId(delivery.chat), MessageId(delivery.id),
                                  delivery.text,
                                  {.at_ms = kStartMs + delivery.at_ms,
                                   .opening = {.queue = QueueId("billing"),
                                               .channel = ChannelId("whatsapp"),
                                               .customer = CustomerId(delivery.chat)}});
    });
  }
  // [/receive]

  // [turn]
  // One turn of the loop: the time, what it brings, what became of our commands.
  void turn(std::int64_t now_ms) {
    now_ms_ = now_ms;
    while (router_->poll(now_ms) > 0) {
      for (Event event; events_.next(event);) tell(event);
      for (Reply reply; producer_.next(reply);) check(reply);
    }
  }
  // [/turn]

  // How long the loop may sleep unless something is delivered.
  [[nodiscard]] std::int64_t idle_ms_max() { return router_->idle_ms_max(); }

 private:
  // [tell]
  void tell(const Event& event) {
    print(event);
    switch (event.type) {
      case EventType::kOfferCreated:  // the desk rings; this agent picks up at once
        send([&] { return producer_.accept(event.conversation, event.offer); });
        break;
      case EventType::kMessageIn:
        if (!event.agent.empty()) answer(event);
        break;
      case EventType::kMessageOut:  // towards the platform
        std::cout << "         -> " << event.customer.text() << ": " << *event.payload << "\n";
        break;
      default:
        break;
    }
  }
  // [/tell]

  // [answer]
  // The agent reads, writes and is done. Message and conversation name the answer, so that sending
  // it again after a crash would change nothing.
  void answer(const Event& event) {
    const MessageId id("re." + event.message.text());
    send([&] {
      return producer_.message_out(event.conversation, id, "Hello, this is anna. I look into it.",
                                   {.from = event.agent});
    });
    send([&] { return producer_.close(event.conversation, "answered"); });
  }
  // [/answer]

  // [send]
  // FULL is the one refusal that passes: let the router work, then send the same again.
  template <typename Command>
  void send(const Command& command) {
    Result<Ticket> sent = command();
    while (sent.code() == Code::kFull) {
      router_->poll(now_ms_);
      for (Reply reply; producer_.next(reply);) check(reply);
      sent = command();
    }
    if (!sent.ok()) complain(sent.status());
  }
  // [/send]

  static void check(const Reply& reply) {
    if (!reply.status.ok()) complain(reply.status);
    if (reply.conversation.duplicate) {
      std::cout << "         duplicate: " << reply.conversation.id.text() << " is "
                << name(reply.conversation.state) << "\n";
    }
  }

  static void complain(const Status& status) {
    std::cout << "         refused: " << name(status.code) << " " << status.text << "\n";
  }

  static void print(const Event& event) {
    const std::string at = std::to_string(event.at_ms - kStartMs);
    std::cout << std::string(6 - at.size(), ' ') << at << "   " << name(event.type);
    if (!event.conversation.empty()) std::cout << " " << event.conversation.text();
    if (!event.agent.empty()) std::cout << " " << event.agent.text();
    if (event.waited_ms) std::cout << " after " << *event.waited_ms << " ms";
    std::cout << "\n";
  }

  std::unique_ptr<Router> router_;  // before those that use it
  Producer producer_;
  EventReader events_;
  std::int64_t now_ms_ = kStartMs;
};

}  // namespace

// [loop]
int main() {
  Gateway gateway;
  gateway.sign_in(AgentId("anna"));
  gateway.turn(kStartMs);
  std::int64_t now_ms = kStartMs;
  for (const Delivery& delivery : kDeliveries) {
    // A gateway that is used waits here for its sockets, idle_ms_max() at most.
    const std::int64_t at_ms = kStartMs + delivery.at_ms;
    while (now_ms < at_ms) {
      now_ms = std::min(at_ms, now_ms + gateway.idle_ms_max());
      gateway.turn(now_ms);
    }
    gateway.receive(delivery);
    gateway.turn(now_ms);
  }
  for (const std::int64_t end_ms = now_ms + 60'000; now_ms < end_ms;) {
    now_ms += std::max<std::int64_t>(1, gateway.idle_ms_max());
    gateway.turn(now_ms);
  }
  return 0;
}
// [/loop]
