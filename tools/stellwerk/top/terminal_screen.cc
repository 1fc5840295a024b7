// SPDX-License-Identifier: Apache-2.0
// Functions, not macros: a namespace can stand before them.
#define NCURSES_NOMACROS 1

#include "tools/stellwerk/top/terminal_screen.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <langinfo.h>
#include <ncurses.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace stellwerk::cli {
namespace {

constexpr int kEscapeMs = 25;  // within which the rest of a key's sequence comes
constexpr short kWarningColour = 1;
constexpr short kAlarmColour = 2;

// Names are UTF-8 whatever the locale says.
void take_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
}

void take_colours() {
  const char* const refused = std::getenv("NO_COLOR");
  if ((refused != nullptr && *refused != '\0') || !::has_colors()) return;
  ::start_color();
  ::use_default_colors();
  ::init_pair(kWarningColour, COLOR_YELLOW, -1);
  ::init_pair(kAlarmColour, COLOR_RED, -1);
}

attr_t attributes_of(Look look) {
  switch (look) {
    case Look::kPlain:
      return A_NORMAL;
    case Look::kTitle:
      return A_BOLD;
    case Look::kHeading:
      return A_REVERSE;
    case Look::kWarning:
      return static_cast<attr_t>(COLOR_PAIR(kWarningColour));
    case Look::kAlarm:
      break;
  }
  return static_cast<attr_t>(COLOR_PAIR(kAlarmColour)) | A_BOLD;
}

}  // namespace

std::unique_ptr<TerminalScreen> TerminalScreen::open() {
  take_utf8();
  SCREEN* const terminal = ::newterm(nullptr, stdout, stdin);
  if (terminal == nullptr) return nullptr;
  ::set_term(terminal);
  ::set_escdelay(kEscapeMs);
  ::cbreak();
  ::noecho();
  ::nonl();
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  ::curs_set(0);
  take_colours();
  return std::unique_ptr<TerminalScreen>(new TerminalScreen(terminal));
}

TerminalScreen::~TerminalScreen() {
  ::endwin();
  ::delscreen(static_cast<SCREEN*>(terminal_));
}

void TerminalScreen::resize() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return;
  ::resizeterm(size.ws_row, size.ws_col);
  forget();
}

std::size_t TerminalScreen::width() const { return static_cast<std::size_t>(COLS); }
std::size_t TerminalScreen::height() const { return static_cast<std::size_t>(LINES); }

void TerminalScreen::forget() { ::clearok(curscr, TRUE); }

void TerminalScreen::show(const std::vector<BoardLine>& lines) {
  ::erase();
  for (std::size_t i = 0; i < lines.size() && i < height(); ++i) {
    ::attrset(static_cast<int>(attributes_of(lines[i].look)));
    ::mvaddstr(static_cast<int>(i), 0, lines[i].text.c_str());
  }
  ::attrset(A_NORMAL);
  ::refresh();
}

TerminalScreen::Key TerminalScreen::key() {
  switch (::getch()) {
    case ERR:
      return Key::kNone;
    case 'q':
    case 'Q':
      return Key::kQuit;
    case 's':
    case 'S':
      return Key::kSort;
    case KEY_UP:
    case 'k':
      return Key::kUp;
    case KEY_DOWN:
    case 'j':
      return Key::kDown;
    case KEY_PPAGE:
      return Key::kPageUp;
    case KEY_NPAGE:
    case ' ':
      return Key::kPageDown;
    case KEY_HOME:
      return Key::kHome;
    case KEY_END:
      return Key::kEnd;
    case 'L' - '@':  // Ctrl-L
      return Key::kRedraw;
    default:
      return Key::kOther;
  }
}

}  // namespace stellwerk::cli
