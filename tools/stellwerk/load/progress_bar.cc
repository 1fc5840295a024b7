// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr int kWidth = 40;
constexpr double kPause_s = 0.2;

}  // namespace

ProgressBar::ProgressBar(double length) : length_(length), shown_(::isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::show(double passed_s, std::uint64_t cycles) {
  if (!shown_ || passed_s < next_s_) return;
  next_s_ = passed_s + kPause_s;
  const int full = static_cast<int>(kWidth * std::min(1.0, passed_s / length_));
  fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {:.1f} s, {} cycles", "", full, "", kWidth - full,
             passed_s, cycles);
}

}  // namespace stellwerk::cli
