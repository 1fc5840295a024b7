// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load.h"

#include <cstdio>

#include <fmt/format.h>

#include "tools/stellwerk/load/load_report.h"
#include "tools/stellwerk/load/load_target.h"
#include "tools/stellwerk/load/rate_search.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kImpossible = 2;

int impossible(const std::string& why) {
  fmt::print(stderr, "stellwerk load: {}\n", why);
  return kImpossible;
}

void complain(const LoadFigures& result) {
  if (result.errors > 0) {
    fmt::print(stderr, "stellwerk load: {} errors, the first: {}\n", result.errors,
               result.first_error);
  } else if (!result.is_good()) {
    fmt::print(stderr, "stellwerk load: the daemon counts {} assignments{}, the client {}\n",
               result.assigned_by_daemon.value_or(0),
               result.assigned_by_metrics
                   ? fmt::format(", {} in its metrics", *result.assigned_by_metrics)
                   : "",
               result.assigned);
  }
}

int run_once(const LoadOptions& options, LoadTarget& target) {
  const LoadFigures result = target.run_at(
      {.connections = options.connections.front(), .pipeline = options.pipelines.front()},
      options.rates.front());
  target.leave();
  if (!target.error().empty()) return impossible(target.error());
  complain(result);
  const bool written = write_report(options, run_json(options, result), run_text(options, result));
  return written && result.is_good() ? 0 : kFailed;
}

int run_sweep(const LoadOptions& options, LoadTarget& target) {
  // A sweep takes its time: each line as soon as it is there.
  const bool shows_lines = options.json != "-";
  if (shows_lines) fmt::print("{}", sweep_head());
  std::vector<LoadFigures> results;
  bool good = true;
  for (const std::uint32_t connections : options.connections) {
    for (const std::uint32_t pipeline : options.pipelines) {
      for (const Rate& rate : options.rates) {
        const LoadFigures result =
            target.run_at({.connections = connections, .pipeline = pipeline}, rate);
        if (!target.error().empty()) return impossible(target.error());
        complain(result);
        good = good && result.is_good();
        if (shows_lines) fmt::print("{}", sweep_line(result));
        std::fflush(stdout);
        results.push_back(result);
      }
    }
  }
  target.leave();
  if (!target.error().empty()) return impossible(target.error());
  return write_report(options, sweep_json(options, results), {}) && good ? 0 : kFailed;
}

// Tries rates until the highest within the limit is found; `best` is the last run at that one.
std::vector<LoadTry> search(const LoadOptions& options, LoadTarget& target, RateSearch& rates,
                            std::optional<LoadFigures>& best) {
  std::vector<LoadTry> tries;
  LoadShape shape{.connections = options.connections.front(),
                  .pipeline = options.pipelines.front()};
  for (auto rate = rates.next(); rate && target.error().empty(); rate = rates.next()) {
    shape.per_second = *rate;
    const LoadFigures result = target.run(shape);
    if (!target.error().empty()) break;
    complain(result);
    LoadTry& tried = tries.emplace_back();
    tried.per_second = *rate;
    tried.ns = result.latency.quantile(options.limit->share);
    tried.kept_up = result.kept_up();
    tried.met = result.meets(*options.limit);
    fmt::print(options.json == "-" ? stderr : stdout, "{}", try_text(options, tried));
    std::fflush(stdout);
    rates.tried(tried.met);
    if (tried.met) best = result;
  }
  return tries;
}

int find_highest(const LoadOptions& options, LoadTarget& target) {
  const LoadFigures highest = target.run(
      {.connections = options.connections.front(), .pipeline = options.pipelines.front()});
  if (target.error().empty() && !(highest.cycles_per_s() > 0)) {
    return impossible("the closed loop, from which the search starts, came to nothing");
  }
  if (!target.error().empty()) return impossible(target.error());
  RateSearch rates(highest.cycles_per_s());
  std::optional<LoadFigures> best;
  const std::vector<LoadTry> tries = search(options, target, rates, best);
  target.leave();
  if (!target.error().empty()) return impossible(target.error());
  if (!rates.found()) best.reset();
  const std::string text =
      best ? fmt::format("{:.0f} conversations/s is the highest rate with {}\n",
                         *best->shape.per_second, options.limit->text) +
                 run_text(options, *best)
           : fmt::format("no rate down to {:.0f} conversations/s has {}\n",
                         tries.empty() ? 0 : tries.back().per_second, options.limit->text);
  const bool written = write_report(options, search_json(options, tries, best), text);
  return written && best ? 0 : kFailed;
}

}  // namespace

int run_load(const LoadOptions& options) {
  LoadTarget target(options);
  if (!target.error().empty()) return impossible(target.error());
  if (options.sweep) return run_sweep(options, target);
  return options.limit ? find_highest(options, target) : run_once(options, target);
}

}  // namespace stellwerk::cli
