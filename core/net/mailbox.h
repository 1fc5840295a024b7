// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace stellwerk::net {

struct Login;
struct Roster;
class TlsStream;

// What threads tell each other now and then; never on the way of a command.
struct Mail {
  enum class Kind : std::uint32_t {
    kConnection,  // `fd` is a connected socket for this thread, `number` its CLIENT ID
    kRoster,      // add what you know, hand it on
    kLogin,       // check it
    kVerdict,     // the answer to that
    kQuiesce,     // read nothing more from anybody, then say so
    kQuiet,       // the answer to that; `number` is the I/O thread's
    kWake,        // look around
  };

  Kind kind = Kind::kWake;
  std::int32_t fd = -1;
  std::uint64_t number = 0;
  // All owned by whoever has the letter.
  Roster* roster = nullptr;
  Login* login = nullptr;
  TlsStream* tls = nullptr;  // of a connection; null: it sends in clear
};

// Mail for one thread: a pipe, whose writes of this size are atomic. It wakes the receiver by
// itself, since its event loop waits for the descriptor.
// Thread safety: send() belongs to anyone, receive() to the receiver.
class Mailbox {
 public:
  // Aborts when the process has no file descriptor left: only made at the start.
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // False when the box is full: some 1,600 letters are unread.
  [[nodiscard]] bool send(const Mail& mail);

  // The next letter, if there is one.
  [[nodiscard]] std::optional<Mail> receive();

  // Waits for a letter; empty when the time is over.
  [[nodiscard]] std::optional<Mail> wait(std::int64_t timeout_ms);

  // Readable while there are letters.
  [[nodiscard]] int fd() const { return read_fd_; }

 private:
  int read_fd_ = -1;
  int write_fd_ = -1;
};

}  // namespace stellwerk::net
