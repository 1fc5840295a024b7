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
// How far ahead the daemon's clock may go. It is let go on when half of that is used up.
constexpr base::Duration kAhead = base::seconds(8);
constexpr base::Duration kLetGoOnAt = base::seconds(4);
constexpr std::chrono::nanoseconds kWaitMax = std::chrono::milliseconds(50);

std::vector<std::string> inbox_keys(const Schedule& day) {
  std::vector<std::string> keys;
  for (const AgentPlan& agent : day.agents) keys.push_back("inbox:" + agent.name);
  return keys;
}

}  // namespace

Run::Run(const Schedule& day, const Access& daemon, double speed, std::uint64_t seed,
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
      clock_(speed, day.begin),
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
  ask_time();
  desk_line_.connection().flush();
  while (!desk_line_.is_quiet()) {
    pollfd wait{desk_line_.connection().descriptor(), POLLIN, 0};
    ::poll(&wait, 1, -1);
    const bool alive = desk_line_.receive(
        [this](const Purpose& purpose, const Value& reply) { on_desk_reply(purpose, reply); });
    if (!alive) return failure();
  }
  if (desk_line_.errors() > 0) return "AGENT.SET, CLOCK: " + desk_line_.first_error();
  return {};
}

void Run::ask_time() {
  if (asked_time_) return;
  Request request{"CLOCK"};
  limit_asked_ = DayClock::kFree;
  if (clock_.is_set()) {
    if (speed_ >= 1.0 && speed_ <= 1.0) return;  // real time waits for nobody
    const base::Instant now = clock_.daemon(DayClock::Steady::now());
    if (clock_.limit() < DayClock::kFree && now + kLetGoOnAt < clock_.limit()) return;
    limit_asked_ = now + kAhead;
    request.option("HOLD", limit_asked_.ms);
  }
  desk_line_.send(request, {Purpose::Kind::kClock, 0});
  asked_time_ = true;
}

void Run::on_desk_reply(const Purpose& purpose, const Value& reply) {
  if (purpose.kind != Purpose::Kind::kClock) return desk_.on_reply(purpose, reply);
  asked_time_ = false;
  const Value* now = reply.find("now_ms");
  if (now == nullptr) return;
  clock_.observe({now->as_integer()}, limit_asked_, DayClock::Steady::now());
}

std::string Run::step() {
  const base::Duration now = clock_.at(DayClock::Steady::now());
  gateway_.act(now);
  desk_.act(now);
  ask_time();
  gateway_line_.connection().flush();
  desk_line_.connection().flush();
  wait();
  const bool alive = gateway_line_.receive([](const Purpose&, const Value&) {
  }) && desk_line_.receive([this](const Purpose& purpose, const Value& reply) {
    on_desk_reply(purpose, reply);
  }) && events_.receive([this](const Entry& entry) {
    const base::Duration at = clock_.of_daemon({entry.at});
    checker_.on_entry(entry);
    figures_.on_entry(entry);
    gateway_.on_entry(entry, at);
    desk_.on_event(entry, at);
  }) && inboxes_.receive([this](const Entry& entry) {
    desk_.on_inbox(entry, clock_.of_daemon({entry.at}));
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
  if (!asked_time_ && clock_.limit() < DayClock::kFree) {
    const base::Duration next = clock_.of_daemon(clock_.limit()) - kLetGoOnAt;
    length = std::min(length, clock_.until(next, now));
  }
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

Snapshot Run::snapshot() {
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
