// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/stellwerk/client/access.h"
#include "tools/stellwerk/top/board.h"

namespace stellwerk::cli {

// Asks the daemon for what is on the board, one board at a time.
class BoardFeed {
 public:
  enum class Outcome : std::uint8_t {
    kNothing,  // not all of it is here
    kBoard,    // board() is new
    kRefused,  // the daemon answers an error: problem()
    kLost,     // the connection: problem()
  };

  explicit BoardFeed(Access daemon) : daemon_(std::move(daemon)) {}

  // False when there is none; problem() says why.
  bool connect();
  // REQUIRES: connected, and the last question is answered.
  void ask();
  Outcome receive();
  // Gives the connection up.
  void lose(std::string why);

  [[nodiscard]] bool is_connected() const { return connected_; }
  [[nodiscard]] bool is_asking() const { return awaited_ > 0; }
  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] Board& board() { return board_; }
  // Empty when the last question was answered.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  Access daemon_;
  Connection connection_;
  bool connected_ = false;
  int awaited_ = 0;
  Board coming_;
  std::string refusal_;
  Board board_;
  std::string problem_;
};

}  // namespace stellwerk::cli
