// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard_post.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/runtime/system_clock.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kFinishNsMax = 4'000'000'000;
// A machine that was suspended has not counted while it slept: what became due meanwhile is looked
// at within a second.
constexpr std::int64_t kIdleNsMax = 1'000'000'000;

class MachineStopwatch final : public Stopwatch {
 public:
  std::uint64_t ns() override { return static_cast<std::uint64_t>(system_time().monotonic_ns()); }
};

Stopwatch& machine_stopwatch() {
  static MachineStopwatch stopwatch;
  return stopwatch;
}

ShardOptions shard_options(std::uint32_t index, const RuntimeOptions& options, Clock& clock,
                           const MakeArchive& archive) {
  ShardOptions shard;
  shard.hold_clock = [&clock](base::Instant until) { return clock.hold(until); };
  shard.ahead_of_wall = [&clock] { return clock.ahead_of_wall(); };
  shard.index = index;
  shard.shards = options.shards;
  shard.tenants = options.tenants;
  shard.engine = options.engine;
  shard.terms = options.terms;
  shard.streams = options.streams;
  shard.inbox_commands_max = options.inbox_commands_max;
  shard.archive = archive;
  shard.read_by = ReadBy::kOwnThread;
  return shard;
}

}  // namespace

// The way to one port.
struct ShardPost::Route {
  explicit Route(Port& to) : port(to), producer(to.replies()) {}

  Port& port;
  PerProducerFifo<ReplyBlock>::Producer producer;
  bool delivered = false;  // since the last flush
};

ShardPost::ShardPost(std::uint32_t index, const RuntimeOptions& options,
                     std::unique_ptr<journal::Journal> journal, std::unique_ptr<Outlet> outlet,
                     std::unique_ptr<Clock> clock, const MakeArchive& archive)
    : inbox_(options.inbox_commands_max,
             Seats::of(index, options.shards, options.tenants, options.terms)),
      journal_(std::move(journal)),
      outlet_(std::move(outlet)),
      clock_(std::move(clock)),
      routes_(options.ports_max),
      reading_(clock_->read()),
      shard_(shard_options(index, options, *clock_, archive), *journal_, *outlet_, *this,
             machine_stopwatch()) {
  command_ns_.set(shard_.command_ns());
  journal_->on_durable([this] { signal_.notify(); });
}

ShardPost::~ShardPost() = default;

// The port's first command carries this to the shard's thread: it is written before that command
// is pushed and read after it is drained.
void ShardPost::introduce(Port& port) {
  SW_CHECK(routes_[port.index()] == nullptr);
  routes_[port.index()] = std::make_unique<Route>(port);
}

void ShardPost::forget_ports() { routes_.clear(); }

std::size_t ShardPost::do_work() {
  reading_ = clock_->read();
  // Before the first cycle it was the journal that took its time.
  const bool stood_still = clock_->take_standstill();
  if (stood_still && worked_) shard_.stood_still(reading_.engine);
  worked_ = true;
  const std::size_t count = shard_.do_work(inbox_, reading_.engine, reading_.real);
  command_ns_.set(shard_.command_ns());
  return count;
}

bool ShardPost::has_work() { return !inbox_.empty() || shard_.waiting() || shard_.release_due(); }

std::int64_t ShardPost::idle_ns_max() {
  std::int64_t least = kIdleNsMax;
  const base::Instant timer = shard_.next_timer();
  if (timer < base::kNever) least = std::min(least, clock_->real_ns_until(timer));
  const RealTime deadline = shard_.next_deadline();
  if (deadline < kRealNever) {
    least = std::min(least, std::max<std::int64_t>(0, deadline.ns - reading_.real.ns));
  }
  return least;
}

bool ShardPost::finish() {
  if (do_work() > 0 || !inbox_.empty() || shard_.waiting()) return false;
  if (!parked_answered_) {
    parked_answered_ = true;
    shard_.answer_parked();
    return false;
  }
  const std::int64_t now_ns = system_time().monotonic_ns();
  if (finishing_since_ns_ < 0) finishing_since_ns_ = now_ns;
  return !shard_.holding() || now_ns - finishing_since_ns_ > kFinishNsMax;
}

void ShardPost::deliver(ReplyBlock* block) {
  Route& route = *routes_[block->port()];
  if (!route.delivered) {
    route.delivered = true;
    delivered_to_.push_back(block->port());
  }
  route.producer.push(block);
}

void ShardPost::flush() {
  for (const std::uint16_t port : delivered_to_) {
    routes_[port]->delivered = false;
    routes_[port]->port.signal().notify();
  }
  delivered_to_.clear();
}

}  // namespace stellwerk::runtime
