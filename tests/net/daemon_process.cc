// SPDX-License-Identifier: Apache-2.0
#include "tests/net/daemon_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

std::string program() {
  const char* folder = std::getenv("STELLWERK_BIN");
  return std::string(folder == nullptr ? "build/release/bin" : folder) + "/stellwerkd";
}

bool has(const std::vector<std::string>& arguments, std::string_view name) {
  for (const std::string& argument : arguments) {
    if (argument == name) return true;
  }
  return false;
}

[[noreturn]] void become(const std::vector<std::string>& arguments, int out, int err,
                         int descriptors_max) {
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (descriptors_max > 0) {
    const auto limit = static_cast<rlim_t>(descriptors_max);
    const rlimit limits{limit, limit};
    ::setrlimit(RLIMIT_NOFILE, &limits);
  }
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(argv.front(), argv.data());
  ::_exit(127);
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4'096> buffer{};
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string read_line(int fd) {
  std::string line;
  char byte = 0;
  while (::read(fd, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

}  // namespace

DaemonProcess::DaemonProcess(std::vector<std::string> arguments, int descriptors_max) {
  arguments.insert(arguments.begin(), program());
  for (const std::string_view place : {"--listen", "--http"}) {
    if (has(arguments, place) || has(arguments, "--version")) continue;
    arguments.emplace_back(place);
    arguments.emplace_back("127.0.0.1:0");
  }
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(err.data(), O_CLOEXEC), 0);
  pid_ = ::fork();
  if (pid_ == 0) become(arguments, out[1], err[1], descriptors_max);
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
  ready_ = read_line(out_);
  if (const std::size_t at = ready_.find("resp="); at != std::string::npos) {
    const std::size_t colon = ready_.rfind(':', ready_.find(' ', at));
    port_ = static_cast<std::uint16_t>(std::strtoul(ready_.c_str() + colon + 1, nullptr, 10));
  }
}

DaemonProcess::~DaemonProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait();
  }
}

void DaemonProcess::signal(int number) const { ::kill(pid_, number); }

int DaemonProcess::wait() {
  output_ = read_all(out_);
  errors_ = read_all(err_);
  ::close(std::exchange(out_, -1));
  ::close(std::exchange(err_, -1));
  int status = 0;
  EXPECT_EQ(::waitpid(std::exchange(pid_, -1), &status, 0) > 0, true);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace stellwerk::net
