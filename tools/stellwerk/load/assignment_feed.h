// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/stellwerk/client/connection.h"

namespace stellwerk::cli {

// Reads the stream `events` on a connection of its own, in RESP2, and says which conversations have
// been assigned: how a gateway learns it of those that had to wait.
class AssignmentFeed {
 public:
  // Begins behind the entry number `after`.
  AssignmentFeed(Connection connection, std::uint64_t after);

  // Asks for what comes next, unless that has been done. To be called once; read() goes on.
  void ask();
  // The next conversation of what has arrived that has been assigned: valid until the next call.
  // Empty when there is no more for now, or the connection has failed.
  [[nodiscard]] std::string_view next();

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] const Connection& connection() const { return connection_; }

 private:
  bool take_head();
  bool take_entry(std::string_view& assigned);
  void fail(const std::string& why) { connection_.fail("reading events: " + why); }

  Connection connection_;
  std::string last_;               // the identifier of the last entry taken
  std::int64_t entries_left_ = 0;  // of the answer that is being taken
};

}  // namespace stellwerk::cli
