// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/envelope.h"

namespace stellwerk::runtime {

template <typename Block>
class BlockPool;

enum class AnswerKind : std::uint8_t {
  kReply,    // one command's answer, as the outlet has written it
  kFigures,  // the mailbox handed in has been filled
};

// One answer in a block: the bytes [offset, offset + size) of it.
struct Answer {
  Envelope to;
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  AnswerKind kind = AnswerKind::kReply;
};

// What one shard has for one port. Recycled like a CommandBlock.
class ReplyBlock {
 public:
  // A block that has reached one of these takes no further answer. A single answer may be larger.
  static constexpr std::size_t kAnswersMax = 512;
  static constexpr std::size_t kBytesMax = 64 * 1024;

  ReplyBlock();
  ReplyBlock(const ReplyBlock&) = delete;
  ReplyBlock& operator=(const ReplyBlock&) = delete;

  // Where the next answer's bytes are appended; end() makes one answer of what was appended since
  // the last.
  [[nodiscard]] std::string& bytes() { return bytes_; }
  void end(const Envelope& to, AnswerKind kind);

  [[nodiscard]] bool full() const {
    return answers_.size() >= kAnswersMax || bytes_.size() >= kBytesMax;
  }
  [[nodiscard]] bool empty() const { return answers_.empty(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<const Answer> answers() const { return answers_; }
  [[nodiscard]] std::string_view bytes(const Answer& answer) const {
    return std::string_view(bytes_).substr(answer.offset, answer.size);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  void set_port(std::uint16_t port) { port_ = port; }

  // Empties the block; gives back the memory that an oversized answer took.
  void clear();

 private:
  friend class BlockPool<ReplyBlock>;

  std::string bytes_;
  std::vector<Answer> answers_;
  std::size_t ended_ = 0;
  std::uint16_t port_ = 0;
  // Of the pool that made the block.
  BlockPool<ReplyBlock>* home_ = nullptr;
  ReplyBlock* next_ = nullptr;
  std::size_t slot_ = 0;
};

}  // namespace stellwerk::runtime
