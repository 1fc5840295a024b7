// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace stellwerk::cli {

// A line on standard error that shows how far something is, once it has taken two seconds and if
// that is a terminal. It is gone at the end.
class ProgressBar {
 public:
  // A count of 0 is one that nobody knows.
  ProgressBar(std::string what, std::size_t count);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;

  const std::string what_;
  const std::size_t count_;
  const bool terminal_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point shown_;
  bool visible_ = false;
};

}  // namespace stellwerk::cli
