// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/wake_signal.h"

#include <cerrno>
#include <ctime>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/check.h"

namespace stellwerk::runtime {

WakeSignal::WakeSignal() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  SW_CHECK_MSG(fd_ >= 0, "no file descriptor left: raise the limit on open files (ulimit -n)");
}

WakeSignal::~WakeSignal() { ::close(fd_); }

void WakeSignal::prepare() {
  // relaxed: the fence orders it before the sleeper's last look at the work.
  asleep_.store(true, std::memory_order_relaxed);
  // seq_cst: pairs with the fence in notify(); see the class.
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

void WakeSignal::awake() {
  // relaxed: a waker that still sees the old value makes one wake-up too many, never one too few.
  asleep_.store(false, std::memory_order_relaxed);
}

void WakeSignal::wait(std::int64_t timeout_ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  timespec limit{};
  limit.tv_sec = timeout_ns / kSecond;
  limit.tv_nsec = timeout_ns % kSecond;
  pollfd readable{fd_, POLLIN, 0};
  const int ready = ::ppoll(&readable, 1, timeout_ns < 0 ? nullptr : &limit, nullptr);
  SW_CHECK(ready >= 0 || errno == EINTR);
  awake();
  if (ready > 0) drain_fd();
}

void WakeSignal::notify() {
  // seq_cst: pairs with the fence in prepare(); see the class.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // relaxed: ordered by the fence.
  if (!asleep_.load(std::memory_order_relaxed)) return;
  // relaxed: only elects the one waker who writes.
  if (!asleep_.exchange(false, std::memory_order_relaxed)) return;
  const std::uint64_t one = 1;
  // EAGAIN: the counter is full, so the descriptor is readable anyway.
  const ssize_t written = ::write(fd_, &one, sizeof(one));
  SW_CHECK(written == sizeof(one) || errno == EAGAIN);
  // relaxed: a figure.
  wakes_.fetch_add(1, std::memory_order_relaxed);
}

void WakeSignal::drain_fd() {
  std::uint64_t count = 0;
  const ssize_t size = ::read(fd_, &count, sizeof(count));
  SW_CHECK(size == sizeof(count) || errno == EAGAIN || errno == EINTR);
}

std::uint64_t WakeSignal::wakes_total() const {
  // relaxed: a figure.
  return wakes_.load(std::memory_order_relaxed);
}

}  // namespace stellwerk::runtime
