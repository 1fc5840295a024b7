// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/comparison_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

using lab::ClassFigures;
using lab::Difference;
using lab::Estimate;
using lab::PolicyFigures;

// "75.12 +- 1.20", or without an interval where there is none.
std::string with_reach(const Estimate& estimate, double unit, int digits) {
  if (std::isnan(estimate.value)) return "-";
  std::string text = fmt::format("{:.{}f}", estimate.value * unit, digits);
  if (!std::isnan(estimate.low)) {
    text += fmt::format(" +-{:.{}f}", (estimate.high - estimate.value) * unit, digits);
  }
  return text;
}

std::string seconds(double value) {
  return value < 1'000 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
}

std::string differences_text(const LoadResult& result) {
  std::string text;
  for (const Difference& difference : result.differences) {
    const auto range = [](const Estimate& estimate, double unit, int digits) {
      if (std::isnan(estimate.low)) return fmt::format("{:+.{}f}", estimate.value * unit, digits);
      return fmt::format("{:+.{}f} ({:+.{}f} to {:+.{}f})", estimate.value * unit, digits,
                         estimate.low * unit, digits, estimate.high * unit, digits);
    };
    text += fmt::format("{} against {}: on time {}, worst class {} points, mean wait {} s\n",
                        difference.policy, difference.against, range(difference.on_time, 100, 2),
                        range(difference.worst_class, 100, 2), range(difference.mean_wait, 1, 1));
  }
  return text;
}

std::string policy_text(const PolicyFigures& policy, std::size_t width) {
  const ClassFigures& all = policy.all;
  return fmt::format(
      "{:<{}} {:>15} {:>15} {:<14} {:>14} {:>8} {:>8} {:>8} {:>10.1f} {:>7.3f} {:>6.3f} {:>8.4f}\n",
      policy.name, width, with_reach(all.on_time, 100, 2),
      with_reach(policy.worst_class().on_time, 100, 2), policy.worst_class().name,
      with_reach(all.mean_wait, 1, 1), seconds(all.p50_wait_s), seconds(all.p95_wait_s),
      seconds(all.late_p95_s), policy.occupancy.value * 100, policy.occupancy_spread,
      policy.occupancy_gini, policy.catch_up);
}

std::string load_text(const LoadResult& result, std::size_t width) {
  std::string text =
      fmt::format("{:<{}} {:>15} {:>15} {:<14} {:>14} {:>8} {:>8} {:>8} {:>10} {:>7} {:>6} {:>8}\n",
                  "", width, "on time %", "worst class %", "", "mean wait s", "p50 s", "p95 s",
                  "late95 s", "occupied %", "spread", "gini", "catch-up");
  for (const PolicyFigures& policy : result.policies) text += policy_text(policy, width);
  if (result.bound) text += policy_text(*result.bound, width);
  return text + differences_text(result);
}

using Json = nlohmann::ordered_json;

// Null for what is not a number, which JSON does not have.
Json number(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }

Json interval(const Estimate& estimate) {
  return Json::array({number(estimate.low), number(estimate.high)});
}

Json class_json(const ClassFigures& figures) {
  return {{"class", figures.name},
          {"arrivals", figures.arrivals},
          {"bot_answered", figures.bot_answered},
          {"on_time", number(figures.on_time.value)},
          {"on_time_interval", interval(figures.on_time)},
          {"mean_wait_s", number(figures.mean_wait.value)},
          {"mean_wait_s_interval", interval(figures.mean_wait)},
          {"p50_wait_s", figures.p50_wait_s},
          {"p95_wait_s", figures.p95_wait_s},
          {"abandoned", number(figures.abandoned.value)},
          {"late_p50_s", figures.late_p50_s},
          {"late_p95_s", figures.late_p95_s},
          {"late_max_s", figures.late_most_s}};
}

Json policy_json(const PolicyFigures& policy) {
  Json json = {{"policy", policy.name}};
  Json all = class_json(policy.all);
  all.erase("class");
  json.update(all);
  const ClassFigures& worst = policy.worst_class();
  json["worst_class"] = number(worst.on_time.value);
  json["worst_class_interval"] = interval(worst.on_time);
  json["worst_class_name"] = worst.name;
  json["occupancy"] = number(policy.occupancy.value);
  json["occupancy_interval"] = interval(policy.occupancy);
  json["fairness"] = {{"spread", policy.occupancy_spread}, {"gini", policy.occupancy_gini}};
  json["catch_up"] = policy.catch_up;
  json["classes"] = Json::array();
  for (const ClassFigures& figures : policy.classes) json["classes"].push_back(class_json(figures));
  return json;
}

