// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/command_block.h"

#include "core/base/check.h"
#include "core/model/codec.h"

namespace stellwerk::runtime {
namespace {

// A block that grew beyond this for one command gives the memory back.
constexpr std::size_t kKeptBytesMax = 4 * CommandBlock::kBytesMax;

}  // namespace

CommandBlock::CommandBlock() { records_.reserve(kRecordsMax); }

void CommandBlock::add(const Envelope& envelope, const model::Command& command) {
  SW_CHECK(!full());
  const std::size_t offset = bytes_.size();
  model::encode(command, bytes_);
  CommandRecord& record = records_.emplace_back();
  record.envelope = envelope;
  record.offset = static_cast<std::uint32_t>(offset);
  record.size = static_cast<std::uint32_t>(bytes_.size() - offset);
  ++commands_;
}

void CommandBlock::add_cancel(const Envelope& envelope) {
  SW_CHECK(!full());
  CommandRecord& record = records_.emplace_back();
  record.envelope = envelope;
  record.kind = RecordKind::kCancel;
}

void CommandBlock::add_figures(const Envelope& envelope, FiguresMailbox& mailbox) {
  SW_CHECK(!full());
  CommandRecord& record = records_.emplace_back();
  record.envelope = envelope;
  record.mailbox = &mailbox;
  record.kind = RecordKind::kFigures;
}

void CommandBlock::clear() {
  if (bytes_.capacity() > kKeptBytesMax) std::string().swap(bytes_);
  bytes_.clear();
  records_.clear();
  commands_ = 0;
  sent_ns_ = 0;
}

}  // namespace stellwerk::runtime
