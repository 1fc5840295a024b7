// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/stellwerk/top/board.h"

namespace stellwerk::cli {

// How a line of the board is to look.
enum class Look : std::uint8_t { kPlain, kTitle, kHeading, kWarning, kAlarm };

struct BoardLine {
  std::string text;
  Look look = Look::kPlain;
};

// What of the board is shown, and where.
struct View {
  std::size_t width = 0;   // columns; 0: as wide as it gets
  std::size_t height = 0;  // lines; 0: all queues, and no line about keys
  std::size_t scroll = 0;  // queues above the first shown
  Order order = Order::kWorst;
  std::string source;   // where the daemon is
  std::string problem;  // why the figures are old, if they are
};

// The board with its queues in the order they have, line by line.
[[nodiscard]] std::vector<BoardLine> draw(const Board& board, const View& view);

// How many queues fit into the view, at least 1.
[[nodiscard]] std::size_t page_size(const Board& board, const View& view);

}  // namespace stellwerk::cli
