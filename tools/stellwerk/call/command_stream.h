// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "tools/stellwerk/client/connection.h"

namespace stellwerk::cli {

// Commands from standard input, one on each line with the quotes of an inline command; empty lines
// and those that begin with # are passed over. Each is sent as soon as it is there, many at once.
class CommandStream {
 public:
  CommandStream(Connection connection, bool json)
      : connection_(std::move(connection)), json_(json) {}

  // Until the end of the input and the last reply. Empty, or why a reply is missing.
  [[nodiscard]] std::string run();
  // A reply was an error, or a line was no command.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  void read_input();
  void take_lines();
  void take_line(std::string_view line);
  void show_replies();
  void show(const Value& reply, std::uint64_t line);
  [[nodiscard]] bool may_read() const;

  Connection connection_;
  bool json_;
  std::string input_;  // the beginning of a line
  bool ended_ = false;
  bool refused_ = false;
  std::uint64_t lines_ = 0;
  // Lines that are not answered yet. A line that was no command has its answer already.
  struct Awaited {
    std::uint64_t line = 0;
    std::string problem;
  };
  std::deque<Awaited> awaited_;
};

}  // namespace stellwerk::cli
