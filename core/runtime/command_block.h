// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/command.h"
#include "core/runtime/envelope.h"

namespace stellwerk::runtime {

template <typename Block>
class BlockPool;
class FairOrder;
class FiguresMailbox;

enum class RecordKind : std::uint8_t {
  kCommand,  // an encoded model::Command
  kCancel,   // the session has gone: forget its blocked read, answer nothing
  kFigures,  // fill `mailbox`, then answer with AnswerKind::kFigures
};

struct CommandRecord {
  Envelope envelope;
  FiguresMailbox* mailbox = nullptr;
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  RecordKind kind = RecordKind::kCommand;
};

// What one producer has for one tenant: what travels through an inbox. Filled by one thread,
// emptied by another, then filled again: it keeps its memory, so nothing is allocated per command.
class CommandBlock {
 public:
  // No more commands than this in one block.
  static constexpr std::size_t kRecordsMax = 256;
  // A block that has reached this size takes no further command. A single command may be larger.
  static constexpr std::size_t kBytesMax = 64 * 1024;

  CommandBlock();
  CommandBlock(const CommandBlock&) = delete;
  CommandBlock& operator=(const CommandBlock&) = delete;

  // REQUIRES: !full().
  void add(const Envelope& envelope, const model::Command& command);
  void add_cancel(const Envelope& envelope);
  void add_figures(const Envelope& envelope, FiguresMailbox& mailbox);

  [[nodiscard]] bool full() const {
    return records_.size() >= kRecordsMax || bytes_.size() >= kBytesMax;
  }
  [[nodiscard]] bool empty() const { return records_.empty(); }
  // Records that count against the bound of an inbox: commands only.
  [[nodiscard]] std::uint32_t commands() const { return commands_; }
  [[nodiscard]] std::span<const CommandRecord> records() const { return records_; }
  [[nodiscard]] std::string_view bytes(const CommandRecord& record) const {
    return std::string_view(bytes_).substr(record.offset, record.size);
  }

  // Whose all of it is. REQUIRES: !empty().
  [[nodiscard]] std::uint32_t tenant() const { return records_.front().envelope.tenant; }
  // When it was sent, by the machine's stopwatch; 0: not told.
  [[nodiscard]] std::uint64_t sent_ns() const { return sent_ns_; }
  void set_sent(std::uint64_t ns) { sent_ns_ = ns; }

  // Empties the block; gives back the memory that an oversized command took.
  void clear();

 private:
  friend class BlockPool<CommandBlock>;
  friend class FairOrder;

  std::string bytes_;
  std::vector<CommandRecord> records_;
  std::uint32_t commands_ = 0;
  std::uint64_t sent_ns_ = 0;
  CommandBlock* behind_ = nullptr;  // in the shard's order
  // Of the pool that made the block.
  BlockPool<CommandBlock>* home_ = nullptr;
  CommandBlock* next_ = nullptr;
  std::size_t slot_ = 0;
};

}  // namespace stellwerk::runtime
