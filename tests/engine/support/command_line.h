// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/model/command.h"

namespace stellwerk::tests {

// One command written as on the wire, "CONV.OPEN c1 QUEUE q SKILLS billing>=3". Owns everything
// that command() points into. `AT` counts from `start`, so that tables need no calendar.
class CommandLine {
 public:
  // `tokens`: the command's name and arguments. A line that the tests got wrong leaves error()
  // saying what, and no command.
  CommandLine(const std::vector<std::string>& tokens, base::Instant start);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  [[nodiscard]] const model::Command& command() const { return command_; }
  [[nodiscard]] const std::string& error() const { return error_; }

  // The compiled document that POLICY.APPLY and POLICY.CHECK carry beside its text.
  void attach_policy(std::string text, std::string payload);

 private:
  using List = std::span<const model::Term> model::Command::*;
  using Text = std::string_view model::Command::*;

  std::string_view keep(std::string_view text);
  void set_text(model::Field field, Text member, std::string_view value);
  void set_list(model::Field field, List member, std::string_view value);
  void option(std::string_view name, std::string_view value, base::Instant start);
  bool text_option(std::string_view name, std::string_view value);
  bool list_option(std::string_view name, std::string_view value);
  bool number_option(std::string_view name, std::string_view value);
  bool time_option(std::string_view name, std::string_view value, base::Instant start);
  void set_state(std::string_view value);

  model::Command command_;
  std::deque<std::string> texts_;
  std::deque<std::vector<model::Term>> lists_;
  std::string error_;
};

// "a" and 7 are "a7".
[[nodiscard]] std::string numbered(std::string_view name, std::uint64_t number);

// Splits at blanks; "a b" keeps its blank and loses its quotes.
[[nodiscard]] std::vector<std::string> split_words(std::string_view line);

}  // namespace stellwerk::tests