Json difference_json(const Difference& difference) {
  return {{"policy", difference.policy},
          {"against", difference.against},
          {"on_time", number(difference.on_time.value)},
          {"on_time_interval", interval(difference.on_time)},
          {"worst_class", number(difference.worst_class.value)},
          {"worst_class_interval", interval(difference.worst_class)},
          {"mean_wait_s", number(difference.mean_wait.value)},
          {"mean_wait_s_interval", interval(difference.mean_wait)}};
}

Json load_json(const LoadResult& result) {
  Json json = {{"load", number(result.load)}, {"policies", Json::array()}};
  for (const PolicyFigures& policy : result.policies)
    json["policies"].push_back(policy_json(policy));
  if (result.bound) json["bound"] = policy_json(*result.bound);
  json["differences"] = Json::array();
  for (const Difference& difference : result.differences) {
    json["differences"].push_back(difference_json(difference));
  }
  return json;
}

void add_csv_line(const LoadResult& result, const PolicyFigures& policy,
                  const ClassFigures& figures, std::string& csv) {
  const auto cell = [](double value) { return std::isnan(value) ? "" : fmt::format("{}", value); };
  csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", cell(result.load),
                     policy.name, figures.name, figures.arrivals, figures.bot_answered,
                     cell(figures.on_time.value), cell(figures.on_time.low),
                     cell(figures.on_time.high), cell(figures.mean_wait.value),
                     cell(figures.mean_wait.low), cell(figures.mean_wait.high), figures.p50_wait_s,
                     figures.p95_wait_s, cell(figures.abandoned.value), figures.late_p50_s,
                     figures.late_p95_s, figures.late_most_s);
}

Json service_json(const ServiceFigures& figures) {
  return {{"abandoned", figures.abandoned},
          {"mean_wait_s", figures.mean_wait_s},
          {"within_60s", figures.within_60s}};
}

std::string load_heading(const ComparisonResult& result, const LoadResult& load) {
  const std::string days =
      result.runs == result.days ? "" : fmt::format(" in {} runs without a break", result.runs);
  const std::string what =
      std::isnan(load.load) ? "as recorded" : fmt::format("load {}", load.load);
  return fmt::format("\n{}, {} days{}, seed {}, {} customers for people\n", what, result.days, days,
                     result.seed, load.policies.front().all.arrivals);
}

}  // namespace

std::string gate_text(const Gate& gate) {
  const auto line = [](std::string_view name, const ServiceFigures& figures) {
    return fmt::format("{:<12} abandoned {:.4f}, mean wait {:.1f} s, within 60 s {:.4f}\n", name,
                       figures.abandoned, figures.mean_wait_s, figures.within_60s);
  };
  return line("recorded", gate.recorded) + line("played again", gate.simulated);
}

std::string comparison_text(const ComparisonResult& result) {
  std::size_t width = 12;
  for (const LoadResult& load : result.loads) {
    for (const PolicyFigures& policy : load.policies) width = std::max(width, policy.name.size());
  }
  std::string text = result.title + "\n";
  if (result.gate) text += gate_text(*result.gate);
  for (const LoadResult& load : result.loads) {
    text += load_heading(result, load);
    text += load_text(load, width);
  }
  return text;
}

nlohmann::ordered_json comparison_json(const ComparisonResult& result) {
  Json json = {{"scenario", result.scenario},
               {"title", result.title},
               {"days", result.days},
               {"runs", result.runs},
               {"seed", result.seed}};
  if (result.gate) {
    json["gate"] = {{"recorded", service_json(result.gate->recorded)},
                    {"played_again", service_json(result.gate->simulated)}};
  }
  if (result.loads.size() == 1) {
    json.update(load_json(result.loads.front()));
    return json;
  }
  json["loads"] = Json::array();
  for (const LoadResult& load : result.loads) json["loads"].push_back(load_json(load));
  return json;
}

std::string comparison_csv(const ComparisonResult& result) {
  std::string csv =
      "load,policy,class,arrivals,bot_answered,on_time,on_time_low,on_time_high,mean_wait_s,"
      "mean_wait_s_low,mean_wait_s_high,p50_wait_s,p95_wait_s,abandoned,late_p50_s,late_p95_s,"
      "late_max_s\n";
  for (const LoadResult& load : result.loads) {
    for (const PolicyFigures& policy : load.policies) {
      add_csv_line(load, policy, policy.all, csv);
      for (const ClassFigures& figures : policy.classes) add_csv_line(load, policy, figures, csv);
    }
    if (load.bound) add_csv_line(load, *load.bound, load.bound->all, csv);
  }
  return csv;
}

}  // namespace stellwerk::cli
