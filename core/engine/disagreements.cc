// SPDX-License-Identifier: Apache-2.0
#include "core/engine/disagreements.h"

#include <numeric>
#include <string_view>
#include <utility>

namespace stellwerk::engine {
namespace {

void write_count(model::ReplyWriter& writer, std::string_view key, std::uint64_t value) {
  writer.text(key);
  writer.integer(static_cast<std::int64_t>(value));
}

void write_text(model::ReplyWriter& writer, std::string_view key, std::string_view value) {
  writer.text(key);
  value.empty() ? writer.null() : writer.text(value);
}

std::uint64_t sum(const Disagreements::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace

std::string_view name(Difference difference) {
  static constexpr std::array<std::string_view, kDifferenceCount> kNames = {
      "other_agent", "other_conversation", "would_wait", "would_not_wait"};
  return kNames[static_cast<std::size_t>(difference)];
}

void Disagreements::add(Disagreement entry) {
  const auto index = static_cast<std::size_t>(entry.difference);
  ++totals_[index];
  ++by_queue_[entry.queue][index];
  newest_.push_front(std::move(entry));
  if (newest_.size() > kListedMax) newest_.pop_back();
}

void Disagreements::write(model::ReplyWriter& writer) const {
  write_count(writer, "decisions", decisions_);
  write_count(writer, "unknown", unknown_);
  write_count(writer, "disagreements", sum(totals_));
  writer.text("queues");
  writer.map(by_queue_.size());
  for (const auto& [queue, counts] : by_queue_) {
    writer.text(queue);
    writer.map(kDifferenceCount);
    for (std::size_t i = 0; i < kDifferenceCount; ++i) {
      write_count(writer, name(static_cast<Difference>(i)), counts[i]);
    }
  }
  writer.text("newest");
  writer.array(newest_.size());
  for (const Disagreement& entry : newest_) {
    writer.map(8);
    writer.text("at");
    writer.integer(entry.at.ms);
    write_text(writer, "difference", name(entry.difference));
    write_text(writer, "queue", entry.queue);
    write_text(writer, "conv", entry.conv);
    write_text(writer, "agent", entry.agent);
    write_text(writer, "shadow_conv", entry.shadow_conv);
    write_text(writer, "shadow_agent", entry.shadow_agent);
    write_text(writer, "shadow_lane", name(entry.lane));
  }
}

}  // namespace stellwerk::engine
