// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/tail.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <unistd.h>

#include "tools/stellwerk/client/patience.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/signals.h"
#include "tools/stellwerk/tail/event_line.h"
#include "tools/stellwerk/tail/follower.h"

namespace stellwerk::cli {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kRefused = 1;
constexpr int kTrouble = 2;
// The daemon answers after so long with nothing; one that says nothing for twice that is gone.
constexpr int kBlockMs = 5'000;
constexpr int kSilenceMs = 2 * kBlockMs;
constexpr int kRetryFirstMs = 100;
constexpr int kRetryMostMs = 5'000;

void say(const std::string& text) {
  std::fprintf(stderr, "stellwerk tail: %s\n", printable(text).c_str());
}

bool colours_wanted() {
  const char* const refused = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0');
}

class Tail {
 public:
  explicit Tail(const TailOptions& options)
      : options_(options),
        follower_(options.daemon, options.stream, options.from, say),
        lines_(colours_wanted()) {}

  int run() {
    if (!follower_.connect(block_ms())) return refused_or(kTrouble);
    heard_ = last_event_ = Steady::now();
    while (!code_) turn();
    return *code_;
  }

 private:
  int refused_or(int otherwise) const {
    say(follower_.failure());
    return follower_.is_refused() ? kRefused : otherwise;
  }

  [[nodiscard]] int block_ms() const {
    if (!options_.until_idle) return kBlockMs;
    return static_cast<int>(std::min<std::int64_t>(options_.until_idle->ms, kBlockMs));
  }

  void end(int code) {
    if (!code_) code_ = code;
  }

  // True once one of them is ready or the time is over; false when it all ends. Standard output is
  // always watched for the end of its reader.
  bool wait(int to_read, short output, int timeout_ms) {
    pollfd waits[] = {
        {signals_.descriptor(), POLLIN, 0}, {STDOUT_FILENO, output, 0}, {to_read, POLLIN, 0}};
    ::poll(waits, 3, timeout_ms);
    if (waits[0].revents != 0 || (waits[1].revents & POLLERR) != 0) end(0);
    return !code_;
  }

  void turn() {
    if (!connected_) return reconnect();
    if (!wait(follower_.connection().descriptor(), 0, kSilenceMs)) return;
    std::vector<StreamEvent> events;
    const bool good = follower_.receive(block_ms(), events);
    print(events);
    if (code_) return;
    const auto now = Steady::now();
    if (!events.empty()) last_event_ = now;
    if (good && follower_.is_dry()) end_when_idle(now);
    if (!events.empty() || follower_.is_dry()) patience_.renew();
    if (good && now - heard_ >= std::chrono::milliseconds(kSilenceMs) && events.empty()) {
      return lose("the daemon says nothing any more");
    }
    heard_ = now;
    if (!good && follower_.is_refused()) return end(refused_or(kRefused));
    if (!good) lose(follower_.failure());
  }

  void end_when_idle(Steady::time_point now) {
    const auto idle = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_event_);
    if (options_.until_idle && idle.count() >= options_.until_idle->ms) end(0);
  }

  void lose(const std::string& why) {
    say(why + "; connecting again");
    connected_ = false;
  }

  void reconnect() {
    if (!wait(-1, 0, patience_.next_ms())) return;
    connected_ = follower_.connect(block_ms());
    if (connected_) {
      say("connected again");
      heard_ = last_event_ = Steady::now();
    } else if (follower_.is_refused()) {
      end(refused_or(kRefused));
    }
  }

  // In pieces that a pipe takes whole, so that a reader who stands still holds up no signal.
  void put(std::string_view text) {
    while (!text.empty() && wait(-1, POLLOUT, -1)) {
      const ssize_t size =
          ::write(STDOUT_FILENO, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
      if (size < 0 && errno == EPIPE) return end(0);
      if (size < 0 && errno != EINTR && errno != EAGAIN) {
        say(std::string("cannot print: ") + std::strerror(errno));
        return end(kTrouble);
      }
      text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
  }

  void print(const std::vector<StreamEvent>& events) {
    std::string text;
    for (const StreamEvent& event : events) {
      if (options_.count && printed_ >= *options_.count) break;
      if (!options_.filter.matches(event)) continue;
      ++printed_;
      text += (options_.json ? json_line(event) : lines_.line(event)) + '\n';
    }
    put(text);
    if (options_.count && printed_ >= *options_.count) end(0);
  }

  const TailOptions& options_;
  Signals signals_{SIGINT, SIGTERM, SIGHUP};
  Follower follower_;
  EventLines lines_;
  Patience patience_{kRetryFirstMs, kRetryMostMs};
  bool connected_ = true;
  Steady::time_point heard_, last_event_;
  std::uint64_t printed_ = 0;
  std::optional<int> code_;
};

}  // namespace

int run_tail(const TailOptions& options) { return Tail(options).run(); }

}  // namespace stellwerk::cli
