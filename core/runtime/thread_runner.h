// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>

#include "core/runtime/idle.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// Work that somebody turns the crank of.
class Duty {
 public:
  virtual ~Duty() = default;

  // One bounded cycle; zero when there was nothing to do.
  virtual std::size_t do_work() = 0;
  // Something may be there to do now. Read after declaring oneself asleep.
  [[nodiscard]] virtual bool has_work() = 0;
  // Longest time to sleep, in real nanoseconds; negative: until woken.
  [[nodiscard]] virtual std::int64_t idle_ns_max() = 0;
  // Called instead of do_work() once a stop is asked for, until it answers true: all is done.
  [[nodiscard]] virtual bool finish() = 0;
};

// One thread that does one duty.
// Thread safety: start(), join() and the destructor belong to one thread; request_stop() to anyone.
class ThreadRunner {
 public:
  // `name`: as shown by debuggers, up to 15 bytes. Whoever brings work notifies `signal`.
  ThreadRunner(std::string name, Duty& duty, WakeSignal& signal, Idle idle);
  ~ThreadRunner();  // requests the stop and joins
  ThreadRunner(const ThreadRunner&) = delete;
  ThreadRunner& operator=(const ThreadRunner&) = delete;

  void start();
  // The duty finishes what was begun before this call, then the thread ends.
  void request_stop();
  void join();

 private:
  void run();
  void idle_once(std::uint32_t round);
  [[nodiscard]] bool stopping() const;

  const std::string name_;
  Duty& duty_;
  WakeSignal& signal_;
  const Idle idle_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace stellwerk::runtime
