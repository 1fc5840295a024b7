// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace stellwerk::runtime {

// Wakes one sleeping thread, without a system call while it is awake.
//
// The sleeper: prepare(), then look for work once more; with work: awake(); without: block on fd()
// (wait() or its own event loop), then awake().
// A waker: publish the work, then notify().
//
// Why no wake-up is lost (Dekker's pattern). prepare() stores `asleep`, passes a seq_cst fence,
// then the sleeper reads the work's atomic. notify() comes after the store to the work's atomic,
// passes a seq_cst fence, then reads `asleep`. The two fences have one order. If the sleeper's is
// first, the waker's read sees `asleep` set and writes to fd(). If the waker's is first, the
// sleeper's read sees the work and does not block. The work must therefore show in an atomic
// that is stored before notify() and read after prepare(); any memory order does for these two.
//
// Thread safety: notify() belongs to anyone, the rest to the sleeper.
class WakeSignal {
 public:
  // Aborts when the process has no file descriptor left.
  WakeSignal();
  ~WakeSignal();
  WakeSignal(const WakeSignal&) = delete;
  WakeSignal& operator=(const WakeSignal&) = delete;

  void prepare();
  void awake();

  // Blocks until notified or `timeout_ns` have passed (negative: no limit), then awake(). May end
  // early: a wake-up that came while the sleeper found its work by itself is left over.
  void wait(std::int64_t timeout_ns);

  void notify();

  // Readable when notified while asleep, until drained. For event loops of others: non-blocking.
  [[nodiscard]] int fd() const { return fd_; }
  void drain_fd();

  // System calls made to wake the sleeper so far; for tests and figures.
  [[nodiscard]] std::uint64_t wakes_total() const;

 private:
  int fd_;
  alignas(64) std::atomic<bool> asleep_{false};
  std::atomic<std::uint64_t> wakes_{0};
};

}  // namespace stellwerk::runtime
