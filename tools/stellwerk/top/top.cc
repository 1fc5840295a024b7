// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/top.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <poll.h>
#include <unistd.h>

#include "tools/stellwerk/client/patience.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/signals.h"
#include "tools/stellwerk/client/time_text.h"
#include "tools/stellwerk/top/board_feed.h"
#include "tools/stellwerk/top/board_text.h"
#include "tools/stellwerk/top/terminal_screen.h"

namespace stellwerk::cli {
namespace {

using Steady = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr int kRefused = 1;
constexpr int kTrouble = 2;
constexpr Milliseconds kSilence{10'000};  // without an answer the daemon is taken for gone
constexpr int kRetryFirstMs = 100;
constexpr int kRetryMostMs = 2'000;

int complain(const std::string& problem, int code) {
  std::fprintf(stderr, "stellwerk top: %s\n", printable(problem).c_str());
  return code;
}

int print_once(BoardFeed& feed, const TopOptions& options) {
  feed.ask();
  auto outcome = BoardFeed::Outcome::kNothing;
  while (outcome == BoardFeed::Outcome::kNothing) {
    pollfd wait{feed.connection().descriptor(), POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(kSilence.count())) == 0) {
      return complain("the daemon does not answer", kTrouble);
    }
    outcome = feed.receive();
  }
  if (outcome == BoardFeed::Outcome::kRefused) return complain(feed.problem(), kRefused);
  if (outcome == BoardFeed::Outcome::kLost) return complain(feed.problem(), kTrouble);
  View view;
  view.source = options.daemon.address.text();
  sort(feed.board().queues, view.order);
  for (const BoardLine& line : draw(feed.board(), view)) std::printf("%s\n", line.text.c_str());
  return std::fflush(stdout) == 0 ? 0 : complain("cannot print", kTrouble);
}

class Top {
 public:
  Top(const TopOptions& options, BoardFeed& feed, TerminalScreen& screen, const Signals& signals)
      : feed_(feed), screen_(screen), signals_(signals), interval_(options.interval.ms) {
    view_.source = options.daemon.address.text();
  }

  void run() {
    next_ask_ = Steady::now();
    while (!ended_) turn();
  }

 private:
  void turn() {
    const auto now = Steady::now();
    if (!feed_.is_connected() && now >= next_connect_) connect();
    if (feed_.is_connected() && !feed_.is_asking() && now >= next_ask_) {
      feed_.ask();
      asked_ = now;
      next_ask_ = now + interval_;
    }
    wait(now);
    if (feed_.is_asking() && Steady::now() - asked_ > kSilence) {
      lost("the daemon has not answered for " + span_text({kSilence.count()}));
    }
  }

  [[nodiscard]] Steady::time_point next_event() const {
    if (!feed_.is_connected()) return next_connect_;
    return feed_.is_asking() ? asked_ + kSilence : next_ask_;
  }

  void wait(Steady::time_point now) {
    pollfd waits[] = {{signals_.descriptor(), POLLIN, 0},
                      {STDIN_FILENO, POLLIN, 0},
                      {feed_.is_connected() ? feed_.connection().descriptor() : -1, POLLIN, 0}};
    const auto left = std::chrono::ceil<Milliseconds>(next_event() - now);
    ::poll(waits, 3, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (waits[0].revents != 0) take_signals();
    if (waits[1].revents != 0) take_keys((waits[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0);
    if (waits[2].revents != 0) receive();
  }

  void connect() {
    if (feed_.connect()) {
      next_ask_ = Steady::now();
    } else {
      lost(feed_.problem());
    }
  }

  void lost(const std::string& why) {
    feed_.lose(why);
    next_connect_ = Steady::now() + Milliseconds(patience_.next_ms());
    redraw();
  }

  void receive() {
    switch (feed_.receive()) {
      case BoardFeed::Outcome::kNothing:
        return;
      case BoardFeed::Outcome::kLost:
        return lost(feed_.problem());
      case BoardFeed::Outcome::kBoard:
        patience_.renew();
        sort(feed_.board().queues, view_.order);
        break;
      case BoardFeed::Outcome::kRefused:
        break;
    }
    redraw();
  }

  void take_signals() {
    for (int number = signals_.next(); number != 0; number = signals_.next()) {
      if (number != SIGWINCH) {
        ended_ = true;
      } else {
        screen_.resize();
        redraw();
      }
    }
  }

  void take_keys(bool terminal_gone) {
    using Key = TerminalScreen::Key;
    if (terminal_gone) ended_ = true;
    for (Key key = screen_.key(); key != Key::kNone; key = screen_.key()) {
      if (key == Key::kQuit) ended_ = true;
      if (key == Key::kRedraw) screen_.forget();
      if (key == Key::kSort) {
        view_.order = next(view_.order);
        sort(feed_.board().queues, view_.order);
        view_.scroll = 0;
      }
      scroll(key);
    }
    if (!ended_) redraw();
  }

  void scroll(TerminalScreen::Key key) {
    using Key = TerminalScreen::Key;
    const std::size_t page = page_size(feed_.board(), sized_view());
    std::size_t& at = view_.scroll;
    if (key == Key::kUp) at -= std::min<std::size_t>(at, 1);
    if (key == Key::kDown) at += 1;
    if (key == Key::kPageUp) at -= std::min(at, page);
    if (key == Key::kPageDown) at += page;
    if (key == Key::kHome) at = 0;
    if (key == Key::kEnd) at = feed_.board().queues.size();
  }

  const View& sized_view() {
    view_.width = screen_.width();
    view_.height = screen_.height();
    view_.problem = feed_.problem().empty() ? "" : "old figures: " + printable(feed_.problem());
    return view_;
  }

  void redraw() {
    const std::size_t page = page_size(feed_.board(), sized_view());
    const std::size_t queues = feed_.board().queues.size();
    view_.scroll = std::min(view_.scroll, queues - std::min(queues, page));
    screen_.show(draw(feed_.board(), view_));
  }

  BoardFeed& feed_;
  TerminalScreen& screen_;
  const Signals& signals_;
  Milliseconds interval_;
  Patience patience_{kRetryFirstMs, kRetryMostMs};
  View view_;
  Steady::time_point next_ask_, asked_, next_connect_;
  bool ended_ = false;
};

}  // namespace

int run_top(const TopOptions& options) {
  BoardFeed feed(options.daemon);
  if (!feed.connect()) return complain(feed.problem(), kTrouble);
  if (options.once) return print_once(feed, options);
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return complain("this is no terminal; --once prints one board", kTrouble);
  }
  const Signals signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};
  const auto screen = TerminalScreen::open();
  if (!screen) {
    return complain("the terminal is not known: set TERM; --once needs none", kTrouble);
  }
  Top(options, feed, *screen, signals).run();
  return 0;
}

}  // namespace stellwerk::cli
