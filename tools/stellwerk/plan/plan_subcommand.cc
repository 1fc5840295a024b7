// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/flag_text.h"
#include "tools/stellwerk/plan/history_file.h"
#include "tools/stellwerk/plan/shift_forecast.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMinutes = 1'440;
constexpr std::uint32_t kDaysMax = 366;
constexpr std::uint32_t kMonthsMax = 120;

std::optional<std::int64_t> parse_interval(const std::string& text) {
  const auto span = parse_span(text);
  if (!span || span->ms < kMinuteMs || span->ms % kMinuteMs != 0) return std::nullopt;
  const std::int64_t minutes = span->ms / kMinuteMs;
  return kDayMinutes % minutes == 0 ? std::optional(minutes) : std::nullopt;
}

std::optional<double> parse_band(const std::string& text) {
  const auto band = parse_share(text);
  return band && *band >= 0.01 && *band <= 0.99 ? band : std::nullopt;
}

void add_shift_forecast(CLI::App* plan, Task& task) {
  CLI::App* const command = plan->add_subcommand(
      "shift-forecast", "Says what to expect by interval, learned from a history, as CSV");
  const auto options = std::make_shared<ShiftForecastOptions>();
  command
      ->add_option("HISTORY", options->history,
                   "CSV: start,count or date and the day's intervals, from midnight")
      ->required();
  command->add_option("--holidays", options->holidays, "CSV: date,kind and perhaps like,share");
  command->add_option("--queue", options->queue, "Of the history's column queue; all by default");
  command
      ->add_option_function<std::string>(
          "--interval",
          [options](const std::string& text) { options->interval_min = parse_interval(text); },
          "Adds finer ones up; by default half an hour, or the history's")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return parse_interval(text) ? "" : "\"" + text + "\" is no part of a day, like 15min";
          },
          "DURATION"));
  command
      ->add_option_function<std::string>(
          "--band", [options](const std::string& text) { options->band = *parse_band(text); },
          "Share of what comes that falls from low to high; by default 0.8")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return parse_band(text) ? "" : "\"" + text + "\" is no share from 0.01 to 0.99";
          },
          "SHARE"));
  CLI::Option* const hold_back =
      command
          ->add_option("--hold-back", options->hold_back,
                       "Compares the last so many months with forecasts of them")
          ->check(CLI::Range(1U, kMonthsMax));
  command
      ->add_option_function<std::string>(
          "--from", [options](const std::string& text) { options->from = parse_day(text); },
          "First day; by default the one after the history")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return parse_day(text) ? "" : "\"" + text + "\" is no date like 2026-12-31";
          },
          "DATE"))
      ->excludes(hold_back);
  command->add_option("--days", options->days, "How many of them")
      ->check(CLI::Range(1U, kDaysMax))
      ->excludes(hold_back)
      ->capture_default_str();
  command->add_option("--json", options->json, "As JSON into a file; - for standard output, alone");
  command->callback([=, &task] { task = [=] { return run_shift_forecast(*options); }; });
}

}  // namespace

void add_plan(CLI::App& app, Task& task) {
  CLI::App* const plan =
      app.add_subcommand("plan",
                         "Plans from figures of the past; needs no daemon.\n"
                         "Exit code: 0; 1 for too little history; 2 for wrong flags and files");
  plan->require_subcommand(1);
  add_shift_forecast(plan, task);
}

}  // namespace stellwerk::cli
