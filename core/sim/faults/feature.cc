// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/feature.h"

#include <array>

namespace stellwerk::sim {
namespace {

constexpr std::array<std::string_view, kFeatureCount> kNames = {"offers",
                                                                "wrap-up",
                                                                "messages",
                                                                "skills",
                                                                "units",
                                                                "channels",
                                                                "priorities",
                                                                "ages",
                                                                "dues",
                                                                "reopening",
                                                                "updates",
                                                                "bots",
                                                                "mistakes",
                                                                "presence",
                                                                "leases",
                                                                "agent-edits",
                                                                "policies",
                                                                "reserve",
                                                                "reads",
                                                                "holds",
                                                                "hand-overs",
                                                                "sticky",
                                                                "windows",
                                                                "resolution",
                                                                "several",
                                                                "decisions",
                                                                "limits",
                                                                "callbacks",
                                                                "turns",
                                                                "fragments",
                                                                "budgets",
                                                                "bursts",
                                                                "quotas",
                                                                "steps",
                                                                "overflows",
                                                                "hours",
                                                                "long-waits",
                                                                "selection",
                                                                "ramps",
                                                                "exclusive",
                                                                "interruptions",
                                                                "customers",
                                                                "renewals",
                                                                "kills",
                                                                "power-cuts",
                                                                "torn-writes",
                                                                "reordered-writes",
                                                                "lying-syncs",
                                                                "lazy-syncs",
                                                                "full-disk",
                                                                "slow-disk",
                                                                "failing-disk",
                                                                "repeats",
                                                                "late-commands",
                                                                "reconnects",
                                                                "clock-jumps",
                                                                "clock-drift",
                                                                "folding",
                                                                "rotten-snapshots",
                                                                "archive"};

}  // namespace

std::string_view name(Feature feature) { return kNames[static_cast<std::size_t>(feature)]; }

std::optional<Feature> parse_feature(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<Feature>(i);
  }
  return std::nullopt;
}

std::string FeatureSet::text() const {
  std::string text;
  for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
    if (!has(static_cast<Feature>(i))) continue;
    if (!text.empty()) text += ',';
    text += kNames[i];
  }
  return text;
}

}  // namespace stellwerk::sim
