// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/router.h>

namespace stellwerk::tests {

// 15 January 2027, 08:00 UTC.
inline constexpr std::int64_t kMorning = 1'800'000'000'000;

// One queue "help" whose offers last 20 s, and one "auto" that assigns without asking.
inline constexpr std::string_view kPolicy = R"(
[[channel]]
name = "chat"
[[sla]]
name = "minute"
first_response = "60s"
next_response = "90s"
[[queue]]
name = "help"
sla = "minute"
[[queue]]
name = "auto"
offer = { mode = "auto" }
wrap_up = "5s"
)";

inline Options station_options() {
  Options options;
  options.policy = kPolicy;
  options.start_ms = kMorning;
  return options;
}

// A router driven by hand: one producer, one reader of everything, and the time.
class Station {
 public:
  explicit Station(const Options& options = station_options());

  Router& router() { return *router_; }
  Producer& producer() { return producer_; }
  EventReader& reader() { return reader_; }
  [[nodiscard]] std::int64_t now() const { return now_ms_; }

  // Polls until nothing is left to do.
  void poll();
  void advance(std::int64_t ms) {
    now_ms_ += ms;
    poll();
  }

  // Polls and takes the reply to the command, which must be the only one outstanding. A command
  // that was not sent is a reply with its status.
  Reply reply(const Result<Ticket>& sent);
  // The events since the last call.
  std::vector<Event> events();
  // As "type conv agent", without what is empty.
  std::vector<std::string> told();

  // Registers agents, online.
  void staff(std::string_view agent, const AgentSettings& settings = {});

 private:
  std::int64_t now_ms_;
  std::unique_ptr<Router> router_;
  Producer producer_;
  EventReader reader_;
};

std::string brief(const Event& event);

// "BADARG text", or "OK".
std::string described(const Status& status);

}  // namespace stellwerk::tests
