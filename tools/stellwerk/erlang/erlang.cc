// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/erlang/erlang.h"

#include <cmath>
#include <iostream>
#include <string_view>

#include <fmt/format.h>

#include "core/queueing/erlang_a.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"
#include "tools/stellwerk/erlang/erlang_report.h"
#include "tools/stellwerk/output_file.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

double seconds(base::Duration duration) { return static_cast<double>(duration.ms) / 1'000; }

// What is wrong with the flags; empty when nothing is.
std::string complaint_about(const ErlangOptions& options) {
  const int given = static_cast<int>(options.load.has_value()) +
                    static_cast<int>(options.rate.has_value()) +
                    static_cast<int>(options.handling.has_value());
  if (given == 3) return "give two of --load, --rate and --handling: the third follows";
  if (!options.load && given < 2) return "give --load, or --rate and --handling";
  if (options.handling && options.handling->ms == 0) return "give a --handling above 0";
  if (options.load && options.rate && (*options.load == 0 || *options.rate == 0)) {
    return "give --load and --rate above 0, or --handling";
  }
  if (options.agents && options.goals.any()) {
    return "give --agents, or goals to find them for, not both";
  }
  if (!options.agents && !options.goals.any()) {
    return "give --agents, or a goal such as --service-level 0.8 to find them for";
  }
  if (options.model == ErlangModel::kA && !options.patience) {
    return "give --patience; those who never give up are Erlang C";
  }
  if (options.model == ErlangModel::kA && options.patience->ms == 0) {
    return "give a --patience above 0; those who have none are Erlang B";
  }
  const bool has_time = given == 2;
  if (options.model == ErlangModel::kA && !has_time) {
    return "give --handling: how long patience is depends on it";
  }
  const bool asks_for_time = (options.target && options.target->ms > 0) ||
                             options.goals.service_level || options.goals.answer_wait;
  if (options.model == ErlangModel::kC && !has_time && asks_for_time) {
    return "give --handling: how long waits are depends on it";
  }
  return {};
}

ErlangCase case_of(const ErlangOptions& options) {
  ErlangCase of;
  of.model = options.model;
  if (options.handling) of.handling_s = seconds(*options.handling);
  if (options.load && options.rate) of.handling_s = *options.load / *options.rate;
  of.load = options.load ? *options.load : *options.rate * *of.handling_s;
  if (options.patience) of.patience_s = seconds(*options.patience);
  of.target_s = seconds(options.target.value_or(kErlangTarget));
  return of;
}

std::string out_of_range(const ErlangCase& of) {
  if (of.load > kErlangLoadMax) {
    return fmt::format("a load of {:g} Erlang is beyond the {:g} that this computes", of.load,
                       kErlangLoadMax);
  }
  if (of.rate_per_s() * of.patience_s > queueing::kArrivalsPerPatienceMax) {
    return fmt::format("give a --patience of at most {:.0f}s at this rate, or use erlang c",
                       queueing::kArrivalsPerPatienceMax / of.rate_per_s());
  }
  return {};
}

std::optional<std::uint32_t> agents_for(const ErlangCase& of, const queueing::Goals& goals) {
  return queueing::least_agents(of.load, goals,
                                [&of](std::uint32_t agents) { return of.measure(agents); });
}

std::string_view name_of(ErlangModel model) {
  return model == ErlangModel::kB ? "b" : model == ErlangModel::kC ? "c" : "a";
}

}  // namespace

queueing::Measures ErlangCase::measure(std::uint32_t agents) const {
  // In handling times, so that the load is what was given, to the last digit.
  const double unit = handling_s.value_or(1);
  const queueing::Station station{load, 1, agents};
  queueing::Measures measures =
      model == ErlangModel::kB   ? queueing::erlang_b(station)
      : model == ErlangModel::kC ? queueing::erlang_c(station, target_s / unit)
                                 : queueing::erlang_a(station, patience_s / unit, target_s / unit);
  measures.mean_answer_wait *= unit;
  measures.mean_wait *= unit;
  return measures;
}

ErlangAnswer answer_erlang(const ErlangOptions& options) {
  ErlangAnswer answer;
  answer.usage = true;
  answer.problem = complaint_about(options);
  if (!answer.problem.empty()) return answer;
  answer.of = case_of(options);
  answer.problem = out_of_range(answer.of);
  if (!answer.problem.empty()) return answer;
  answer.usage = false;
  answer.least = !options.agents;
  const auto agents = options.agents ? options.agents : agents_for(answer.of, options.goals);
  if (agents) {
    answer.agents = *agents;
  } else {
    answer.problem =
        fmt::format("not even {} agents reach that; ask for less", queueing::kAgentsMax);
  }
  return answer;
}

int run_erlang(const ErlangOptions& options) {
  const ErlangAnswer answer = answer_erlang(options);
  const auto complain = [&options](const std::string& what) {
    std::cerr << "stellwerk erlang " << name_of(options.model) << ": " << what << '\n';
  };
  if (!answer.problem.empty()) {
    complain(answer.problem);
    return answer.usage ? kUsage : kFailed;
  }
  if (!answer.of.stable(answer.agents)) {
    complain(
        fmt::format("{} agents cannot carry {:g} Erlang, the queue grows without end: give more "
                    "than {:.0f}, or count those who hang up with erlang a",
                    answer.agents, answer.of.load, std::floor(answer.of.load)));
  }
  if (options.json != "-") std::cout << erlang_text(answer);
  return options.json.empty() || write_to(options.json, erlang_json(answer)) ? 0 : kFailed;
}

}  // namespace stellwerk::cli
