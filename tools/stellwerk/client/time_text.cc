// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/time_text.h"

#include <ctime>

#include <fmt/format.h>

namespace stellwerk::cli {

std::string local_time(base::Instant time) {
  const std::int64_t ms = ((time.ms % 1'000) + 1'000) % 1'000;
  const std::time_t seconds = (time.ms - ms) / 1'000;
  std::tm parts{};
  if (::localtime_r(&seconds, &parts) == nullptr) return std::to_string(time.ms);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     ms);
}

std::string span_text(base::Duration span) {
  if (span.ms < 0) return "-" + span_text({-span.ms});
  if (span < base::seconds(1)) return fmt::format("{}ms", span.ms);
  const std::int64_t seconds = span.ms / 1'000;
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3'600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{}h{:02}m", seconds / 3'600, seconds / 60 % 60);
  return fmt::format("{}d{:02}h", seconds / 86'400, seconds / 3'600 % 24);
}

}  // namespace stellwerk::cli
