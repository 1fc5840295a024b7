// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/shadow_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/time_text.h"

namespace stellwerk::cli {
namespace {

constexpr std::array<std::string_view, 4> kDifferences = {"other_agent", "other_conversation",
                                                          "would_wait", "would_not_wait"};

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr || value->is_null() ? std::string() : printable(value->text);
}

std::int64_t number_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? 0 : value->as_integer();
}

std::string share_of(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return {};
  return fmt::format(" ({:.1f} %)", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// What it would have done instead.
std::string otherwise(const Value& entry) {
  const std::string difference = text_of(entry, "difference");
  const std::string conv = text_of(entry, "conv");
  const std::string agent = text_of(entry, "agent");
  const std::string other_conv = text_of(entry, "shadow_conv");
  const std::string other_agent = text_of(entry, "shadow_agent");
  if (difference == "other_agent") return conv + " to " + agent + ", instead to " + other_agent;
  if (difference == "other_conversation") {
    return agent + " gets " + conv + ", instead " + other_conv;
  }
  if (difference == "would_wait") return conv + " to " + agent + ", instead to nobody yet";
  return other_conv + " waits, instead to " + other_agent;
}

}  // namespace

std::string shadow_text(const Value& report) {
  const std::int64_t decisions = number_of(report, "decisions");
  const std::int64_t disagreements = number_of(report, "disagreements");
  const bool running = number_of(report, "running") == 1;
  std::string text = running ? "decides along" : "has ended";
  const std::string ended = text_of(report, "ended");
  if (!running && !ended.empty()) text += ": " + ended;
  text += "; begun " + local_time({number_of(report, "since_ms")}) + '\n';
  text += fmt::format("{} decisions compared, {} otherwise{}", decisions, disagreements,
                      share_of(disagreements, decisions));
  const std::int64_t unknown = number_of(report, "unknown");
  if (unknown > 0) text += fmt::format("; {} in queues that the second document has not", unknown);
  text += '\n';
  const Value* queues = report.find("queues");
  if (queues == nullptr || queues->items.empty()) return text;
  std::size_t width = std::string_view("queue").size();
  for (std::size_t i = 0; i + 1 < queues->items.size(); i += 2) {
    width = std::max(width, printable(queues->items[i].text).size());
  }
  text += fmt::format("{:<{}}", "queue", width);
  for (const std::string_view difference : kDifferences) text += fmt::format("  {}", difference);
  text += '\n';
  for (std::size_t i = 0; i + 1 < queues->items.size(); i += 2) {
    text += fmt::format("{:<{}}", printable(queues->items[i].text), width);
    for (const std::string_view difference : kDifferences) {
      text +=
          fmt::format("  {:>{}}", number_of(queues->items[i + 1], difference), difference.size());
    }
    text += '\n';
  }
  return text;
}

std::string disagreements_text(const Value& report) {
  const Value* newest = report.find("newest");
  if (newest == nullptr || newest->items.empty()) return "the two have agreed so far\n";
  std::string text;
  for (const Value& entry : newest->items) {
    text += fmt::format("{}  {}: {}", local_time({number_of(entry, "at")}), text_of(entry, "queue"),
                        otherwise(entry));
    const std::string lane = text_of(entry, "shadow_lane");
    if (!lane.empty()) text += " (" + lane + ")";
    text += '\n';
  }
  return text;
}

}  // namespace stellwerk::cli
