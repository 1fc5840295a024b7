// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/board_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "tools/stellwerk/client/time_text.h"
#include "tools/stellwerk/client/utf8.h"
#include "tools/stellwerk/top/queue_table.h"

namespace stellwerk::cli {
namespace {

constexpr double kServiceLevelLow = 0.8;

std::string title(const Board& board, const View& view) {
  // Without fractions of a second.
  const std::string time =
      board.as_of.ms == 0 ? "no figures yet" : local_time(board.as_of).substr(0, 19);
  return fmt::format("stellwerk top   {}   {}   sorted by {}", view.source, time, name(view.order));
}

std::string totals(const Board& board) {
  QueueRow all;
  for (const QueueRow& queue : board.queues) {
    all.waiting += queue.waiting;
    all.oldest_ms = std::max(all.oldest_ms, queue.oldest_ms);
    all.offered += queue.offered;
    all.active += queue.active;
    all.abandoned += queue.abandoned;
    all.breached += queue.breached;
  }
  return fmt::format(
      "{} queues   waiting {}, oldest {}   offered {}   active {}   abandoned {}   breached {}",
      board.queues.size(), all.waiting, all.waiting == 0 ? "-" : span_text({all.oldest_ms}),
      all.offered, all.active, all.abandoned, all.breached);
}

std::string agents_row(std::string_view label, const AgentsInState& row) {
  const double load =
      row.capacity == 0 ? 0 : static_cast<double>(row.used) / static_cast<double>(row.capacity);
  return fmt::format("{:<11}{:>7}{:>7}{:>7}{:>7}{:>7}{:>9}{:>10}{:>8.1f}%", label, row.agents,
                     row.bots, row.free, row.partly, row.full, row.used, row.capacity, 100 * load);
}

// States that nobody is in are left out, but for the first.
void add_agents(const Board& board, std::vector<BoardLine>& lines) {
  lines.push_back(
      {fmt::format("{:<11}{:>7}{:>7}{:>7}{:>7}{:>7}{:>9}{:>10}{:>9}", "agents", "number", "bots",
                   "free", "partly", "full", "units", "capacity", "load"),
       Look::kHeading});
  AgentsInState all;
  for (const AgentsInState& row : board.agents) {
    all.agents += row.agents;
    all.bots += row.bots;
    all.free += row.free;
    all.partly += row.partly;
    all.full += row.full;
    all.used += row.used;
    all.capacity += row.capacity;
    if (row.agents > 0 || &row == board.agents.data()) {
      lines.push_back({agents_row(row.state, row), Look::kPlain});
    }
  }
  const std::string label = board.more_agents ? fmt::format("first {}", all.agents) : "all";
  lines.push_back({agents_row(label, all), Look::kPlain});
}

Look look_of(const QueueRow& queue) {
  const bool is_low = queue.service_level.value_or(1) < kServiceLevelLow;
  if (is_low || (queue.waiting > 0 && queue.agents_online == 0)) return Look::kAlarm;
  return queue.breached > 0 || (queue.waiting > 0 && queue.agents_free == 0) ? Look::kWarning
                                                                             : Look::kPlain;
}

std::vector<BoardLine> head(const Board& board, const View& view) {
  std::vector<BoardLine> lines;
  lines.push_back({title(board, view), Look::kTitle});
  if (!view.problem.empty()) lines.push_back({view.problem, Look::kAlarm});
  lines.push_back({totals(board), Look::kPlain});
  lines.push_back({});
  add_agents(board, lines);
  lines.push_back({});
  return lines;
}

std::string footer(const Board& board, std::size_t first, std::size_t last) {
  constexpr std::string_view kKeys = "q quit   s sort   arrows, page up, page down: scroll";
  if (board.queues.empty()) return std::string(kKeys);
  return fmt::format("{}   queues {} to {} of {}", kKeys, first + 1, last, board.queues.size());
}

// Lines of the head, of the table's heading and of the footer.
std::size_t other_lines(const Board& board, const View& view) {
  return head(board, view).size() + 2;
}

}  // namespace

std::size_t page_size(const Board& board, const View& view) {
  if (view.height == 0) return std::max<std::size_t>(board.queues.size(), 1);
  const std::size_t others = other_lines(board, view);
  return view.height > others ? view.height - others : 1;
}

std::vector<BoardLine> draw(const Board& board, const View& view) {
  std::vector<BoardLine> lines = head(board, view);
  const QueueTable table(board.queues, view.width);
  lines.push_back({table.heading(), Look::kHeading});
  const std::size_t first = std::min(view.scroll, board.queues.size());
  const std::size_t last = std::min(first + page_size(board, view), board.queues.size());
  for (std::size_t i = first; i < last; ++i) {
    lines.push_back({table.row(board.queues[i]), look_of(board.queues[i])});
  }
  if (board.queues.empty()) lines.push_back({"no queues: the policy has none", Look::kPlain});
  if (view.height > 0) {
    while (lines.size() + 1 < view.height) lines.push_back({});
    lines.resize(std::min(lines.size(), view.height - 1));
    lines.push_back({footer(board, first, last), Look::kHeading});
  }
  if (view.width > 0) {
    for (BoardLine& line : lines) line.text = cut(line.text, view.width);
  }
  return lines;
}

}  // namespace stellwerk::cli
