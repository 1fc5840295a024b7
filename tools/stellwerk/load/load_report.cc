// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_report.h"

#include <cstdio>

#include <fmt/format.h>

#include "tools/stellwerk/load/latency_plot.h"
#include "tools/stellwerk/output_file.h"

namespace stellwerk::cli {
namespace {

// From here on the client may be what limits.
constexpr double kClientBusy = 0.9;

using Json = nlohmann::ordered_json;

double microseconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e3; }

Json quantiles_json(const LatencyHistogram& latency) {
  return {{"p50", microseconds(latency.quantile(0.50))},
          {"p90", microseconds(latency.quantile(0.90))},
          {"p99", microseconds(latency.quantile(0.99))},
          {"p999", microseconds(latency.quantile(0.999))},
          {"max", microseconds(latency.max())}};
}

std::string quantiles_text(const LatencyHistogram& latency) {
  return fmt::format("p50 {}, p90 {}, p99 {}, p99.9 {}, max {}",
                     latency_text(latency.quantile(0.5)), latency_text(latency.quantile(0.9)),
                     latency_text(latency.quantile(0.99)), latency_text(latency.quantile(0.999)),
                     latency_text(latency.max()));
}

template <class Number>
Json or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json();
}

// An open loop alone has a schedule, and something to say about it.
void add_schedule(Json& report, const LoadFigures& result) {
  report["arrivals"] = result.arrivals;
  report["unanswered"] = result.unanswered;
  report["kept_up"] = result.kept_up();
  report["sent_late_us"] = quantiles_json(result.sent_late);
  if (result.highest_per_second > 0) report["highest_per_s"] = result.highest_per_second;
}

std::string schedule_text(const LoadFigures& result) {
  std::string text = fmt::format(
      "at {:.0f} conversations/s, whatever comes back{}: {}\n"
      "sent after its time: {}\n",
      *result.shape.per_second,
      result.highest_per_second > 0
          ? fmt::format(", of {:.0f} in a closed loop before", result.highest_per_second)
          : "",
      result.kept_up() ? "kept up" : "NOT kept up", quantiles_text(result.sent_late));
  if (result.unanswered > 0) {
    text += fmt::format("no answer in the end: {} of {}\n", result.unanswered, result.arrivals);
  }
  return text;
}

std::string counts_text(const LoadFigures& result) {
  std::string text = fmt::format(
      "assigned {}, of these not at once {}; closed before that {}; errors {}\n", result.assigned,
      result.waited - result.closed_waiting, result.closed_waiting, result.errors);
  if (result.assigned_by_daemon) {
    text += fmt::format("assigned, as the daemon counts: {}\n", *result.assigned_by_daemon);
  }
  if (result.assigned_by_metrics) {
    text += fmt::format("assigned, as its metrics say: {}\n", *result.assigned_by_metrics);
  }
  if (result.errors > 0) text += "first error: " + result.first_error + "\n";
  if (!result.is_good() && result.errors == 0) text += "THE COUNTS DIFFER\n";
  return text;
}

}  // namespace

std::string_view name(Workload workload) {
  return workload == Workload::kLoad80 ? "load80" : "over";
}

nlohmann::ordered_json run_json(const LoadOptions& options, const LoadFigures& result) {
  Json report;
  report["cycles_per_s"] = result.cycles_per_s();
  report["latency_us"] = quantiles_json(result.latency);
  report["rate"] = or_null(result.shape.per_second);  // null: closed loop, as fast as it goes
  report["errors"] = result.errors;
  report["assigned"] = result.assigned;
  report["assigned_by_daemon"] = or_null(result.assigned_by_daemon);
  report["assigned_by_metrics"] = or_null(result.assigned_by_metrics);
  report["policy"] = options.rule;
  report["workload"] = name(options.workload);
  report["connections"] = result.shape.connections;
  report["pipeline"] = result.shape.pipeline;
  report["agents"] = options.agents;
  report["seconds"] = result.seconds;
  report["seed"] = options.seed;
  report["opened"] = result.opened;
  report["waited"] = result.waited;
  report["closed_waiting"] = result.closed_waiting;
  report["looks"] = result.looks;
  report["client_busy"] = result.client_busy;
  if (result.shape.per_second) add_schedule(report, result);
  Json& steps = report["latency_steps"] = Json::array();
  for (const auto& [share, ns] : percentile_steps(result.latency)) {
    steps.push_back({100 * share, microseconds(ns)});
  }
  return report;
}

