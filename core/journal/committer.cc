// SPDX-License-Identifier: Apache-2.0
#include "core/journal/committer.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::journal {
namespace {

constexpr std::int64_t kLookEveryNs = 100'000'000;
constexpr std::int64_t kRetryNs = 500'000'000;
// A lane that held more than this once does not keep the memory.
constexpr std::size_t kKeptBytesMax = std::size_t{8} << 20U;

}  // namespace

Committer::Committer(RocksLog& log, const CommitOptions& options)
    : log_(log), options_(options), lanes_(log.shards()) {
  for (std::uint32_t shard = 0; shard < lanes_.size(); ++shard) {
    lanes_[shard].durable = log.end(shard).next;
  }
  look_for_room(0);
}

void Committer::add(std::uint32_t shard, std::uint64_t first, std::uint32_t count,
                    std::string_view records) {
  Lane& lane = lanes_[shard];
  SW_CHECK(first == lane.durable + lane.count);
  lane.count += count;
  lane.records.append(records);
  pending_bytes_ += records.size();
}

Committer::Step Committer::step(std::int64_t now_ns) {
  Step step;
  if (failed_) return step;
  if (now_ns - looked_ns_ >= kLookEveryNs) look_for_room(now_ns);
  if (pending_bytes_ > 0 && (!full_ || now_ns >= retry_ns_)) write(now_ns, step);
  sync_if_due(now_ns, step);
  return step;
}

void Committer::write(std::int64_t now_ns, Step& step) {
  if (full_ && (free_bytes_ <= room_needed() / 2 || !resume())) {
    retry_ns_ = now_ns + kRetryNs;
    return;
  }
  drafts_.clear();
  for (std::uint32_t shard = 0; shard < lanes_.size(); ++shard) {
    const Lane& lane = lanes_[shard];
    if (lane.count == 0) continue;
    drafts_.push_back({shard, lane.durable, lane.count, lane.records});
  }
  step.worked = true;
  const bool sync = options_.fsync == Fsync::kAlways;
  switch (log_.write(drafts_, sync, error_)) {
    case Write::kOk:
      step.synced = sync;
      unsynced_ = unsynced_ || !sync;
      return settle(step);
    case Write::kNoSpace:
      // The same groups under the same keys again, once there is space: nothing is written twice.
      full_ = true;
      retry_ns_ = now_ns + kRetryNs;
      return look_for_room(now_ns);
    case Write::kFailed:
      return fail();
  }
}

bool Committer::resume() {
  const auto open_anew = [this] { return log_.resume(); };
  return options_.alone ? options_.alone(open_anew) : open_anew();
}

void Committer::settle(Step& step) {
  full_ = false;
  step.bytes = pending_bytes_;
  pending_bytes_ = 0;
  for (Lane& lane : lanes_) {
    if (lane.count == 0) continue;
    step.records += lane.count;
    lane.durable += lane.count;
    lane.count = 0;
    if (lane.records.capacity() > kKeptBytesMax) lane.records = std::string();
    lane.records.clear();
    if (lane.notify) lane.notify();
  }
}

void Committer::sync_if_due(std::int64_t now_ns, Step& step) {
  if (options_.fsync != Fsync::kInterval || !unsynced_) return;
  if (now_ns - synced_ns_ < options_.interval_ns) return;
  synced_ns_ = now_ns;
  step.worked = true;
  step.synced = secure();
}

bool Committer::secure() {
  if (failed_) return false;
  if (!unsynced_) return true;
  // Closed, as a full disk has left it: opening it anew brings back all that was written.
  if (!log_.is_open()) return false;
  if (log_.sync(error_) == Write::kOk) {
    unsynced_ = false;
    return true;
  }
  // What a sync has refused once, the next one may pass over in silence.
  fail();
  return false;
}

std::int64_t Committer::idle_ns(std::int64_t now_ns) const {
  std::int64_t until = looked_ns_ + kLookEveryNs;
  if (full_ && pending_bytes_ > 0) until = std::min(until, retry_ns_);
  if (options_.fsync == Fsync::kInterval && unsynced_) {
    until = std::min(until, synced_ns_ + options_.interval_ns);
  }
  return std::max<std::int64_t>(0, until - now_ns);
}

// A write to a full disk may end the process instead of failing, and a journal on a full disk
// cannot be opened: so work stops while there is room for the tables under way and the reserve.
void Committer::look_for_room(std::int64_t now_ns) {
  looked_ns_ = now_ns;
  DataDirectory& directory = log_.directory();
  free_bytes_ = directory.free_bytes();
  const std::uint64_t buffer = log_.write_buffer();
  const std::uint64_t margin = room_ == Room::kPlenty ? 0 : buffer / 4;
  Room room = Room::kPlenty;
  if (free_bytes_ <= room_needed() + margin) room = Room::kLow;
  if (full_ || free_bytes_ <= room_needed() / 2) room = Room::kNone;
  if (room == Room::kPlenty && room_ != Room::kPlenty) {
    static_cast<void>(directory.make_reserve(buffer));
  }
  if (std::exchange(room_, room) != room) tell_all();
}

void Committer::fail() {
  failed_ = true;
  tell_all();
}

void Committer::tell_all() {
  for (const Lane& lane : lanes_) {
    if (lane.notify) lane.notify();
  }
}

void Committer::on_change(std::uint32_t shard, std::function<void()> notify) {
  lanes_[shard].notify = std::move(notify);
}

}  // namespace stellwerk::journal
