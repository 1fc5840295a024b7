// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tools/stellwerk/top/board_text.h"

namespace stellwerk::cli {

// The whole terminal, by ncurses; one at a time. The terminal is as it was once this is destroyed.
class TerminalScreen {
 public:
  enum class Key : std::uint8_t {
    kNone,
    kQuit,
    kSort,
    kUp,
    kDown,
    kPageUp,
    kPageDown,
    kHome,
    kEnd,
    kRedraw,
    kOther
  };

  // Null when the terminal is not known to terminfo.
  [[nodiscard]] static std::unique_ptr<TerminalScreen> open();
  ~TerminalScreen();
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  // Takes over the terminal's size, which has changed.
  void resize();
  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] std::size_t height() const;
  void show(const std::vector<BoardLine>& lines);
  // Draws all of it the next time, should something else have written to the terminal.
  void forget();
  // The next key that was pressed; kNone when there is none.
  [[nodiscard]] Key key();

 private:
  explicit TerminalScreen(void* terminal) : terminal_(terminal) {}

  void* terminal_;  // a SCREEN of ncurses, whose header defines too much to be included here
};

}  // namespace stellwerk::cli
