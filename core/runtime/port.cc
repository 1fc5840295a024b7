// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/port.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/runtime/system_clock.h"

namespace stellwerk::runtime {
namespace {

// Room that is reserved in one step: fewer writes to the counter that all ports share.
constexpr std::uint32_t kCreditStep = 64;

constexpr std::uint64_t kRetryMsMax = 1'000;

}  // namespace

// A port's side of one shard.
struct Port::Lane {
  explicit Lane(const ShardDoor& to) : door(to), producer(to.inbox->make_producer()) {}

  ShardDoor door;
  PerProducerFifoInbox::Producer producer;
  CommandBlock* open = nullptr;  // being filled
  std::uint32_t credit = 0;      // reserved and not yet used
  bool pushed = false;           // something since the last flush
};

Port::Port(std::uint16_t index, std::span<const ShardDoor> shards) : index_(index) {
  SW_CHECK(!shards.empty());
  for (const ShardDoor& door : shards) lanes_.push_back(std::make_unique<Lane>(door));
}

Port::~Port() = default;

bool Port::submit(const Envelope& to, const model::Command& command) {
  Lane& lane = *lanes_[shard_of(to.tenant)];
  if (lane.credit == 0) {
    lane.credit = lane.door.inbox->reserve(kCreditStep);
    if (lane.credit == 0) {
      refused_.add(1);
      return false;
    }
  }
  --lane.credit;
  Envelope envelope = to;
  envelope.port = index_;
  CommandBlock& block = open_block(lane);
  block.add(envelope, command);
  submitted_.add(1);
  if (block.full()) push(lane);
  return true;
}

void Port::cancel(const Envelope& from) {
  Lane& lane = *lanes_[shard_of(from.tenant)];
  Envelope envelope = from;
  envelope.port = index_;
  CommandBlock& block = open_block(lane);
  block.add_cancel(envelope);
  if (block.full()) push(lane);
}

void Port::request_figures(std::uint32_t shard, std::uint64_t session, FiguresMailbox& mailbox) {
  SW_CHECK(shard < shards());
  Lane& lane = *lanes_[shard];
  Envelope envelope;
  envelope.session = session;
  envelope.port = index_;
  CommandBlock& block = open_block(lane);
  block.add_figures(envelope, mailbox);
  if (block.full()) push(lane);
}

void Port::flush() {
  for (const std::unique_ptr<Lane>& lane : lanes_) {
    if (lane->open != nullptr) push(*lane);
    if (lane->credit > 0) {
      lane->door.inbox->cancel(lane->credit);
      lane->credit = 0;
    }
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

CommandBlock& Port::open_block(Lane& lane) {
  if (lane.open == nullptr) lane.open = pool_.take();
  return *lane.open;
}

void Port::push(Lane& lane) {
  lane.producer.push(lane.open);
  lane.open = nullptr;
  lane.pushed = true;
}

std::span<ReplyBlock* const> Port::drain_blocks() {
  const std::size_t count = replies_.drain(drained_);
  return {drained_.data(), count};
}

}  // namespace stellwerk::runtime
