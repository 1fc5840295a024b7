// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/journal/history.h"
#include "core/runtime/shard_tenants.h"

// How the tenants of a shard become what its history says.
namespace stellwerk::runtime {

// What was found and done on the way.
struct Recovery {
  journal::Problem problem;        // what is kept is not all here: the tenants are of no use
  std::uint64_t snapshot = 0;      // number of the record after those of the snapshot; 0: none
  std::uint64_t replayed = 0;      // records decided again
  std::vector<std::string> notes;  // for the operator, a sentence each
};

// Loads the newest snapshot that is whole and of records below `end`. The number of the first
// record that is still to be decided. `go_on` answers false to give up: then neither the tenants
// nor the number are of use.
[[nodiscard]] std::uint64_t load_newest_snapshot(const journal::History& history, std::uint64_t end,
                                                 ShardTenants& tenants, Recovery& recovery,
                                                 const std::function<bool()>& go_on);

// Who reads the records that are decided again.
enum class ReadBy : std::uint8_t {
  kDecider,    // the thread that decides
  kOwnThread,  // one of its own, some blocks ahead
};

// Decides again what is kept from record `from` up to, not with, record `to`; nobody is answered.
void decide_again(const journal::History& history, std::uint64_t from, std::uint64_t to,
                  ShardTenants& tenants, Recovery& recovery, ReadBy read_by = ReadBy::kDecider);

// Notes what is missing of the events that should be retained, once all is decided.
void note_missing_events(const ShardTenants& tenants, Recovery& recovery);

}  // namespace stellwerk::runtime
