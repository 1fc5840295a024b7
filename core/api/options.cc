// SPDX-License-Identifier: Apache-2.0
#include <stellwerk/options.h>

namespace stellwerk {
namespace {

constexpr std::int64_t kWeekMs = 7LL * 86'400'000;
constexpr std::int64_t kYearsMs = 36'500LL * 86'400'000;

std::string_view invalid_limit(const Limits& limits) {
  const auto outside = [](std::uint64_t value, std::uint64_t least, std::uint64_t greatest) {
    return value < least || value > greatest;
  };
  if (outside(limits.conversations_max, 1, 100'000'000)) return "limits.conversations_max";
  if (outside(limits.agents_max, 1, 10'000'000)) return "limits.agents_max";
  if (outside(limits.agent_skills_max, 1, 1'024)) return "limits.agent_skills_max";
  if (outside(limits.requirement_skills_max, 1, 16)) return "limits.requirement_skills_max";
  if (outside(limits.skills_max, 1, 65'535)) return "limits.skills_max";
  if (outside(limits.payload_size_max, 1, 16U << 20U)) return "limits.payload_size_max";
  if (outside(limits.unanswered_max, 1, 1'000'000)) return "limits.unanswered_max";
  if (limits.closed_ms_min < 1 || limits.closed_ms_min > kWeekMs) return "limits.closed_ms_min";
  if (limits.closed_ms_max < limits.closed_ms_min || limits.closed_ms_max > kWeekMs) {
    return "limits.closed_ms_max";
  }
  if (limits.dedupe_ms_max < 1 || limits.dedupe_ms_max > kYearsMs) return "limits.dedupe_ms_max";
  if (limits.dedupe_max < 1) return "limits.dedupe_max";
  if (limits.decisions_max > 10'000'000) return "limits.decisions_max";
  return "";
}

}  // namespace

std::string_view Options::invalid_field() const {
  constexpr std::int64_t kTimeMsMax = std::int64_t{1} << 53;
  if (start_ms && (*start_ms < 0 || *start_ms > kTimeMsMax)) return "start_ms";
  if (producers_max < 1 || producers_max > 65'000) return "producers_max";
  if (inbox_commands_max < 1 || inbox_commands_max > 1U << 24U) return "inbox_commands_max";
  if (replies_max < 1 || replies_max > 1U << 24U) return "replies_max";
  if (events_max < 1) return "events_max";
  if (events_memory_max < 1U << 20U) return "events_memory_max";
  if (idle > Idle::kSpin) return "idle";
  // Written so that a NaN is refused.
  if (!(speed > 0.0 && speed <= 1'000'000.0)) return "speed";
  return invalid_limit(limits);
}

}  // namespace stellwerk
