// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/port.h"

namespace stellwerk::api {

// What has arrived at a port and is not taken yet: next() hands out one answer at a time, a port a
// block of them.
// Thread safety: that of the port.
class AnswerQueue {
 public:
  struct Item {
    std::uint64_t session = 0;
    std::uint8_t flags = 0;
    std::string_view bytes;  // valid until the next call
  };

  // A port may have had an owner before: sessions below `first_session` are theirs, and dropped.
  explicit AnswerQueue(std::uint64_t first_session) : first_session_(first_session) {}

  // False: nothing has arrived.
  bool take(runtime::Port& port, Item& item);
  // Asks the port if need be. True: take() has something.
  bool fill(runtime::Port& port);

 private:
  struct Entry {
    std::uint64_t session;
    std::size_t offset;
    std::size_t size;
    std::uint8_t flags;
  };

  const std::uint64_t first_session_;
  std::string bytes_;
  std::vector<Entry> entries_;
  std::size_t at_ = 0;
};

}  // namespace stellwerk::api
