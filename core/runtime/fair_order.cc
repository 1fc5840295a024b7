// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/fair_order.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::runtime {

FairOrder::FairOrder(const Seats& seats) : seats_(seats), flows_(seats.count() + 1) {
  for (std::size_t seat = 0; seat < flows_.size(); ++seat) {
    flows_[seat].share = static_cast<std::int64_t>(kSlice * seats_.weight(seat));
  }
}

void FairOrder::push(Queue& queue, Flow& flow) {
  flow.behind = nullptr;
  (queue.first == nullptr ? queue.first : queue.last->behind) = &flow;
  queue.last = &flow;
}

FairOrder::Flow& FairOrder::pop(Queue& queue) {
  Flow& flow = *queue.first;
  queue.first = flow.behind;
  return flow;
}

void FairOrder::add(CommandBlock* block) {
  SW_CHECK(!block->empty());
  const std::size_t seat = seats_.of(block->tenant());
  SW_CHECK(seat < flows_.size());
  Flow& flow = flows_[seat];
  block->behind_ = nullptr;
  (flow.first == nullptr ? flow.first : flow.last->behind_) = block;
  flow.last = block;
  ++waiting_;
  if (flow.line != Line::kNone) return;
  flow.line = Line::kFresh;
  flow.left = flow.share;
  push(fresh_, flow);
}

// One that has come out of the fresh ones with nothing left to decide goes through the line of
// those who wait before it is fresh again: else two blocks in turn would always be before
// everybody.
FairOrder::Flow* FairOrder::find() {
  while (true) {
    const bool fresh = fresh_.first != nullptr;
    Queue& queue = fresh ? fresh_ : waited_;
    if (queue.first == nullptr) return nullptr;
    Flow& flow = *queue.first;
    if (flow.left > 0 && flow.first != nullptr) return &flow;
    pop(queue);
    if (flow.first == nullptr && (!fresh || waited_.first == nullptr)) {
      flow.line = Line::kNone;
      continue;
    }
    if (flow.left <= 0) flow.left += flow.share;
    flow.line = Line::kWaited;
    push(waited_, flow);
  }
}

FairOrder::Turn FairOrder::next() {
  SW_CHECK(turn_ == nullptr);
  turn_ = find();
  if (turn_ == nullptr) return {};
  const std::size_t rest = turn_->first->records().size() - turn_->begun;
  const auto left = static_cast<std::size_t>(turn_->left);
  return {turn_->first, turn_->begun, std::min({rest, left, kSlice})};
}

bool FairOrder::took(std::size_t count, std::uint64_t extra) {
  SW_CHECK(turn_ != nullptr && count > 0);
  Flow& flow = *turn_;
  turn_ = nullptr;
  flow.left -= static_cast<std::int64_t>(count + extra);
  flow.begun += count;
  SW_CHECK(flow.begun <= flow.first->records().size());
  if (flow.begun < flow.first->records().size()) return false;
  CommandBlock* const over = flow.first;
  flow.first = over->behind_;
  flow.begun = 0;
  --waiting_;
  return true;
}

}  // namespace stellwerk::runtime
