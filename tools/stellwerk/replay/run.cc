// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/run.h"

#include <algorithm>
#include <array>
#include <poll.h>

#include "tools/stellwerk/replay/session.h"

namespace stellwerk::cli {
namespace {

// The desk draws apart from the day, so that what it does changes no schedule.
constexpr std::uint64_t kDeskSeed = 0x5eed'de5c;
constexpr std::chrono::nanoseconds kWaitMax = std::chrono::milliseconds(50);

std::vector<std::string> inbox_keys(const Schedule& day) {
  std::vector<std::string> keys;
  for (const AgentPlan& agent : day.agents) keys.push_back("inbox:" + agent.name);
  return keys;
}

}  // namespace

Run::Run(const Schedule& day, const Address& daemon, double speed, std::uint64_t seed,
         std::uint64_t after)
    : day_(day),
      speed_(speed),
      naming_(after),
      checker_(day, after),
      figures_(day, naming_),
      gateway_line_(open_session(daemon)),
      desk_line_(open_session(daemon)),
      events_(open_session(daemon), {"events"}, after),
      inboxes_(open_session(daemon), inbox_keys(day), after),
      gateway_(day, naming_, gateway_line_, checker_),
      desk_(day, naming_, seed ^ kDeskSeed, desk_line_, checker_),
      clock_(speed, day.begin, DayClock::Steady::now()),
      next_show_(DayClock::Steady::now()) {}

std::string Run::failure() {
  for (WireLine* line : {&gateway_line_, &desk_line_}) {
    if (!line->connection().failure().empty()) return line->connection().failure();
  }
  for (StreamFeed* feed : {&events_, &inboxes_}) {
    if (!feed->failure().empty()) return feed->failure();
    if (!feed->connection().failure().empty()) return feed->connection().failure();
  }
  return {};
}

std::string Run::begin() {
  if (std::string why = failure(); !why.empty()) return why;
  desk_.register_agents();
  desk_line_.connection().flush();
  while (!desk_line_.is_quiet()) {
    pollfd wait{desk_line_.connection().descriptor(), POLLIN, 0};
    ::poll(&wait, 1, -1);
    if (!desk_line_.receive([](const Purpose&, const Value&) {})) return failure();
  }
  if (desk_line_.errors() > 0) return "AGENT.SET: " + desk_line_.first_error();
  clock_ = DayClock(speed_, day_.begin, DayClock::Steady::now());
  return {};
}

std::string Run::step() {
  const base::Duration now = clock_.at(DayClock::Steady::now());
  gateway_.act(now);
  desk_.act(now);
  gateway_line_.connection().flush();
  desk_line_.connection().flush();
  wait();
  const auto read_at = DayClock::Steady::now();
  const bool alive = gateway_line_.receive([](const Purpose&, const Value&) {
  }) && desk_line_.receive([this](const Purpose& purpose, const Value& reply) {
    desk_.on_reply(purpose, reply);
  }) && events_.receive([this, read_at](const Entry& entry) {
    clock_.observe(entry.at, read_at);
    const base::Duration at = clock_.of_entry(entry.at);
    checker_.on_entry(entry);
    figures_.on_entry(entry);
    gateway_.on_entry(entry, at);
    desk_.on_event(entry, at);
  }) && inboxes_.receive([this, read_at](const Entry& entry) {
    clock_.observe(entry.at, read_at);
    desk_.on_inbox(entry, clock_.of_entry(entry.at));
  });
  const base::Duration later = clock_.at(DayClock::Steady::now());
  if (!closing_ && later >= day_.end &&
      (later >= day_.end + day_.grace || checker_.books().open == 0)) {
    closing_ = true;
    desk_.end_of_day();
  }
  return alive ? std::string() : failure();
}

void Run::wait() {
  const auto now = DayClock::Steady::now();
  std::chrono::nanoseconds length = kWaitMax;
  if (!gateway_.is_idle()) length = std::min(length, clock_.until(gateway_.next_due(), now));
  if (!desk_.is_idle()) length = std::min(length, clock_.until(desk_.next_due(), now));
  std::array<pollfd, 4> descriptors{};
  std::size_t count = 0;
  for (const Connection* connection : {&gateway_line_.connection(), &desk_line_.connection(),
                                       &events_.connection(), &inboxes_.connection()}) {
    const int wanted = connection->wants_write() ? POLLIN | POLLOUT : POLLIN;
    descriptors[count++] = {connection->descriptor(), static_cast<short>(wanted), 0};
  }
  timespec time{};
  time.tv_sec = static_cast<time_t>(length.count() / 1'000'000'000);
  time.tv_nsec = static_cast<long>(length.count() % 1'000'000'000);
  ::ppoll(descriptors.data(), descriptors.size(), &time, nullptr);
}

bool Run::is_over() const {
  return closing_ && desk_.is_empty() && gateway_line_.is_quiet() && desk_line_.is_quiet() &&
         events_.is_dry() && inboxes_.is_dry();
}

Snapshot Run::snapshot() const {
  Snapshot result;
  const auto real = DayClock::Steady::now();
  result.now = clock_.at(real);
  const auto passed = static_cast<double>((result.now - day_.begin).ms);
  result.done = std::clamp(passed / static_cast<double>((day_.end - day_.begin).ms), 0.0, 1.0);
  result.classes = figures_.classes(clock_.daemon(real));
  result.counts = figures_.counts();
  result.on_duty = desk_.on_duty();
  result.busy = desk_.busy();
  result.entries = checker_.entries();
  result.violations = checker_.violations();
  result.round_trip_p50_ns = gateway_line_.round_trips().quantile(0.5);
  result.round_trip_p99_ns = gateway_line_.round_trips().quantile(0.99);
  return result;
}

}  // namespace stellwerk::cli
