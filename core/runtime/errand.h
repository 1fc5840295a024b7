// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <semaphore>
#include <utility>

#include "core/journal/problem.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// What one thread wants another to do between two pieces of its own work. The one that does it
// never waits for the one that asked, whatever that one's priority.
// Thread safety: ask() belongs to one thread, is_asked() and run() to one other.
class Errand {
 public:
  using Task = std::function<journal::Problem()>;

  // Waits until it is done. `signal`: of the thread that does it.
  [[nodiscard]] journal::Problem ask(Task task, WakeSignal& signal) {
    task_ = std::move(task);
    // release: pairs with the acquire in is_asked(); the task is there.
    asked_.store(true, std::memory_order_release);
    signal.notify();
    done_.acquire();
    return std::exchange(problem_, {});
  }
  [[nodiscard]] bool is_asked() const {
    // acquire: pairs with the release in ask().
    return asked_.load(std::memory_order_acquire);
  }
  // Does what was asked for; false: nothing was.
  bool run() {
    if (!is_asked()) return false;
    problem_ = task_();
    // relaxed: the semaphore orders it before the next ask().
    asked_.store(false, std::memory_order_relaxed);
    done_.release();
    return true;
  }

 private:
  Task task_;
  journal::Problem problem_;
  std::atomic<bool> asked_{false};
  std::binary_semaphore done_{0};
};

}  // namespace stellwerk::runtime
