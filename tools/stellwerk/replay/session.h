// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

// What a replay or a load generator asks the daemon beside its conversations. Everything waits for
// its answer; the first problem is kept in error(), and nothing is asked after it.
class Session {
 public:
  explicit Session(const Access& daemon);

  // How many times faster than ours the daemon's clock runs; `otherwise` if it does not say.
  [[nodiscard]] double speed(double otherwise);
  // An error when conversations are open: they would be mixed up with those that are to come.
  void require_empty();
  void apply_policy(const std::string& toml);
  // Number of the last entry of `events`; 0 when there is none.
  [[nodiscard]] std::uint64_t last_entry();
  [[nodiscard]] std::string digest();
  // Conversations that wait, are offered or active, as QUEUE.STATS has them.
  [[nodiscard]] std::uint64_t open_conversations();
  // How often a conversation of the queue has been assigned, as QUEUE.STATS has it.
  [[nodiscard]] std::uint64_t assigned_total(const std::string& queue);

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] Value ask(const Request& request);

  Connection connection_;
  std::string error_;
};

}  // namespace stellwerk::cli
