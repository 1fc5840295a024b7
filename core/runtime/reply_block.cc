// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/reply_block.h"

#include "core/base/check.h"

namespace stellwerk::runtime {
namespace {

// A block that grew beyond this for one answer gives the memory back.
constexpr std::size_t kKeptBytesMax = 4 * ReplyBlock::kBytesMax;

}  // namespace

ReplyBlock::ReplyBlock() { answers_.reserve(kAnswersMax); }

void ReplyBlock::end(const Envelope& to, AnswerKind kind) {
  SW_CHECK(bytes_.size() >= ended_ && to.port == port_);
  answers_.push_back({to, static_cast<std::uint32_t>(ended_),
                      static_cast<std::uint32_t>(bytes_.size() - ended_), kind});
  ended_ = bytes_.size();
}

void ReplyBlock::clear() {
  if (bytes_.capacity() > kKeptBytesMax) std::string().swap(bytes_);
  bytes_.clear();
  answers_.clear();
  ended_ = 0;
}

}  // namespace stellwerk::runtime