std::string run_text(const LoadOptions& options, const LoadFigures& result) {
  std::string text = fmt::format(
      "{}, {} agents, {} connections, {} commands under way on each, {}\n"
      "{:.0f} cycles/s (open, assigned, close; {:.2f} s, {:.0f} commands/s)\n",
      name(options.workload), options.agents, result.shape.connections, result.shape.pipeline,
      options.rule, result.cycles_per_s(), result.seconds, 2 * result.cycles_per_s());
  if (result.shape.per_second) text += schedule_text(result);
  text += fmt::format("CONV.OPEN {}: {}\n",
                      result.shape.per_second ? "from its time to the answer" : "round trip",
                      quantiles_text(result.latency));
  text += latency_plot(result.latency);
  text += counts_text(result);
  if (result.client_busy >= kClientBusy) {
    text +=
        fmt::format("the client itself was busy for {:.0f} % of the time: it may be the limit\n",
                    100 * result.client_busy);
  }
  return text;
}

nlohmann::ordered_json search_json(const LoadOptions& options, const std::vector<LoadTry>& tries,
                                   const std::optional<LoadFigures>& best) {
  Json report;
  if (best) {
    report = run_json(options, *best);
  } else {
    report["policy"] = options.rule;
    report["workload"] = name(options.workload);
    report["agents"] = options.agents;
  }
  report["limit"] = options.limit->text;
  report["highest_rate"] = best ? or_null(best->shape.per_second) : Json();
  Json& list = report["tries"] = Json::array();
  for (const LoadTry& tried : tries) {
    list.push_back({{"rate", tried.per_second},
                    {"us", microseconds(tried.ns)},
                    {"kept_up", tried.kept_up},
                    {"met", tried.met}});
  }
  return report;
}

std::string try_text(const LoadOptions& options, const LoadTry& tried) {
  const std::string_view limited = options.limit->text;
  return fmt::format("{:>10.0f}/s  {} {:>8}  {}\n", tried.per_second,
                     limited.substr(0, limited.find('=')), latency_text(tried.ns),
                     tried.met        ? "within the limit"
                     : !tried.kept_up ? "not kept up"
                                      : "too long");
}

nlohmann::ordered_json sweep_json(const LoadOptions& options,
                                  const std::vector<LoadFigures>& results) {
  Json report;
  report["policy"] = options.rule;
  report["workload"] = name(options.workload);
  report["agents"] = options.agents;
  Json& runs = report["runs"] = Json::array();
  for (const LoadFigures& result : results) runs.push_back(run_json(options, result));
  return report;
}

std::string sweep_head() {
  return fmt::format("{:>5} {:>5} {:>10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}\n", "conn.",
                     "depth", "rate/s", "cycles/s", "p50", "p90", "p99", "p99.9", "max", "client");
}

std::string sweep_line(const LoadFigures& result) {
  const auto quantile = [&](double share) { return latency_text(result.latency.quantile(share)); };
  const auto& rate = result.shape.per_second;
  return fmt::format("{:>5} {:>5} {:>10} {:>10.0f} {:>9} {:>9} {:>9} {:>9} {:>9} {:>5.0f} %{}\n",
                     result.shape.connections, result.shape.pipeline,
                     rate ? fmt::format("{:.0f}", *rate) : "max", result.cycles_per_s(),
                     quantile(0.5), quantile(0.9), quantile(0.99), quantile(0.999), quantile(1),
                     100 * result.client_busy, rate && !result.kept_up() ? "  not kept up" : "");
}

bool write_report(const LoadOptions& options, const nlohmann::ordered_json& json,
                  const std::string& text) {
  const std::string report = json.dump(2) + "\n";
  std::fputs(options.json == "-" ? report.c_str() : text.c_str(), stdout);
  if (options.json.empty() || options.json == "-") return true;
  return write_to(options.json, report);
}

}  // namespace stellwerk::cli
