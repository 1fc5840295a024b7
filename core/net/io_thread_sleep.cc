// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <sched.h>

#include "core/net/io_thread.h"

// What wakes an I/O thread, and how it sleeps.
namespace stellwerk::net {

using boost::asio::posix::descriptor_base;
using boost::system::error_code;

// What was read before is still to be decided. Not while all of it waits for the journal, which may
// take long: letters are read, and clients hear that it is full.
bool IoThread::decides_on() const {
  return crank_ != nullptr && decided_ > 0 && crank_->has_work(0);
}

void IoThread::sleep() {
  if (options_.idle == runtime::Idle::kSpin) return;
  if (options_.idle == runtime::Idle::kYield) {
    ::sched_yield();
    return;
  }
  if (crank_ != nullptr) return sleep_with_crank();
  if (port_.prepare_sleep()) context_.run_one();
  port_.awake();
}

void IoThread::sleep_with_crank() {
  runtime::WakeSignal& signal = crank_->shard_signal(0);
  signal.prepare();
  if (port_.prepare_sleep() && !crank_->has_work(0)) {
    context_.run_one_for(std::chrono::nanoseconds(crank_->idle_ns_max()));
  }
  port_.awake();
  signal.awake();
}

void IoThread::wait_for_answers() {
  answers_.async_wait(descriptor_base::wait_read, [this](const error_code& error) {
    if (error) return;
    port_.drain_wake_fd();
    wait_for_answers();
  });
}

void IoThread::wait_for_commands() {
  commands_.async_wait(descriptor_base::wait_read, [this](const error_code& error) {
    if (error) return;
    if (crank_ == nullptr) return;
    crank_->shard_signal(0).drain_fd();
    wait_for_commands();
  });
}

void IoThread::wait_for_letters() {
  letters_.async_wait(descriptor_base::wait_read, [this](const error_code& error) {
    if (error) return;
    read_letters();
    wait_for_letters();
  });
}

}  // namespace stellwerk::net
