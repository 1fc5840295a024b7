// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/journal/journal.h"

// A journal as `stellwerk journal export` writes it: a line of JSON for each record, one shard
// after another.
namespace stellwerk::cli {

// Visits the records in their order until `visit` answers false. A problem, naming file and line,
// when a line is not as it was written, or a record is missing.
[[nodiscard]] journal::Problem read_record_file(const std::string& path,
                                                const journal::Journal::Visit& visit);

// The limits that its first line has; empty without.
[[nodiscard]] std::string limits_of_record_file(const std::string& path);

}  // namespace stellwerk::cli
