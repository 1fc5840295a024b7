// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/call/command_stream.h"

#include <cerrno>
#include <cstring>
#include <iostream>
#include <poll.h>
#include <unistd.h>
#include <vector>

#include "core/base/text.h"
#include "core/resp/inline_arguments.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kAwaitedMax = 1'000;
constexpr std::size_t kUnsentMax = 1U << 20U;
constexpr std::size_t kReadSize = 64U << 10U;

}  // namespace

bool CommandStream::may_read() const {
  return !ended_ && awaited_.size() < kAwaitedMax && connection_.unsent() < kUnsentMax;
}

std::string CommandStream::run() {
  while (!ended_ || !awaited_.empty()) {
    connection_.flush();
    const auto events = static_cast<short>(connection_.wants_write() ? POLLIN | POLLOUT : POLLIN);
    pollfd waits[] = {{connection_.descriptor(), events, 0},
                      {may_read() ? STDIN_FILENO : -1, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return std::strerror(errno);
    if (waits[1].revents != 0) read_input();
    if (waits[0].revents != 0) connection_.fill();
    show_replies();
    if (connection_.failure().empty()) continue;
    if (ended_ && awaited_.empty()) break;
    return connection_.failure() + "; " + std::to_string(awaited_.size()) +
           " commands are not answered, the first of line " +
           std::to_string(awaited_.empty() ? lines_ + 1 : awaited_.front().line);
  }
  return {};
}

void CommandStream::read_input() {
  const std::size_t held = input_.size();
  input_.resize(held + kReadSize);
  const ssize_t count = ::read(STDIN_FILENO, input_.data() + held, kReadSize);
  input_.resize(held + static_cast<std::size_t>(count > 0 ? count : 0));
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  ended_ = count <= 0;
  take_lines();
}

void CommandStream::take_lines() {
  std::string_view rest = input_;
  for (std::size_t end = 0; (end = rest.find('\n')) != std::string_view::npos;) {
    take_line(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (ended_ && !rest.empty()) {
    take_line(rest);
    rest = {};
  }
  input_.erase(0, input_.size() - rest.size());
}

void CommandStream::take_line(std::string_view line) {
  ++lines_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string_view> arguments;
  std::string unquoted;
  if (!resp::split_inline(line, arguments, unquoted)) {
    awaited_.push_back({lines_, "a quote is not closed, or no blank follows it: not sent"});
    return;
  }
  if (arguments.empty() || arguments.front().starts_with('#')) return;
  Request request;
  for (const std::string_view argument : arguments) request.add(argument);
  connection_.send(request);
  awaited_.push_back({lines_, {}});
}

void CommandStream::show_replies() {
  while (!awaited_.empty()) {
    const Awaited& next = awaited_.front();
    if (!next.problem.empty()) {
      Value problem;
      problem.kind = Value::Kind::kError;
      problem.text = "ERR " + next.problem;
      show(problem, next.line);
    } else if (const auto reply = connection_.next_reply()) {
      show(*reply, next.line);
    } else {
      break;
    }
    awaited_.pop_front();
  }
  std::cout.flush();
}

void CommandStream::show(const Value& reply, std::uint64_t line) {
  refused_ = refused_ || reply.is_error();
  if (json_) {
    std::cout << to_json(reply).dump() << '\n';
  } else if (reply.is_error()) {
    std::cout.flush();
    std::cerr << "line " << line << ": " << printable(reply.text) << '\n';
  } else {
    print(reply, std::cout);
  }
}

}  // namespace stellwerk::cli
