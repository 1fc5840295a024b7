// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/stellwerk/client/connection.h"
#include "tools/stellwerk/replay/entry.h"

namespace stellwerk::cli {

// Follows streams with XREAD BLOCK on a connection of its own: asks again as soon as it is
// answered. Entries of several streams are handed on in the order of their numbers.
class StreamFeed {
 public:
  // Begins behind the entry `after` of each of `keys`.
  StreamFeed(Connection connection, std::vector<std::string> keys, std::uint64_t after);

  // Hands on what has arrived. False when the connection has failed or an answer was an error;
  // failure() says why.
  bool receive(const std::function<void(const Entry&)>& on_entry);

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // The XREAD asked last came back empty: nothing more is there.
  [[nodiscard]] bool is_dry() const { return dry_; }
  [[nodiscard]] std::uint64_t entries() const { return entries_; }

 private:
  void ask();

  Connection connection_;
  std::vector<std::string> keys_;
  std::vector<std::uint64_t> read_;  // the last entry of each
  bool dry_ = false;
  std::uint64_t entries_ = 0;
  std::string failure_;
};

}  // namespace stellwerk::cli
