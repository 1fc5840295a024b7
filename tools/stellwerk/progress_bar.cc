// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/progress_bar.h"

#include <cstdio>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr std::size_t kCells = 30;
constexpr std::chrono::seconds kQuietFor{2};
constexpr std::chrono::milliseconds kBetween{200};

}  // namespace

ProgressBar::ProgressBar(std::string what, std::size_t count)
    : what_(std::move(what)), count_(count), terminal_(::isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (visible_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::show(std::size_t done) {
  const Clock::time_point now = Clock::now();
  if (!terminal_ || now - started_ < kQuietFor || now - shown_ < kBetween) return;
  shown_ = now;
  visible_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  if (count_ == 0) {
    fmt::print(stderr, "\r\x1b[K{} {}, {:.0f} s", what_, done, seconds);
    std::fflush(stderr);
    return;
  }
  const std::size_t filled = done * kCells / count_;
  const double left =
      done == 0 ? 0 : seconds * static_cast<double>(count_ - done) / static_cast<double>(done);
  fmt::print(stderr, "\r\x1b[K{} [{:=<{}}{:<{}}] {}/{}, {:.0f} s left", what_, "", filled, "",
             kCells - filled, done, count_, left);
  std::fflush(stderr);
}

}  // namespace stellwerk::cli
