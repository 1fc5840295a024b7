// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/mutant.h"

namespace stellwerk::sim {
namespace {

struct Row {
  std::string_view name;
  Checker noticed_by;
};

constexpr std::array<Row, kMutantCount> kRows = {{
    {"none", Checker::kReached},
    {"acknowledges-early", Checker::kLost},
    {"skips-syncs", Checker::kLost},
    {"drops-group", Checker::kLost},
    {"flips-bit", Checker::kLost},
    {"skips-record", Checker::kReplay},
    {"swaps-records", Checker::kReplay},
    {"drops-event", Checker::kGapless},
    {"repeats-event", Checker::kGapless},
    {"hides-release", Checker::kOwner},
    {"names-another", Checker::kEligible},
    {"tells-breach-late", Checker::kClocks},
    {"hides-answer-in-time", Checker::kClocks},
    {"rewrites-history", Checker::kSameEvents},
    {"forgets-requests", Checker::kOnce},
    {"renames-messages", Checker::kMessages},
    {"overstates-capacity", Checker::kCapacity},
    {"withholds", Checker::kUnmatched},
    {"lowers-skills", Checker::kEligible},
    {"swaps-answers", Checker::kAnswers},
    {"runs-late", Checker::kClocks},
    {"forgets-time", Checker::kTime},
    {"starves", Checker::kStarvation},
    {"halves-share", Checker::kStarvation},
    {"miscounts", Checker::kBooks},
    {"trims-too-much", Checker::kJournal},
    {"misnames-snapshots", Checker::kReplay},
    {"loses-segments", Checker::kSameEvents},
}};

}  // namespace

std::string_view name(Mutant mutant) { return kRows[static_cast<std::size_t>(mutant)].name; }

std::optional<Mutant> parse_mutant(std::string_view text) {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].name == text) return static_cast<Mutant>(i);
  }
  return std::nullopt;
}

Checker noticed_by(Mutant mutant) { return kRows[static_cast<std::size_t>(mutant)].noticed_by; }

}  // namespace stellwerk::sim
