// SPDX-License-Identifier: Apache-2.0
#include "core/resp/command_reader.h"

#include "core/base/check.h"

namespace stellwerk::resp {
namespace {

// Worded as clients know it from Redis.
std::string unknown_command(std::span<const std::string_view> arguments) {
  constexpr std::size_t kArgumentsSizeMax = 128;
  std::string text = "unknown command " + shown(arguments.front());
  text += ", with args beginning with: ";
  const std::size_t start = text.size();
  for (const std::string_view argument : arguments.subspan(1)) {
    if (text.size() - start >= kArgumentsSizeMax) break;
    text += shown(argument) + " ";
  }
  return text;
}

}  // namespace

ReadStatus CommandReader::read(std::span<const std::string_view> arguments) {
  SW_CHECK(!arguments.empty());
  row_ = find_command(arguments.front());
  if (row_ == nullptr) {
    refusal_ = {model::Code::kErr, unknown_command(arguments)};
    return ReadStatus::kRefused;
  }
  if (!row_->takes(arguments.size())) {
    refusal_ = {model::Code::kErr,
                "wrong number of arguments for '" + std::string(row_->name) + "' command"};
    return ReadStatus::kRefused;
  }
  if (row_->session != SessionCommand::kNone) return ReadStatus::kSession;
  command_ = model::Command{};
  command_.kind = row_->kind;
  Reading reading{limits_, command_, lists_, refusal_};
  if (row_->read(reading, row_->parameters, arguments.subspan(1))) return ReadStatus::kCommand;
  return ReadStatus::kRefused;
}

}  // namespace stellwerk::resp
