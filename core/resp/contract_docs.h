// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/model/reply.h"

namespace stellwerk::resp {

// Writes an array of the words of a text.
void write_words(std::string_view text, model::ReplyWriter& writer);

// COMMAND ERRORS: a map of codes.
void write_error_docs(model::ReplyWriter& writer);

// COMMAND EVENTS: a map of types.
void write_event_docs(model::ReplyWriter& writer);

}  // namespace stellwerk::resp
