// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/journal/journal.h"

namespace stellwerk::cli {

// One record of a journal as one line of JSON: shard, seq, at, tenant, command and its fields as
// clients name them. A text that is not UTF-8 becomes {"hex": "..."}, and a list of names with
// values that has one becomes [{"name": ..., "value": ...}]. All that is for people; "bytes" has
// the command as it is in the journal, hexadecimal, and is all that is left of one that cannot be
// decoded. `limits`, if any, are those of the journal: the first line of an export has them.
[[nodiscard]] std::string to_json(std::uint32_t shard, const journal::Record& record,
                                  std::string_view limits = {});

// What is read back of such a line.
struct RecordLine {
  std::uint32_t shard = 0;
  journal::Record record;  // its command is a view of `command`
  std::string command;
  std::string limits;
};
// Answers what is wrong with the line, empty when nothing is.
[[nodiscard]] std::string from_json(std::string_view text, RecordLine& line);

}  // namespace stellwerk::cli
