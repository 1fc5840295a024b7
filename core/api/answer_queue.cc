// SPDX-License-Identifier: Apache-2.0
#include "core/api/answer_queue.h"

namespace stellwerk::api {
namespace {

// A buffer that grew beyond this gives the memory back.
constexpr std::size_t kKeptBytesMax = 1024 * 1024;

// Ends after the blocks at hand.
constexpr std::size_t kDrainedMin = 1;

}  // namespace

bool AnswerQueue::take(runtime::Port& port, Item& item) {
  if (!fill(port)) return false;
  const Entry& entry = entries_[at_++];
  item = {entry.session, entry.flags, std::string_view(bytes_).substr(entry.offset, entry.size)};
  return true;
}

bool AnswerQueue::fill(runtime::Port& port) {
  if (at_ < entries_.size()) return true;
  if (bytes_.capacity() > kKeptBytesMax) std::string().swap(bytes_);
  bytes_.clear();
  entries_.clear();
  at_ = 0;
  port.drain(
      [this](const runtime::Port::Reply& reply) {
        if (reply.to.session < first_session_) return;
        entries_.push_back({reply.to.session, bytes_.size(), reply.bytes.size(), reply.to.flags});
        bytes_.append(reply.bytes);
      },
      kDrainedMin);
  return !entries_.empty();
}

}  // namespace stellwerk::api
