// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_run.h"

#include <algorithm>
#include <chrono>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <utility>

#include "tools/stellwerk/progress_bar.h"

namespace stellwerk::cli {
namespace {

using Phase = LoadLedger::Phase;

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kErrorsMax = 1'000;
constexpr std::uint64_t kWaitingMin = 1'000;
// At the rate, before it counts.
constexpr double kWarmUpShare = 0.1;
constexpr double kWarmUpMax_s = 0.5;
// How long after its time an open loop waits for the answers that are missing.
constexpr double kPatienceMin_s = 1;
// Without an answer for so long, emptying the daemon is given up.
constexpr std::uint64_t kStalled = 30 * kSecond;
constexpr unsigned long kTimerSlackNs = 1;
constexpr std::uint64_t kShortestSleepNs = 50'000;

std::uint64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

std::uint64_t in_ns(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_s() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

// How many conversations are to be open, all connections together.
std::uint64_t open_goal(const LoadOptions& options, const sim::LoadJob& job) {
  if (options.workload == Workload::kLoad80) return job.capacity() * 8 / 10;
  return job.capacity() + std::max<std::uint64_t>(kWaitingMin, options.agents);
}

}  // namespace

LoadRun::LoadRun(const LoadOptions& options, const LoadShape& shape, const sim::LoadJob& job,
                 std::uint64_t after)
    : options_(options), ledger_(job, after, options.seed) {
  ledger_.result.shape = shape;
  const auto busy = static_cast<std::uint32_t>(open_goal(options, job) / shape.connections);
  for (std::uint32_t i = 0; i < shape.connections; ++i) {
    const LoadShare share{.number = i,
                          .of = shape.connections,
                          .pipeline = shape.pipeline,
                          .busy = std::max(busy, 1U)};
    clients_.push_back(
        std::make_unique<LoadClient>(open_resp2_session(options.daemon), ledger_, share));
  }
  if (options.workload == Workload::kOver) {
    ledger_.told_by_events = true;
    feed_.emplace(open_resp2_session(options.daemon), after);
  }
}

template <class Property>
bool LoadRun::all(Property property) const {
  return std::all_of(clients_.begin(), clients_.end(),
                     [&](const auto& client) { return property(*client); });
}

std::string LoadRun::failure() const {
  if (!ledger_.result.first_error.empty()) return ledger_.result.first_error;
  for (const auto& client : clients_) {
    if (!client->connection().failure().empty()) return client->connection().failure();
  }
  if (feed_ && !feed_->connection().failure().empty()) return feed_->connection().failure();
  return "too many errors";
}

std::string LoadRun::play() {
  // A timer of the kernel otherwise comes up to 50 us late.
  ::prctl(PR_SET_TIMERSLACK, kTimerSlackNs);
  if (feed_) feed_->ask();
  const bool done = fill() &&
                    (ledger_.result.shape.per_second ? measure_scheduled() : measure_flat_out()) &&
                    drain();
  return done ? std::string() : failure();
}

bool LoadRun::fill() {
  const std::uint64_t now = now_ns();
  for (auto& client : clients_) client->refill(now);
  while (!all([](const LoadClient& client) { return client.was_full(); })) {
    if (!turn(now_ns() + kSecond)) return false;
  }
  return true;
}

void LoadRun::begin_measuring(std::uint64_t from_ns, double seconds) {
  ledger_.measure_from_ns = from_ns;
  ledger_.measure_until_ns = from_ns + in_ns(seconds);
  cpu_s_ = cpu_s();
  began_ns_ = now_ns();
}

void LoadRun::end_measuring(std::uint64_t now) {
  const double passed_s = static_cast<double>(now - began_ns_) / 1e9;
  ledger_.result.client_busy = (cpu_s() - cpu_s_) / passed_s;
}

bool LoadRun::measure_flat_out() {
  ProgressBar bar("milliseconds", static_cast<std::size_t>(options_.seconds * 1e3));
  begin_measuring(now_ns(), options_.seconds);
  for (std::uint64_t now = began_ns_; now < ledger_.measure_until_ns; now = now_ns()) {
    if (!turn(std::min(now + kSecond, ledger_.measure_until_ns))) return false;
    bar.show((now - began_ns_) / 1'000'000);
  }
  ledger_.result.seconds = options_.seconds;
  end_measuring(now_ns());
  return true;
}

// Sends what has arrived, in turns, by whichever connection's turn it is.
void LoadRun::hand_out(std::uint64_t now) {
  while (arrivals_.is_due(now)) {
    clients_[next_client_]->arrive(arrivals_.take());
    next_client_ = (next_client_ + 1) % clients_.size();
  }
}

// When to look for arrivals again, if no reply comes before: whoever wakes for each of them takes
// the machine from the daemon, and whoever wakes where none can be sent takes it for nothing.
std::uint64_t LoadRun::next_look(std::uint64_t now) const {
  const bool can_send = !all([](const LoadClient& client) { return client.is_deep(); });
  if (arrivals_.is_over() || !can_send) return now + kSecond;
  return std::max(arrivals_.next_ns(), now + kShortestSleepNs);
}

bool LoadRun::measure_scheduled() {
  const auto idle = [](const LoadClient& client) { return client.is_idle(); };
  ledger_.phase = Phase::kScheduled;
  while (!all(idle)) {
    if (!turn(now_ns() + kSecond)) return false;
  }
  const double per_second = *ledger_.result.shape.per_second;
  const double warm_up_s = std::min(kWarmUpMax_s, kWarmUpShare * options_.seconds);
  const std::uint64_t begin = now_ns();
  arrivals_ = Arrivals(begin, per_second, warm_up_s + options_.seconds);
  begin_measuring(begin + in_ns(warm_up_s), options_.seconds);
  ledger_.result.seconds = options_.seconds;
  ledger_.result.arrivals = static_cast<std::uint64_t>(per_second * options_.seconds);

  const std::uint64_t patience = in_ns(std::max(kPatienceMin_s, options_.seconds));
  ProgressBar bar("milliseconds", static_cast<std::size_t>(options_.seconds * 1e3));
  while (!arrivals_.is_over() || !all(idle)) {
    const std::uint64_t now = now_ns();
    if (now > ledger_.measure_until_ns + patience) break;
    hand_out(now);
    for (auto& client : clients_) client->refill(now);
    if (!turn(next_look(now))) return false;
    bar.show((now - began_ns_) / 1'000'000);
  }
  const std::uint64_t now = now_ns();
  end_measuring(now);
  for (auto& client : clients_) client->give_up_arrived(now);
  return true;
}

bool LoadRun::drain() {
  ledger_.phase = Phase::kDraining;
  const std::uint64_t now = now_ns();
  for (auto& client : clients_) client->refill(now);
  std::uint64_t cycles = 0;
  std::uint64_t progress_at = now;
  while (!all([](const LoadClient& client) { return client.is_drained(); })) {
    if (!turn(now_ns() + kSecond)) return false;
    if (std::exchange(cycles, ledger_.result.cycles) != ledger_.result.cycles) {
      progress_at = now_ns();
    } else if (now_ns() > progress_at + kStalled) {
      ledger_.result.first_error = "conversations are open, and nobody takes them";
      return false;
    }
  }
  return true;
}

void LoadRun::wait(std::uint64_t until_ns) {
  descriptors_.clear();
  const auto watch = [this](const Connection& connection) {
    const int wanted = connection.wants_write() ? POLLIN | POLLOUT : POLLIN;
    descriptors_.push_back({connection.descriptor(), static_cast<short>(wanted), 0});
  };
  for (const auto& client : clients_) watch(client->connection());
  if (feed_) watch(feed_->connection());
  const std::uint64_t now = now_ns();
  const std::uint64_t left = until_ns > now ? until_ns - now : 0;
  const timespec timeout{static_cast<time_t>(left / kSecond), static_cast<long>(left % kSecond)};
  ::ppoll(descriptors_.data(), descriptors_.size(), &timeout, nullptr);
}

// Waits for replies, until then at most, takes them and, in a closed loop, sends as much anew.
bool LoadRun::turn(std::uint64_t wait_until_ns) {
  wait(wait_until_ns);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (descriptors_[i].revents == 0) continue;
    LoadClient& client = *clients_[i];
    client.connection().fill();
    const std::uint64_t now = now_ns();
    if (!client.take_replies(now)) return false;
    client.refill(now);
  }
  if (feed_ && descriptors_.back().revents != 0 && !take_events()) return false;
  return ledger_.result.errors < kErrorsMax;
}

bool LoadRun::take_events() {
  AssignmentFeed& feed = *feed_;
  feed.connection().fill();
  for (std::string_view conv = feed.next(); !conv.empty(); conv = feed.next()) {
    std::uint32_t number = 0;
    if (!ledger_.number(conv, number)) continue;
    clients_[number % clients_.size()]->told(number);
  }
  if (!feed.connection().failure().empty()) return false;
  feed.connection().flush();
  const std::uint64_t now = now_ns();
  for (auto& client : clients_) client->refill(now);
  return true;
}

}  // namespace stellwerk::cli
