// SPDX-License-Identifier: Apache-2.0
#include "core/net/mailbox.h"

#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "core/base/check.h"

namespace stellwerk::net {

static_assert(sizeof(Mail) <= PIPE_BUF, "a letter must be written in one piece");

Mailbox::Mailbox() {
  std::array<int, 2> fds{};
  SW_CHECK_MSG(::pipe2(fds.data(), O_NONBLOCK | O_CLOEXEC) == 0, "no pipe: raise ulimit -n");
  read_fd_ = fds[0];
  write_fd_ = fds[1];
}

Mailbox::~Mailbox() {
  ::close(read_fd_);
  ::close(write_fd_);
}

bool Mailbox::send(const Mail& mail) {
  ssize_t written = 0;
  do {
    written = ::write(write_fd_, &mail, sizeof mail);
  } while (written < 0 && errno == EINTR);
  return written == static_cast<ssize_t>(sizeof mail);
}

std::optional<Mail> Mailbox::receive() {
  Mail mail;
  ssize_t got = 0;
  do {
    got = ::read(read_fd_, &mail, sizeof mail);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(sizeof mail)) return std::nullopt;
  return mail;
}

std::optional<Mail> Mailbox::wait(std::int64_t timeout_ms) {
  pollfd readable{read_fd_, POLLIN, 0};
  ::poll(&readable, 1, static_cast<int>(timeout_ms));
  return receive();
}

}  // namespace stellwerk::net
