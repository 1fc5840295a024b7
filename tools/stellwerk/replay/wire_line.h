// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <string>

#include "tools/stellwerk/client/connection.h"
#include "tools/stellwerk/client/histogram.h"
#include "tools/stellwerk/replay/line.h"

namespace stellwerk::cli {

// A line over TCP. Requests leave with the connection's next flush().
class WireLine final : public Line {
 public:
  using Steady = std::chrono::steady_clock;

  explicit WireLine(Connection connection) : connection_(std::move(connection)) {}

  void send(const Request& request, Purpose purpose) override;

  // Hands on what has arrived. False when the connection has failed.
  bool receive(const std::function<void(const Purpose&, const Value&)>& on_reply);

  [[nodiscard]] Connection& connection() { return connection_; }
  // Round trips of CONV.OPEN and of MSG.IN that opens: request handed over to reply read.
  [[nodiscard]] const LatencyHistogram& round_trips() const { return round_trips_; }
  // Errors but those that a race may well bring: STALE, BADSTATE and the like.
  [[nodiscard]] std::uint64_t errors() const { return errors_; }
  [[nodiscard]] const std::string& first_error() const { return first_error_; }
  [[nodiscard]] bool is_quiet() const { return pending_.empty(); }

 private:
  struct Pending {
    Purpose purpose;
    Steady::time_point sent;
  };

  void judge(const Purpose& purpose, const Value& reply);

  Connection connection_;
  std::deque<Pending> pending_;
  LatencyHistogram round_trips_;
  std::uint64_t errors_ = 0;
  std::string first_error_;
};

}  // namespace stellwerk::cli
