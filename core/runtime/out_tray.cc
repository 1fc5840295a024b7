// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/out_tray.h"

#include "core/base/check.h"

namespace stellwerk::runtime {

void OutTray::reply(const Envelope& to, const model::Reply& reply) {
  outlet_.reply(to, reply, open_block(to.port).bytes());
  finish_answer(to, AnswerKind::kReply);
}

model::ReplyWriter& OutTray::begin(const Envelope& to) {
  return outlet_.begin(to, open_block(to.port).bytes());
}

void OutTray::end(const Envelope& to) {
  outlet_.end(to);
  finish_answer(to, AnswerKind::kReply);
}

void OutTray::figures(const Envelope& to) {
  open_block(to.port);
  finish_answer(to, AnswerKind::kFigures);
}

void OutTray::seal(std::uint64_t waits_for) {
  for (ReplyBlock* const block : unsealed_) {
    held_.push_back({block, waits_for});
    held_answers_ += block->answers().size();
    bytes_[block->port()] += block->size();
    bytes_total_ += block->size();
    open_[block->port()] = nullptr;
  }
  unsealed_.clear();
}

std::size_t OutTray::release(std::uint64_t durable) {
  std::size_t count = 0;
  while (!held_.empty() && held_.front().waits_for <= durable) {
    ReplyBlock* const block = held_.front().block;
    held_.pop_front();
    count += block->answers().size();
    path_.deliver(block);
    delivered_ = true;
  }
  SW_CHECK(held_answers_ >= count);
  held_answers_ -= count;
  return count;
}

void OutTray::fail(const model::Reply& error) {
  seal(0);
  std::vector<Answer> answers;
  for (Held& held : held_) {
    ReplyBlock& block = *held.block;
    answers.assign(block.answers().begin(), block.answers().end());
    forget_bytes(block);
    block.clear();
    for (const Answer& answer : answers) {
      if (answer.kind == AnswerKind::kReply) outlet_.reply(answer.to, error, block.bytes());
      block.end(answer.to, answer.kind);
    }
    bytes_[block.port()] += block.size();
    bytes_total_ += block.size();
    held.waits_for = 0;
  }
  release(0);
}

void OutTray::flush() {
  if (!delivered_) return;
  delivered_ = false;
  path_.flush();
}

std::uint64_t OutTray::bytes_at(std::uint16_t port) const {
  return port < bytes_.size() ? bytes_[port] : 0;
}

void OutTray::collect() {
  pool_.collect([this](const ReplyBlock& block) { forget_bytes(block); });
}

ReplyBlock& OutTray::open_block(std::uint16_t port) {
  if (port >= open_.size()) {
    open_.resize(std::size_t{port} + 1, nullptr);
    bytes_.resize(std::size_t{port} + 1, 0);
  }
  if (open_[port] != nullptr) return *open_[port];
  ReplyBlock* const block = pool_.take([this](const ReplyBlock& back) { forget_bytes(back); });
  block->set_port(port);
  open_[port] = block;
  unsealed_.push_back(block);
  return *block;
}

void OutTray::finish_answer(const Envelope& to, AnswerKind kind) {
  ReplyBlock& block = *open_[to.port];
  block.end(to, kind);
  // It stays among the unsealed; the next answer begins another.
  if (block.full()) open_[to.port] = nullptr;
}

void OutTray::forget_bytes(const ReplyBlock& block) {
  SW_CHECK(bytes_[block.port()] >= block.size());
  bytes_[block.port()] -= block.size();
  bytes_total_ -= block.size();
}

}  // namespace stellwerk::runtime
