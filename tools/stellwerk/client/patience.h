// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

namespace stellwerk::cli {

// How long to wait before the next attempt: twice as long as before the last, up to a bound.
class Patience {
 public:
  Patience(int first_ms, int most_ms)
      : first_ms_(first_ms), most_ms_(most_ms), next_ms_(first_ms) {}

  [[nodiscard]] int next_ms() {
    const int now = next_ms_;
    next_ms_ = std::min(2 * next_ms_, most_ms_);
    return now;
  }
  void renew() { next_ms_ = first_ms_; }

 private:
  int first_ms_;
  int most_ms_;
  int next_ms_;
};

}  // namespace stellwerk::cli
