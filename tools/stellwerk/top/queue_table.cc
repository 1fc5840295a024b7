// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/queue_table.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/time_text.h"
#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kNameWidthMin = 12;

struct Column {
  std::string_view heading;
  std::size_t width;  // with the blank before it
  int importance;     // the least goes first
  std::string (*text)(const QueueRow& queue);
};

std::string percent(double share) { return fmt::format("{:.1f}%", 100 * share); }

std::string optional_span(std::optional<std::int64_t> ms) {
  return ms ? span_text({*ms}) : std::string("-");
}

constexpr std::array<Column, 12> kColumns = {{
    {"waiting", 8, 12, [](const QueueRow& queue) { return std::to_string(queue.waiting); }},
    {"oldest", 8, 11,
     [](const QueueRow& queue) {
       return queue.waiting == 0 ? std::string("-") : span_text({queue.oldest_ms});
     }},
    {"offered", 8, 2, [](const QueueRow& queue) { return std::to_string(queue.offered); }},
    {"active", 8, 7, [](const QueueRow& queue) { return std::to_string(queue.active); }},
    {"online", 7, 8, [](const QueueRow& queue) { return std::to_string(queue.agents_online); }},
    {"free", 6, 9, [](const QueueRow& queue) { return std::to_string(queue.agents_free); }},
    {"occup.", 7, 5, [](const QueueRow& queue) { return percent(queue.occupancy); }},
    {"sl 1h", 7, 10,
     [](const QueueRow& queue) {
       return queue.service_level ? percent(*queue.service_level) : std::string("-");
     }},
    {"aband.", 7, 3, [](const QueueRow& queue) { return std::to_string(queue.abandoned); }},
    {"p50", 8, 1, [](const QueueRow& queue) { return optional_span(queue.p50_wait_ms); }},
    {"p95", 8, 4, [](const QueueRow& queue) { return optional_span(queue.p95_wait_ms); }},
    {"breached", 9, 6, [](const QueueRow& queue) { return std::to_string(queue.breached); }},
}};

std::size_t width_of(const std::vector<std::size_t>& shown) {
  std::size_t width = 0;
  for (const std::size_t column : shown) width += kColumns[column].width;
  return width;
}

}  // namespace

std::string fitted(const std::string& text, std::size_t width) {
  std::string result(cut(text, width));
  result.append(width - columns(result), ' ');
  return result;
}

QueueTable::QueueTable(const std::vector<QueueRow>& queues, std::size_t width) {
  name_width_ = kNameWidthMin;
  for (const QueueRow& queue : queues) {
    name_width_ = std::max(name_width_, columns(printable(queue.name)));
  }
  for (std::size_t i = 0; i < kColumns.size(); ++i) shown_.push_back(i);
  if (width == 0) return;
  while (!shown_.empty() && kNameWidthMin + width_of(shown_) > width) {
    shown_.erase(std::ranges::min_element(
        shown_, {}, [](std::size_t column) { return kColumns[column].importance; }));
  }
  name_width_ = std::min(name_width_, width - std::min(width, width_of(shown_)));
}

std::string QueueTable::heading() const {
  std::string line = fitted("queue", name_width_);
  for (const std::size_t column : shown_) {
    line += fmt::format("{:>{}}", kColumns[column].heading, kColumns[column].width);
  }
  return line;
}

std::string QueueTable::row(const QueueRow& queue) const {
  std::string line = fitted(printable(queue.name), name_width_);
  for (const std::size_t column : shown_) {
    line += fmt::format("{:>{}}", kColumns[column].text(queue), kColumns[column].width);
  }
  return line;
}

}  // namespace stellwerk::cli
