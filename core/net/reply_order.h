// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::net {

// The bytes that one connection is to be sent, in the order of its commands, although some commands
// are answered by a shard later and others on the connection at once. A shard answers in the order
// in which it was asked, so it is enough to count: what is answered here waits until as many shard
// replies have come as were outstanding then.
// Keeps its memory, so that a busy connection allocates nothing.
class ReplyOrder {
 public:
  // A command went to the shard.
  void ask() { ++asked_; }

  // The shard's reply to the oldest command that has none yet.
  // REQUIRES: outstanding() > 0.
  void answer(std::string_view bytes);

  // An answer given here to the command just read. May be called several times for one answer.
  void append(std::string_view bytes);

  [[nodiscard]] std::uint64_t outstanding() const { return asked_ - answered_; }
  // Whether everything asked so far has its place in pending().
  [[nodiscard]] bool settled() const { return outstanding() == 0; }

  // What can be sent now.
  [[nodiscard]] std::string_view pending() const { return std::string_view(ready_).substr(sent_); }
  // The first `count` bytes of pending() are sent.
  void sent(std::size_t count);

  // All bytes kept here, those that wait for a shard's reply included.
  [[nodiscard]] std::size_t size() const {
    return ready_.size() - sent_ + held_.size() - released_;
  }

 private:
  struct Mark {
    std::uint64_t after;  // held until this many replies have come
    std::size_t end;      // in held_
  };

  void release();

  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  std::string ready_;
  std::size_t sent_ = 0;
  std::string held_;
  std::size_t released_ = 0;
  std::vector<Mark> marks_;
  std::size_t mark_ = 0;  // the first that still holds
};

}  // namespace stellwerk::net
