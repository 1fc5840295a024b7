// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::cli {

// A bar on standard error while a load runs, if that is a terminal; wiped away in the end.
class ProgressBar {
 public:
  // `length`: what is 100 %.
  explicit ProgressBar(double length);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Draws at most five times a second.
  void show(double passed_s, std::uint64_t cycles);

 private:
  double length_;
  bool shown_;
  double next_s_ = 0;
};

}  // namespace stellwerk::cli
