// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/screen.h"

#include <cstdio>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr int kBarWidth = 50;

std::string bar(double done) {
  const int full = static_cast<int>(done * kBarWidth);
  std::string text = "[";
  for (int i = 0; i < kBarWidth; ++i) text += i < full ? '#' : '.';
  return text + "]";
}

std::string class_row(const std::string& name, const ClassFigures& figures) {
  return fmt::format("  {:<18}{:>9}{:>9}{:>9}{:>10}{:>10}{:>11}", name, figures.offered,
                     figures.answered, figures.abandoned, share_text(figures.on_time_share()),
                     figures.waiting, length_text(figures.oldest));
}

}  // namespace

std::string clock_text(base::Duration time) {
  const std::int64_t minutes = time.ms / 60'000;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string length_text(base::Duration length) {
  const double seconds = static_cast<double>(length.ms) / 1'000;
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7'200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3'600);
}

std::string share_text(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::vector<std::string> draw(const Schedule& day, const Snapshot& snapshot) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{}: {}", day.title, clock_text(snapshot.now)));
  lines.push_back(bar(snapshot.done) + " " + share_text(snapshot.done));
  lines.push_back(fmt::format("  {:<18}{:>9}{:>9}{:>9}{:>10}{:>10}{:>11}", "", "offered",
                              "answered", "left", "on time", "waiting", "oldest"));
  for (std::size_t i = 0; i < day.classes.size(); ++i) {
    lines.push_back(class_row(day.classes[i].queue, snapshot.classes[i]));
  }
  lines.push_back(class_row("all", DayFigures::total(snapshot.classes)));
  const DayFigures::Counts& counts = snapshot.counts;
  lines.push_back(fmt::format("  people on duty {}, busy {}; assignments {}, of these to bots {}",
                              snapshot.on_duty, snapshot.busy, counts.assignments, counts.to_bots));
  lines.push_back(fmt::format("  offers {}, declined {}, expired {}; messages {}; handed over {}",
                              counts.offers, counts.declined, counts.expired, counts.messages,
                              counts.escalated));
  lines.push_back(fmt::format(
      "  events read {}, promises broken {}; round trip p50 {:.2f} ms,"
      " p99 {:.2f} ms",
      snapshot.entries, snapshot.violations, static_cast<double>(snapshot.round_trip_p50_ns) / 1e6,
      static_cast<double>(snapshot.round_trip_p99_ns) / 1e6));
  return lines;
}

std::string draw_line(const Snapshot& snapshot) {
  const ClassFigures total = DayFigures::total(snapshot.classes);
  return fmt::format(
      "{} {:>7} offered {} answered {} left {} on time {} waiting {} on duty {} "
      "busy {} events {}",
      clock_text(snapshot.now), share_text(snapshot.done), total.offered, total.answered,
      total.abandoned, share_text(total.on_time_share()), total.waiting, snapshot.on_duty,
      snapshot.busy, snapshot.entries);
}

void Terminal::show(const std::vector<std::string>& lines) {
  std::string out;
  if (shown_ > 0) out = fmt::format("\x1b[{}A", shown_);
  for (const std::string& line : lines) out += "\r" + line + "\x1b[K\n";
  shown_ = lines.size();
  std::fputs(out.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace stellwerk::cli
