// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/thread_runner.h"

#include <pthread.h>
#include <sched.h>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::runtime {
namespace {

// Before a thread sleeps it looks this often again, first without giving up its core: a few
// microseconds, about what falling asleep and waking costs.
constexpr std::uint32_t kSpinRounds = 64;
constexpr std::uint32_t kYieldRounds = 16;

void relax_core() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

ThreadRunner::ThreadRunner(std::string name, Duty& duty, WakeSignal& signal, Idle idle)
    : name_(std::move(name)), duty_(duty), signal_(signal), idle_(idle) {}

ThreadRunner::~ThreadRunner() {
  request_stop();
  join();
}

void ThreadRunner::start() {
  SW_CHECK(!thread_.joinable());
  thread_ = std::thread([this] { run(); });
}

void ThreadRunner::request_stop() {
  // release: pairs with the acquire in stopping(); what was submitted before is seen to.
  stop_.store(true, std::memory_order_release);
  signal_.notify();
}

void ThreadRunner::join() {
  if (thread_.joinable()) thread_.join();
}

bool ThreadRunner::stopping() const {
  // acquire: pairs with the release in request_stop().
  return stop_.load(std::memory_order_acquire);
}

void ThreadRunner::run() {
  ::pthread_setname_np(::pthread_self(), name_.substr(0, 15).c_str());
  std::uint32_t idle_rounds = 0;
  while (!stopping()) {
    if (duty_.do_work() > 0) {
      idle_rounds = 0;
    } else {
      idle_once(idle_rounds);
      if (idle_rounds < kSpinRounds + kYieldRounds) ++idle_rounds;
    }
  }
  while (!duty_.finish()) ::sched_yield();
}

void ThreadRunner::idle_once(std::uint32_t round) {
  if (idle_ == Idle::kSpin || (idle_ == Idle::kBlock && round < kSpinRounds)) {
    return relax_core();
  }
  if (idle_ == Idle::kYield || round < kSpinRounds + kYieldRounds) {
    ::sched_yield();
    return;
  }
  signal_.prepare();
  if (duty_.has_work() || stopping()) {
    signal_.awake();
    return;
  }
  signal_.wait(duty_.idle_ns_max());
}

}  // namespace stellwerk::runtime
