// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "core/model/reply.h"

namespace stellwerk::resp {

// Answers COMMAND and its subcommands COUNT, DOCS, INFO, LIST and HELP in the shapes that Redis
// clients expect. `arguments` begins with COMMAND itself.
void write_command_docs(std::span<const std::string_view> arguments, model::ReplyWriter& writer);

}  // namespace stellwerk::resp
