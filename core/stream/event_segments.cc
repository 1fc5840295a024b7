// SPDX-License-Identifier: Apache-2.0
#include "core/stream/event_segments.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/model/codec.h"

namespace stellwerk::stream {
namespace {

// The first piece of a tenant is small, the following double up to the largest.
constexpr std::size_t kSegmentSizeMin = 4 * 1024;
constexpr std::size_t kSegmentSizeMax = 256 * 1024;

// More than the encoding adds to the texts; only saves a reallocation.
constexpr std::size_t kEncodingSizeMax = 256;

std::size_t size_bound(const model::Event& event) {
  return kEncodingSizeMax + event.conv.size() + event.agent.size() + event.queue.size() +
         event.channel.size() + event.customer.size() + event.message.size() +
         event.payload.size() + event.from.size() + event.author.size() + event.clock.size() +
         event.reason.size() + event.missing.size() + event.state.size() + event.sla.size();
}

}  // namespace

EventSegments::EventSegments() : size_next_(kSegmentSizeMin) {}

void EventSegments::append(const model::Event& event) {
  SW_CHECK(event.seq > 0);
  SW_CHECK(segments_.empty() || event.seq == end());
  const std::size_t bound = size_bound(event);
  if (segments_.empty() ||
      segments_.back().bytes.size() + bound > segments_.back().bytes.capacity()) {
    open(event.seq, bound);
  }
  Segment& segment = segments_.back();
  const std::size_t before = segment.memory();
  model::encode(event, segment.bytes);
  segment.ends.push_back(static_cast<std::uint32_t>(segment.bytes.size()));
  memory_ += segment.memory() - before;
}

std::uint64_t EventSegments::drop_below(std::uint64_t least) {
  std::uint64_t dropped = 0;
  while (!segments_.empty() && segments_.front().end() <= least) dropped += drop_front();
  return dropped;
}

std::uint64_t EventSegments::drop_oldest() { return segments_.size() < 2 ? 0 : drop_front(); }

std::uint64_t EventSegments::first() const {
  return segments_.empty() ? 0 : segments_.front().first;
}

std::uint64_t EventSegments::end() const { return segments_.empty() ? 0 : segments_.back().end(); }

std::string_view EventSegments::bytes(std::uint64_t seq) const {
  const Segment& segment = find(seq);
  const std::size_t i = static_cast<std::size_t>(seq - segment.first);
  const std::size_t begin = i == 0 ? 0 : segment.ends[i - 1];
  return std::string_view(segment.bytes).substr(begin, segment.ends[i] - begin);
}

void EventSegments::open(std::uint64_t first, std::size_t size) {
  if (spare_.bytes.capacity() >= size) {
    segments_.push_back(std::move(spare_));
    spare_ = Segment{};
    segments_.back().first = first;
    return;  // The spare piece has been counted all along.
  }
  Segment segment;
  segment.first = first;
  segment.bytes.reserve(std::max(size_next_, size));
  memory_ += segment.memory();
  segments_.push_back(std::move(segment));
  size_next_ = std::min(size_next_ * 2, kSegmentSizeMax);
}

std::uint64_t EventSegments::drop_front() {
  Segment& front = segments_.front();
  const std::uint64_t entries = front.ends.size();
  const bool keep = front.bytes.capacity() >= kSegmentSizeMax &&
                    front.bytes.capacity() <= 2 * kSegmentSizeMax &&
                    spare_.bytes.capacity() < kSegmentSizeMax;
  if (keep) {
    spare_ = std::move(front);
    spare_.bytes.clear();
    spare_.ends.clear();
  } else {
    memory_ -= front.memory();
  }
  segments_.pop_front();
  hint_ = 0;
  return entries;
}

const EventSegments::Segment& EventSegments::find(std::uint64_t seq) const {
  SW_CHECK(!segments_.empty() && seq >= first() && seq < end());
  if (hint_ < segments_.size() && seq >= segments_[hint_].first) {
    if (seq < segments_[hint_].end()) return segments_[hint_];
    if (hint_ + 1 < segments_.size() && seq < segments_[hint_ + 1].end()) {
      return segments_[++hint_];
    }
  }
  const auto above = std::upper_bound(
      segments_.begin(), segments_.end(), seq,
      [](std::uint64_t value, const Segment& segment) { return value < segment.first; });
  hint_ = static_cast<std::size_t>(above - segments_.begin()) - 1;
  return segments_[hint_];
}

}  // namespace stellwerk::stream
