// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/port.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/runtime/system_clock.h"

namespace stellwerk::runtime {
namespace {

constexpr std::uint64_t kRetryMsMax = 1'000;

}  // namespace

// What a port has for one tenant.
struct Port::Pocket {
  std::uint32_t tenant = kNobody;
  std::uint32_t credit = 0;      // reserved and not yet used
  CommandBlock* open = nullptr;  // being filled
  bool used = false;             // since the last flush
};

// A port's side of one shard.
struct Port::Lane {
  Lane(const ShardDoor& to, std::uint32_t of)
      : door(to), producer(to.inbox->make_producer()), shards(of) {}

  ShardDoor door;
  PerProducerFifoInbox::Producer producer;
  const std::uint32_t shards;
  std::vector<Pocket> pockets;      // the first is nobody's, then by the tenants' seats
  std::vector<std::uint32_t> used;  // pockets, since the last flush
  bool pushed = false;              // something since the last flush
};

Port::Port(std::uint16_t index, std::span<const ShardDoor> shards) : index_(index) {
  SW_CHECK(!shards.empty());
  const auto count = static_cast<std::uint32_t>(shards.size());
  for (const ShardDoor& door : shards) lanes_.push_back(std::make_unique<Lane>(door, count));
}

Port::~Port() = default;

Port::Pocket& Port::pocket(Lane& lane, std::uint32_t tenant) {
  const std::uint32_t at = tenant == kNobody ? 0 : tenant / lane.shards + 1;
  if (at >= lane.pockets.size()) lane.pockets.resize(at + 1);
  Pocket& own = lane.pockets[at];
  if (!own.used) {
    own.used = true;
    own.tenant = tenant;
    lane.used.push_back(at);
  }
  return own;
}

bool Port::submit(const Envelope& to, const model::Command& command) {
  Lane& lane = *lanes_[shard_of(to.tenant)];
  Pocket& own = pocket(lane, to.tenant);
  if (own.credit == 0) {
    own.credit = lane.door.inbox->reserve(lane.door.inbox->step(), to.tenant);
    if (own.credit == 0) {
      refused_.add(1);
      return false;
    }
  }
  --own.credit;
  Envelope envelope = to;
  envelope.port = index_;
  CommandBlock& block = open_block(own);
  block.add(envelope, command);
  submitted_.add(1);
  if (block.full()) push(lane, own);
  return true;
}

void Port::cancel(const Envelope& from) {
  Lane& lane = *lanes_[shard_of(from.tenant)];
  Pocket& own = pocket(lane, from.tenant);
  Envelope envelope = from;
  envelope.port = index_;
  CommandBlock& block = open_block(own);
  block.add_cancel(envelope);
  if (block.full()) push(lane, own);
}

void Port::request_figures(std::uint32_t shard, std::uint64_t session, FiguresMailbox& mailbox,
                           std::uint32_t tenant) {
  SW_CHECK(shard < shards() && (tenant == kNobody || shard_of(tenant) == shard));
  Lane& lane = *lanes_[shard];
  Pocket& own = pocket(lane, tenant);
  Envelope envelope;
  envelope.session = session;
  envelope.tenant = tenant;
  envelope.port = index_;
  CommandBlock& block = open_block(own);
  block.add_figures(envelope, mailbox);
  if (block.full()) push(lane, own);
}

void Port::flush() {
  for (const std::unique_ptr<Lane>& lane : lanes_) {
    for (const std::uint32_t at : lane->used) {
      Pocket& own = lane->pockets[at];
      own.used = false;
      if (own.open != nullptr) push(*lane, own);
      if (own.credit > 0) {
        lane->door.inbox->cancel(own.credit, own.tenant);
        own.credit = 0;
      }
    }
    lane->used.clear();
    if (lane->pushed) {
      lane->pushed = false;
      lane->door.signal->notify();
    }
  }
}

bool Port::prepare_sleep() {
  flush();
  signal_.prepare();
  if (replies_.empty()) return true;
  signal_.awake();
  return false;
}

void Port::awake() { signal_.awake(); }

bool Port::wait(std::int64_t timeout_ns) {
  TimeSource& time = system_time();
  const std::int64_t until_ns = timeout_ns < 0 ? -1 : time.monotonic_ns() + timeout_ns;
  // A wake-up may be left over from an answer that was found without sleeping: look again then.
  std::int64_t left_ns = timeout_ns;
  while (prepare_sleep()) {
    signal_.wait(left_ns);
    if (!replies_.empty()) return true;
    if (until_ns < 0) continue;
    left_ns = until_ns - time.monotonic_ns();
    if (left_ns <= 0) return false;
  }
  return true;
}

std::uint32_t Port::retry_after_ms(std::uint32_t tenant) const {
  const ShardDoor& door = lanes_[shard_of(tenant)]->door;
  const std::uint64_t ms = door.inbox->depth() * door.command_ns->value() / 1'000'000;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(ms, 1, kRetryMsMax));
}

CommandBlock& Port::open_block(Pocket& own) {
  if (own.open == nullptr) own.open = pool_.take();
  return *own.open;
}

void Port::push(Lane& lane, Pocket& own) {
  own.open->set_sent(static_cast<std::uint64_t>(system_time().monotonic_ns()));
  lane.producer.push(std::exchange(own.open, nullptr));
  lane.pushed = true;
}

std::span<ReplyBlock* const> Port::drain_blocks() {
  const std::size_t count = replies_.drain(drained_);
  return {drained_.data(), count};
}

}  // namespace stellwerk::runtime
