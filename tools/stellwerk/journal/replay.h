// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/journal/journal.h"
#include "core/journal/problem.h"
#include "tools/stellwerk/journal/day_again.h"
#include "tools/stellwerk/journal/day_outcome.h"

namespace stellwerk::cli {

// A day of one tenant, as it was and, under another policy, as it would have been.
struct TenantDay {
  std::uint32_t tenant = 0;
  std::uint64_t records = 0;
  base::Instant first, last;
  std::string digest;  // of the engine at the end of the recorded day
  DayOutcome recorded;
  struct Again {
    DayOutcome outcome;
    std::uint64_t refused = 0;
    Moves moves;
  };
  std::optional<Again> again;
};

// Gives each of a journal's records to `visit` until it answers false; read once for each pass.
using ReadRecords = std::function<journal::Problem(const journal::Journal::Visit& visit)>;

// Decides the records again, in virtual time and with the production engine, one of it for each
// tenant, under the limits they were decided under. A problem when they cannot be read, or are no
// commands of this release.
[[nodiscard]] journal::Problem replay_days(const ReadRecords& read, const OtherPolicy* policy,
                                           std::vector<TenantDay>& days,
                                           const engine::Limits& limits = {});

struct JournalReplayOptions {
  std::string source;  // a directory as given to stellwerkd --data, or a file that was exported
  std::string policy;  // a policy document's file; empty: the recorded policy
  bool json = false;
};

// `stellwerk journal replay`. Answers the program's exit code, as run_journal_verify() does.
[[nodiscard]] int run_journal_replay(const JournalReplayOptions& options);

}  // namespace stellwerk::cli
