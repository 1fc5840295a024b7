// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/stellwerk/client/access.h"
#include "tools/stellwerk/tail/stream_event.h"

namespace stellwerk::cli {

// Follows one stream behind the last event received, on one connection after another. What a reader
// should know is told by `say`: events that are gone, a history that began anew.
// Used as: connect(), then, whenever the descriptor is readable or a time is over, receive().
class Follower {
 public:
  using Say = std::function<void(const std::string& text)>;

  Follower(Access daemon, std::string stream, std::string from, Say say)
      : daemon_(std::move(daemon)),
        stream_(std::move(stream)),
        from_(std::move(from)),
        say_(std::move(say)) {}

  // Connects and asks for what follows, with at most `block_ms` of waiting in the daemon.
  // False: see failure() and is_refused().
  bool connect(int block_ms);
  // What has come; asks for more when it was all that was asked for. False as connect().
  bool receive(int block_ms, std::vector<StreamEvent>& events);

  [[nodiscard]] Connection& connection() { return connection_; }
  // The last answer was that there is nothing more.
  [[nodiscard]] bool is_dry() const { return dry_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // Trying again would come to the same.
  [[nodiscard]] bool is_refused() const { return refused_; }
  [[nodiscard]] const std::string& stream() const { return stream_; }

 private:
  // Number of the last entry of a stream. Empty when the daemon does not say; with kRequired that
  // is a failure.
  enum class Need : std::uint8_t { kOptional, kRequired };
  std::optional<std::uint64_t> last_of(const std::string& stream, Need need);
  bool find_position();
  bool take_error(const std::string& text, int block_ms);
  bool fail(std::string text, bool refused);
  void ask(int block_ms);

  Access daemon_;
  std::string stream_;
  std::string from_;
  Say say_;
  Connection connection_;
  std::optional<std::uint64_t> position_;  // the last event received
  bool dry_ = false;
  bool refused_ = false;
  std::string failure_;
};

}  // namespace stellwerk::cli
