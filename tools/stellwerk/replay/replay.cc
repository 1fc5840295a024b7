// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

#include "tools/stellwerk/client/metrics_page.h"
#include "tools/stellwerk/day/demo_day.h"
#include "tools/stellwerk/day/trace_day.h"
#include "tools/stellwerk/replay/run.h"
#include "tools/stellwerk/replay/session.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kImpossible = 2;
constexpr std::int64_t kAssignmentsMin = 5'000;
constexpr auto kLineEvery = std::chrono::seconds(5);

int impossible(const std::string& why) {
  fmt::print(stderr, "stellwerk replay: {}\n", why);
  return kImpossible;
}

// Without a terminal a line now and then, on standard error, says how far it is.
class Progress {
 public:
  Progress(const Schedule& day, bool terminal) : day_(day), terminal_(terminal) {}

  void show(const Snapshot& snapshot) {
    if (terminal_) return screen_.show(draw(day_, snapshot));
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + kLineEvery;
    fmt::print(stderr, "{}\n", draw_line(snapshot));
  }

 private:
  const Schedule& day_;
  bool terminal_;
  Terminal screen_;
  std::chrono::steady_clock::time_point next_;
};

std::int64_t assignments_min(const ReplayOptions& options, const Schedule& day) {
  if (options.assignments_min >= 0) return options.assignments_min;
  if (options.trace.empty()) return kAssignmentsMin;
  // A recorded day has as many calls as it has; a tenth may leave more than did.
  return static_cast<std::int64_t>(day.contacts.size()) * 8 / 10;
}

void print_decision_latency(const ReplayOptions& options, const Snapshot& end) {
  fmt::print("round trip of a contact: p50 {:.2f} ms, p99 {:.2f} ms\n",
             static_cast<double>(end.round_trip_p50_ns) / 1e6,
             static_cast<double>(end.round_trip_p99_ns) / 1e6);
  if (!options.http) return;
  std::string why;
  const auto page = MetricsPage::fetch(*options.http, why);
  if (!page) {
    fmt::print("decision inside the daemon: unknown, {}\n", why);
    return;
  }
  const auto p50 = page->quantile("stellwerk_decision_seconds", 0.5);
  const auto p99 = page->quantile("stellwerk_decision_seconds", 0.99);
  if (p50 && p99) {
    fmt::print("decision inside the daemon: p50 {:.1f} us, p99 {:.1f} us\n", 1e6 * *p50,
               1e6 * *p99);
  }
}

void print_classes(const Schedule& day, const Snapshot& end) {
  for (std::size_t i = 0; i < day.classes.size(); ++i) {
    const ClassFigures& figures = end.classes[i];
    fmt::print("{}: offered {}, answered {}, left {}, on time {} (target {})\n",
               day.classes[i].queue, figures.offered, figures.answered, figures.abandoned,
               share_text(figures.on_time_share()), length_text(day.classes[i].target));
  }
}

// What has to hold, said when it does not. True when all of it does.
bool judge(const Run& run, std::uint64_t open_at_daemon, std::int64_t wanted) {
  bool good = true;
  const auto complain = [&good](const std::string& what) {
    good = false;
    fmt::print("NOT GOOD: {}\n", what);
  };
  const Checker& checker = run.checker();
  if (checker.violations() > 0) {
    complain(fmt::format("{} promises broken, such as:", checker.violations()));
    for (const std::string& example : checker.examples()) fmt::print("  {}\n", example);
  }
  const Checker::Books books = checker.books();
  fmt::print("books: opened {} + reopened {} = closed {} + abandoned {} + open {}\n", books.opened,
             books.reopened, books.closed, books.abandoned, books.open);
  if (!books.balance()) complain("the books do not balance");
  if (books.open != open_at_daemon) {
    complain(fmt::format("the daemon counts {} open conversations", open_at_daemon));
  }
  if (books.opened != run.gateway().arrived()) {
    complain(fmt::format("{} contacts were sent", run.gateway().arrived()));
  }
  if (run.errors() > 0) {
    complain(fmt::format("{} requests were refused, first: {}", run.errors(), run.first_error()));
  }
  const std::uint64_t assigned = run.figures().counts().assignments;
  if (assigned < static_cast<std::uint64_t>(wanted)) {
    complain(fmt::format("{} assignments; at least {} are wanted", assigned, wanted));
  }
  return good;
}

int finish(const ReplayOptions& options, const Schedule& day, Run& run, Session& session,
           double speed) {
  const Snapshot end = run.snapshot();
  const std::uint64_t open = session.open_conversations();
  const std::string digest = session.digest();
  if (!session.error().empty()) return impossible(session.error());
  const ClassFigures total = DayFigures::total(end.classes);
  fmt::print("\n");
  print_classes(day, end);
  fmt::print("wait until work begins: p50 {:.1f} s, p95 {:.1f} s\n",
             static_cast<double>(run.figures().wait_quantile(0.50).ms) / 1e3,
             static_cast<double>(run.figures().wait_quantile(0.95).ms) / 1e3);
  print_decision_latency(options, end);
  fmt::print("offers {}, declined {}, expired {}; handed over by bots {}; messages {}\n",
             end.counts.offers, end.counts.declined, end.counts.expired, end.counts.escalated,
             end.counts.messages);
  fmt::print("events read {}, of inboxes {}\n", end.entries, run.inbox_entries());
  const bool good = judge(run, open, assignments_min(options, day));
  fmt::print("offered={} assigned={} abandoned={} on_time={:.9f} digest={} speed={:g}\n",
             total.offered, end.counts.assignments, run.checker().books().abandoned,
             total.on_time_share(), digest, speed);
  return good ? 0 : kFailed;
}

}  // namespace

int run_replay(const ReplayOptions& options) {
  Schedule day;
  if (options.trace.empty()) {
    day = make_demo_day({.seed = options.seed});
  } else {
    TraceDay read = read_trace_day({.trace = options.trace,
                                    .day = options.day,
                                    .directory = options.directory,
                                    .seed = options.seed});
    if (!read.error.empty()) return impossible(read.error);
    day = std::move(read.schedule);
  }
  Session session(options.daemon);
  const double speed = session.speed(options.speed);
  session.require_empty();
  session.apply_policy(day.policy);
  const std::uint64_t after = session.last_entry();
  if (!session.error().empty()) return impossible(session.error());

  const double minutes = static_cast<double>((day.end - day.begin).ms) / speed / 60'000;
  fmt::print(
      "{}: {} contacts, {} agents and bots, {} to {}, seed {}\n{}\n"
      "at {:g} times the speed of life it takes {:.1f} minutes, longer where the machine is busy\n",
      day.title, day.contacts.size(), day.agents.size(), clock_text(day.begin), clock_text(day.end),
      options.seed, "from " + day.source, speed, minutes);
  std::fflush(stdout);
  Progress progress(day, !options.once && ::isatty(STDOUT_FILENO) != 0);
  Run run(day, options.daemon, speed, options.seed, after);
  const std::string error =
      run.play([&progress](const Snapshot& snapshot) { progress.show(snapshot); });
  if (!error.empty()) return impossible(error);
  return finish(options, day, run, session, speed);
}

}  // namespace stellwerk::cli
