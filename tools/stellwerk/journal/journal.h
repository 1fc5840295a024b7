// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// `stellwerk journal verify|repair|export DIR`, for a directory that no daemon has open. Each
// answers the program's exit code: 0, 1 when the journal is damaged or cannot be had, 2 when DIR is
// no journal. What is wrong goes to standard error.
namespace stellwerk::cli {

// Reads everything and prints what there is, shard by shard. Changes nothing.
[[nodiscard]] int run_journal_verify(const std::string& directory);

// Keeps what is whole and puts the rest aside.
[[nodiscard]] int run_journal_repair(const std::string& directory);

// Prints each record as a line of JSON, up to the first damage.
[[nodiscard]] int run_journal_export(const std::string& directory);

}  // namespace stellwerk::cli
