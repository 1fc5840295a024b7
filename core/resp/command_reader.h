// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "core/resp/command_table.h"
#include "core/resp/parameter.h"

namespace stellwerk::resp {

enum class ReadStatus : std::uint8_t {
  kCommand,  // command() is for a shard
  kSession,  // row().session says what the connection has to answer; its name and number of
             // arguments are right, nothing else is checked
  kRefused,  // refusal() is the answer; the connection goes on
};

// Turns the arguments of a request into a command. Allocates nothing once its lists have grown.
// Thread safety: none; one each connection or thread.
class CommandReader {
 public:
  explicit CommandReader(const ArgumentLimits& limits) : limits_(limits) {}

  // REQUIRES: at least one argument.
  [[nodiscard]] ReadStatus read(std::span<const std::string_view> arguments);

  // Views into the arguments and into this reader; valid until the next read().
  [[nodiscard]] const model::Command& command() const { return command_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  // Null when the command is unknown.
  [[nodiscard]] const CommandRow* row() const { return row_; }

 private:
  ArgumentLimits limits_;
  model::Command command_;
  TermLists lists_;
  Refusal refusal_;
  const CommandRow* row_ = nullptr;
};

}  // namespace stellwerk::resp
