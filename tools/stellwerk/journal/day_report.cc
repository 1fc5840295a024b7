// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/day_report.h"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellwerk::cli {
namespace {

using Json = nlohmann::ordered_json;
using Queues = std::map<std::string, QueueOutcome, std::less<>>;

// All tenants in one.
struct Whole {
  QueueOutcome total;
  Queues queues;
  std::uint64_t open = 0;

  void add(const DayOutcome& day) {
    total.add(day.total());
    for (const auto& [name, queue] : day.queues()) queues[name].add(queue);
    open += day.open();
  }
};

struct Both {
  Whole recorded;
  Whole again;
  bool has_again = false;
  Moves moves;
  std::uint64_t refused = 0;
};

Both gathered(std::span<const TenantDay> days) {
  Both both;
  for (const TenantDay& day : days) {
    both.recorded.add(day.recorded);
    if (!day.again) continue;
    both.has_again = true;
    both.again.add(day.again->outcome);
    both.moves.add(day.again->moves);
    both.refused += day.again->refused;
  }
  return both;
}

std::string seconds(double ms) { return fmt::format("{:.1f} s", ms / 1'000); }

class Table {
 public:
  explicit Table(bool has_again) : has_again_(has_again) {
    text_ = fmt::format("{:<26}{:>14}", "", "recorded");
    if (has_again) text_ += fmt::format("{:>14}{:>14}", "decided again", "difference");
    text_ += '\n';
  }

  void share(const std::string& name, double before, double after) {
    row(name, fmt::format("{:.2f} %", before * 100), fmt::format("{:.2f} %", after * 100),
        fmt::format("{:+.2f}", (after - before) * 100));
  }
  void wait(const std::string& name, double before, double after) {
    row(name, seconds(before), seconds(after), fmt::format("{:+.1f} s", (after - before) / 1'000));
  }
  void number(const std::string& name, std::uint64_t before, std::uint64_t after) {
    const auto more = static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
    row(name, std::to_string(before), std::to_string(after), fmt::format("{:+}", more));
  }
  void line(const std::string& text) { text_ += text + '\n'; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void row(const std::string& name, const std::string& before, const std::string& after,
           const std::string& difference) {
    text_ += fmt::format("{:<26}{:>14}", name, before);
    if (has_again_) text_ += fmt::format("{:>14}{:>14}", after, difference);
    text_ += '\n';
  }

  bool has_again_;
  std::string text_;
};

void add_figures(Table& table, const Both& both) {
  const QueueOutcome& before = both.recorded.total;
  const QueueOutcome& after = both.again.total;
  table.share("begun on time", before.on_time_share(), after.on_time_share());
  for (const auto& [name, queue] : both.recorded.queues) {
    const auto found = both.again.queues.find(name);
    const double now = found == both.again.queues.end() ? 0 : found->second.on_time_share();
    table.share("  " + name, queue.on_time_share(), now);
  }
  for (const auto& [name, queue] : both.again.queues) {
    if (!both.recorded.queues.contains(name)) table.share("  " + name, 0, queue.on_time_share());
  }
  table.wait("wait, mean", before.mean_wait_ms(), after.mean_wait_ms());
  table.wait("wait, p50", static_cast<double>(before.wait_ms(500)),
             static_cast<double>(after.wait_ms(500)));
  table.wait("wait, p95", static_cast<double>(before.wait_ms(950)),
             static_cast<double>(after.wait_ms(950)));
  table.number("opened", before.opened, after.opened);
  table.number("assignments", before.assigned, after.assigned);
  table.number("abandoned", before.abandoned, after.abandoned);
  table.number("clocks breached", before.breached, after.breached);
  table.number("open at the end", both.recorded.open, both.again.open);
}

Json figures_json(const QueueOutcome& queue) {
  return {{"opened", queue.opened},
          {"on_time", queue.on_time},
          {"late", queue.late},
          {"on_time_share", queue.on_time_share()},
          {"assigned", queue.assigned},
          {"abandoned", queue.abandoned},
          {"breached", queue.breached},
          {"wait_mean_ms", queue.mean_wait_ms()},
          {"wait_p50_ms", queue.wait_ms(500)},
          {"wait_p95_ms", queue.wait_ms(950)}};
}

Json outcome_json(const DayOutcome& outcome) {
  Json json = figures_json(outcome.total());
  json["open"] = outcome.open();
  Json& queues = json["queues"] = Json::object();
  for (const auto& [name, queue] : outcome.queues()) queues[name] = figures_json(queue);
  return json;
}

}  // namespace

std::string day_report(std::span<const TenantDay> days) {
  std::string text;
  for (const TenantDay& day : days) {
    text += fmt::format("tenant={} records={} from={} to={} digest={}\n", day.tenant, day.records,
                        day.first.ms, day.last.ms, day.digest);
  }
  if (days.empty()) return "the journal has no records\n";
  const Both both = gathered(days);
  Table table(both.has_again);
  add_figures(table, both);
  if (both.has_again) {
    const Moves& moves = both.moves;
    table.line(
        fmt::format("given to another agent first: {} of {} that somebody worked on both "
                    "times",
                    moves.another, moves.another + moves.same));
    table.line(fmt::format("worked on only as recorded: {}, only decided again: {}",
                           moves.only_before, moves.only_after));
    table.line(fmt::format("recorded commands refused when decided again: {}", both.refused));
  }
  return text + table.text();
}

std::string day_report_json(std::span<const TenantDay> days) {
  Json tenants = Json::array();
  for (const TenantDay& day : days) {
    Json tenant = {{"tenant", day.tenant}, {"records", day.records},
                   {"from", day.first.ms}, {"to", day.last.ms},
                   {"digest", day.digest}, {"recorded", outcome_json(day.recorded)}};
    if (day.again) {
      const Moves& moves = day.again->moves;
      tenant["again"] = outcome_json(day.again->outcome);
      tenant["again"]["refused"] = day.again->refused;
      tenant["moves"] = {{"same", moves.same},
                         {"another", moves.another},
                         {"only_recorded", moves.only_before},
                         {"only_again", moves.only_after}};
    }
    tenants.push_back(std::move(tenant));
  }
  return Json{{"tenants", std::move(tenants)}}.dump(-1, ' ', false,
                                                    nlohmann::detail::error_handler_t::replace) +
         '\n';
}

}  // namespace stellwerk::cli
