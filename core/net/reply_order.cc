// SPDX-License-Identifier: Apache-2.0
#include "core/net/reply_order.h"

#include "core/base/check.h"

namespace stellwerk::net {
namespace {

// A burst must not leave its memory behind in every connection.
constexpr std::size_t kKeptCapacity = 64U << 10U;
constexpr std::size_t kMarksKept = 1'024;

void clear(std::string& bytes) {
  bytes.clear();
  if (bytes.capacity() > kKeptCapacity) bytes.shrink_to_fit();
}

}  // namespace

void ReplyOrder::answer(std::string_view bytes) {
  SW_CHECK(outstanding() > 0);
  ready_.append(bytes);
  ++answered_;
  if (mark_ < marks_.size()) release();
}

void ReplyOrder::append(std::string_view bytes) {
  if (settled()) {
    ready_.append(bytes);
    return;
  }
  held_.append(bytes);
  if (mark_ < marks_.size() && marks_.back().after == asked_) {
    marks_.back().end = held_.size();
  } else {
    marks_.push_back({asked_, held_.size()});
  }
}

void ReplyOrder::release() {
  while (mark_ < marks_.size() && marks_[mark_].after <= answered_) {
    ready_.append(held_, released_, marks_[mark_].end - released_);
    released_ = marks_[mark_].end;
    ++mark_;
  }
  if (mark_ == marks_.size()) {
    marks_.clear();
    mark_ = 0;
    clear(held_);
    released_ = 0;
  } else if (mark_ >= kMarksKept) {
    // A connection that is never settled must not keep its whole past.
    marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(mark_));
    mark_ = 0;
    held_.erase(0, released_);
    for (Mark& mark : marks_) mark.end -= released_;
    released_ = 0;
  }
}

void ReplyOrder::sent(std::size_t count) {
  SW_CHECK(count <= ready_.size() - sent_);
  sent_ += count;
  if (sent_ == ready_.size()) {
    clear(ready_);
    sent_ = 0;
  } else if (sent_ >= kKeptCapacity && sent_ >= ready_.size() / 2) {
    // No byte is moved more often than it is sent: who does not read costs the others nothing.
    ready_.erase(0, sent_);
    sent_ = 0;
  }
}

}  // namespace stellwerk::net
