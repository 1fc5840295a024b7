// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "core/runtime/envelope.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/snapshot_desk.h"

namespace stellwerk::runtime {

// Those who wait for a snapshot.
// Thread safety: none; belongs to the shard's thread.
class SnapshotRequests {
 public:
  // No more than this many wait at once; the next is answered FULL.
  static constexpr std::size_t kWaitingMax = 1'024;

  explicit SnapshotRequests(OutTray& out) : out_(out) {}

  // Without a desk, nothing is kept and everybody is told so.
  void set_desk(SnapshotDesk* desk) { desk_ = desk; }
  void add(const Envelope& to);
  // Answers whose snapshot there is, or will not be; how many it answered.
  std::size_t answer_due();
  // All of them, with an error.
  void give_up();
  [[nodiscard]] bool due() const;

 private:
  struct Waiting {
    std::uint64_t number;
    Envelope to;
  };
  void refuse(const Envelope& to, model::Code code, std::string_view text);

  OutTray& out_;
  SnapshotDesk* desk_ = nullptr;
  std::deque<Waiting> waiting_;
};

}  // namespace stellwerk::runtime
