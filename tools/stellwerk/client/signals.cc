// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/check.h"

namespace stellwerk::cli {

Signals::Signals(std::initializer_list<int> numbers) {
  sigset_t taken{};
  sigemptyset(&taken);
  for (const int number : numbers) sigaddset(&taken, number);
  SW_CHECK(sigprocmask(SIG_BLOCK, &taken, &before_) == 0);
  descriptor_ = ::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
  SW_CHECK(descriptor_ >= 0);
  std::signal(SIGPIPE, SIG_IGN);
}

Signals::~Signals() {
  while (next() != 0) {
  }
  ::close(descriptor_);
  std::signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int Signals::next() const {
  signalfd_siginfo information{};
  const ssize_t size = ::read(descriptor_, &information, sizeof information);
  return size == sizeof information ? static_cast<int>(information.ssi_signo) : 0;
}

}  // namespace stellwerk::cli
