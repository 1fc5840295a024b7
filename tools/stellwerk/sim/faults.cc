// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/faults.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/sim/faults/campaign.h"

namespace stellwerk::cli {
namespace {

using sim::Coverage;
using sim::Outcome;
using sim::Scenario;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kRunsDefault = 200;

// A check that fails inside ends the process: the seed must be known by then.
std::array<char, 96> last_words{};

void name_the_seed(int) {
  const std::string_view words(last_words.data());
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) return;
}

void prepare_last_words(std::uint64_t seed) {
  const auto end = fmt::format_to_n(last_words.data(), last_words.size() - 1,
                                    "failed seed={} checker=check-inside\n", seed);
  *end.out = '\0';
}

struct Failure {
  std::uint64_t seed = 0;
  std::string checker, text, features, again;
  std::uint32_t steps = 0;
  std::vector<std::string> trail;
};

// What leads to the same failure with less around it.
std::string command_for(const Scenario& drawn, const Scenario& least) {
  std::string text =
      fmt::format("stellwerk sim faults --seed {} --steps {}", least.seed, least.steps);
  sim::FeatureSet dropped;
  for (std::uint8_t i = 0; i < sim::kFeatureCount; ++i) {
    const auto feature = static_cast<sim::Feature>(i);
    dropped.set(feature, drawn.has(feature) && !least.has(feature));
  }
  if (!dropped.text().empty()) text += " --without " + dropped.text();
  if (least.mutant != sim::Mutant::kNone) text += fmt::format(" --mutant {}", name(least.mutant));
  return text;
}

Failure describe(const Scenario& scenario, const Outcome& failed) {
  const Scenario least = sim::shrink(scenario, failed);
  const Outcome again = sim::run(least, true);
  Failure failure;
  failure.seed = scenario.seed;
  failure.checker = name(again.complaints.checker());
  failure.text = again.complaints.text();
  failure.features = least.features.text();
  failure.steps = again.steps;
  failure.trail = again.trail;
  failure.again = command_for(Scenario::draw(scenario.seed), least);
  return failure;
}

void print(const Failure& failure) {
  fmt::print("failed seed={} checker={}\n  {}\n", failure.seed, failure.checker, failure.text);
  fmt::print("  least: {} steps with {}\n", failure.steps, failure.features);
  for (const std::string& line : failure.trail) fmt::print("    {}\n", line);
  fmt::print("  again: {}\n", failure.again);
}

Json to_json(const Failure& failure) {
  return {{"seed", failure.seed},   {"checker", failure.checker},   {"text", failure.text},
          {"steps", failure.steps}, {"features", failure.features}, {"trail", failure.trail},
          {"again", failure.again}};
}

Json to_json(const Coverage& coverage) {
  Json counts = Json::object();
  for (std::uint8_t i = 0; i < Coverage::kCountCount; ++i) {
    const auto count = static_cast<Coverage::Count>(i);
    counts[std::string(Coverage::name(count))] = coverage[count];
  }
  Json events = Json::object();
  for (std::uint8_t i = 0; i < model::kEventTypeCount; ++i) {
    events[std::string(name(static_cast<model::EventType>(i)))] = coverage.events[i];
  }
  Json selects = Json::object();
  for (std::size_t i = 0; i < coverage.selects.size(); ++i) {
    selects[std::string(name(static_cast<model::Select>(i)))] = coverage.selects[i];
  }
  return {{"counts", counts}, {"events", events}, {"selects", selects}};
}

void print(const Coverage& coverage) {
  for (std::uint8_t i = 0; i < Coverage::kCountCount; ++i) {
    const auto count = static_cast<Coverage::Count>(i);
    fmt::print("{:<26}{:>14}\n", Coverage::name(count), coverage[count]);
  }
  for (std::uint8_t i = 0; i < model::kEventTypeCount; ++i) {
    if (coverage.events[i] == 0) continue;
    fmt::print("{:<26}{:>14}\n", name(static_cast<model::EventType>(i)), coverage.events[i]);
  }
  for (std::size_t i = 0; i < coverage.selects.size(); ++i) {
    if (coverage.selects[i] == 0) continue;
    fmt::print("{:<26}{:>14}\n", name(static_cast<model::Select>(i)), coverage.selects[i]);
  }
}

// Applies what the options say on top of what the seed draws. False: an option is wrong.
bool adjust(const FaultsOptions& options, Scenario& scenario) {
  if (options.steps > 0) scenario.steps = options.steps;
  const auto mutant = sim::parse_mutant(options.mutant);
  if (!mutant) {
    fmt::print(stderr, "stellwerk: --mutant: there is no mutant \"{}\"\n", options.mutant);
    return false;
  }
  scenario.mutant = *mutant;
  for (std::string_view rest = options.without; !rest.empty();) {
    const std::string_view text = base::next_item(rest, ',');
    const auto feature = sim::parse_feature(text);
    if (!feature) {
      fmt::print(stderr, "stellwerk: --without: there is no feature \"{}\"\n", text);
      return false;
    }
    scenario.features.set(*feature, false);
  }
  return true;
}

// The seeds of a campaign, one run each.
class Campaign {
 public:
  explicit Campaign(const FaultsOptions& options) : options_(options) {
    using std::chrono::system_clock;
    first_ = options.seed.value_or(
        static_cast<std::uint64_t>(system_clock::now().time_since_epoch().count()) %
        1'000'000'000'000);
    runs_ = options.runs;
    if (runs_ == 0 && options.minutes <= 0) runs_ = options.seed ? 1 : kRunsDefault;
  }

  int run() {
    if (!options_.json) fmt::print("seed={}\n", first_);
    std::fflush(stdout);
    while (wants_more()) {
      Scenario scenario = Scenario::draw(first_ + done_);
      if (!adjust(options_, scenario)) return 2;
      prepare_last_words(scenario.seed);
      const Outcome outcome = sim::run(scenario);
      ++done_;
      coverage_.add(outcome.coverage);
      digest_ = outcome.digest;
      if (!outcome.complaints.any()) continue;
      failures_.push_back(describe(scenario, outcome));
      if (!options_.json) print(failures_.back());
      std::fflush(stdout);
    }
    report();
    return failures_.empty() ? 0 : 1;
  }

 private:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }
  [[nodiscard]] bool wants_more() const {
    if (runs_ > 0 && done_ >= runs_) return false;
    return options_.minutes <= 0 || seconds() < 60 * options_.minutes;
  }
  void report() const {
    const double per_hour = static_cast<double>(coverage_[Coverage::kCommands]) * 3'600 / seconds();
    if (options_.json) {
      Json document = {{"seed", first_}, {"runs", done_}, {"seconds", seconds()}};
      document["commands_per_hour"] = per_hour;
      document.update(to_json(coverage_));
      document["failures"] = Json::array();
      for (const Failure& failure : failures_) document["failures"].push_back(to_json(failure));
      fmt::print("{}\n", document.dump(2));
      return;
    }
    print(coverage_);
    if (done_ == 1) fmt::print("digest={}\n", digest_);
    fmt::print("runs={} failures={} seconds={:.1f} commands_per_hour={:.0f}\n", done_,
               failures_.size(), seconds(), per_hour);
  }

  const FaultsOptions& options_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::uint64_t first_ = 0;
  std::uint64_t runs_ = 0;  // 0: no bound
  std::uint64_t done_ = 0;
  Coverage coverage_;
  std::string digest_;
  std::vector<Failure> failures_;
};

}  // namespace

int run_faults(const FaultsOptions& options) {
  std::signal(SIGABRT, name_the_seed);
  return Campaign(options).run();
}

}  // namespace stellwerk::cli
