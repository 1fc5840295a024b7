// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/journal/journal.h"

namespace stellwerk::cli {

// One record of a journal as one line of JSON: shard, seq, at, tenant, command and its fields as
// clients name them. A text that is not UTF-8 becomes {"hex": "..."}, and a list of names with
// values that has one becomes [{"name": ..., "value": ...}]. A command that cannot be decoded has
// the field "undecodable" with its bytes.
[[nodiscard]] std::string to_json(std::uint32_t shard, const journal::Record& record);

}  // namespace stellwerk::cli
