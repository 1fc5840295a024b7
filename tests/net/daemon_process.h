// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace stellwerk::net {

// stellwerkd as a process of its own, from $STELLWERK_BIN, on free ports of the loopback interface
// unless the arguments say where. Killed when it goes, if it still runs then.
class DaemonProcess {
 public:
  // `descriptors_max`: file descriptors it may open; 0: as many as this process.
  explicit DaemonProcess(std::vector<std::string> arguments, int descriptors_max = 0);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  // The ready line without its end; empty when the process ended without one.
  [[nodiscard]] const std::string& ready() const { return ready_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

  void signal(int number) const;
  // Waits for its end. Answers the exit code, negative the signal that ended it.
  int wait();
  // Standard output behind the ready line, and standard error, after wait().
  [[nodiscard]] const std::string& output() const { return output_; }
  [[nodiscard]] const std::string& errors() const { return errors_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string ready_;
  std::string output_;
  std::string errors_;
  std::uint16_t port_ = 0;
};

}  // namespace stellwerk::net
