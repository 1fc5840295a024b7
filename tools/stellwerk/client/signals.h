// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <initializer_list>

namespace stellwerk::cli {

// Takes signals as something to read, so that they interrupt nothing, for as long as it lives. A
// pipe that nobody reads any more is an error of write() then, not a signal. For programs of one
// thread; one at a time.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Readable when a signal has come.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  // The next that has come, 0 when none has.
  [[nodiscard]] int next() const;

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

}  // namespace stellwerk::cli
