// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/model/policy.h"
#include "core/model/reply.h"

namespace stellwerk::policy {

// One thing wrong with a document.
struct Problem {
  std::uint32_t line = 0;  // from 1
  std::string key;         // "queue.offer.timeout"; empty when the text is no TOML at all
  std::string text;        // what is wrong and what to write instead

  friend bool operator==(const Problem&, const Problem&) = default;
};

// After this many problems the rest is not reported.
inline constexpr std::size_t kProblemsMax = 100;

struct Compiled {
  model::Policy policy;           // in force only without problems
  std::vector<Problem> problems;  // by line

  [[nodiscard]] bool ok() const { return problems.empty(); }
};

// Reads a policy document, fills in the defaults and checks everything that can be judged without
// the live state. `ignored` names top-level tables that belong to somebody else, as the daemon's
// own in its configuration file. Calendars are expanded from 400 days before `now` to 800 days
// after it, by the time zone data of this machine.
// Thread safety: any thread, any number at once.
[[nodiscard]] Compiled compile(std::string_view toml, base::Instant now,
                               std::span<const std::string_view> ignored = {});

// "line 12: queue.wrap_up: 'soon' is no duration; ..."
[[nodiscard]] std::string described(const Problem& problem);

// The answer to POLICY.CHECK where the live state is not asked: {ok, errors: [{line, key, text}],
// warnings: []}.
void write_report(std::span<const Problem> problems, model::ReplyWriter& writer);

}  // namespace stellwerk::policy
