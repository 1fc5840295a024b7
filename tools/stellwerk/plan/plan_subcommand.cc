// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/flag_text.h"
#include "tools/stellwerk/plan/history_file.h"
#include "tools/stellwerk/plan/shift_forecast.h"
#include "tools/stellwerk/plan/staffing.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMinutes = 1'440;
constexpr std::uint32_t kDaysMax = 366;
constexpr std::uint32_t kMonthsMax = 120;
constexpr std::uint32_t kStaffingDaysMax = 100'000;
constexpr unsigned kJobsMax = 1'024;
constexpr double kErlangsMax = 100'000;
constexpr double kShrinkageMax = 0.9;

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

// Reads a flag by `parse` into `target`, or says that the value is no such thing.
template <class Parse, class Target>
CLI::Option* add_read(CLI::App* command, const std::string& flag, const std::string& kind,
                      const std::string& wanted, const std::string& help, Parse parse,
                      Target target) {
  return command
      ->add_option_function<std::string>(
          flag, [=](const std::string& text) { target(*parse(text)); }, help)
      ->check(CLI::Validator(
          [=](const std::string& text) {
            return parse(text) ? "" : "\"" + text + "\" is no " + wanted;
          },
          kind));
}

std::optional<double> parse_erlangs(const std::string& text) {
  const auto amount = parse_amount(text);
  return amount && *amount > 0 && *amount <= kErlangsMax ? amount : std::nullopt;
}

std::optional<double> parse_goal(const std::string& text) {
  const auto share = parse_share(text);
  return share && *share < 1 ? share : std::nullopt;
}

std::optional<double> parse_shrinkage(const std::string& text) {
  const auto share = parse_share(text);
  return share && *share <= kShrinkageMax ? share : std::nullopt;
}

void add_staffing(CLI::App* plan, Task& task) {
  CLI::App* const command = plan->add_subcommand(
      "staffing", "Finds how many agents of which profile it takes; the engine decides");
  const auto options = std::make_shared<StaffingOptions>();
  command
      ->add_option("--scenario", options->scenario,
                   "Customers and profiles: a shipped scenario by its name, or a file")
      ->capture_default_str();
  CLI::Option* const forecast =
      command->add_option("--forecast", options->forecast,
                          "CSV: start,expected and perhaps class; else the same all day");
  add_read(
      command, "--day", "DATE", "date like 2026-12-31", "Of the forecast; by default its first",
      [](const std::string& text) { return parse_day(text) ? std::optional(text) : std::nullopt; },
      [options](const std::string& day) { options->day = day; })
      ->needs(forecast);
  add_read(command, "--erlang", "ERLANG", "load above 0",
           "Work that comes at once, on average; by default the scenario's", parse_erlangs,
           [options](double erlangs) { options->erlangs = erlangs; })
      ->excludes(forecast);
  add_read(command, "--goal", "SHARE", "share from 0 to below 1",
           "Of each class, to be on time; by default its queue's goal", parse_goal,
           [options](double goal) { options->goal = goal; });
  command->add_option("--policy", options->policy, "As of sim compare")->capture_default_str();
  add_read(command, "--shrinkage", "SHARE", "share from 0 to 0.9",
           "Of the time that is paid for, in which agents are not there; by default 0",
           parse_shrinkage, [options](double share) { options->shrinkage = share; });
  command->add_option("--days", options->days, "To search on, and as many others to check")
      ->check(CLI::Range(kStaffingDaysMin, kStaffingDaysMax))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed, other days")->capture_default_str();
  command->add_option("--jobs", options->jobs, "Threads; by default one for each core")
      ->check(CLI::Range(1U, kJobsMax));
  command->add_option("--json", options->json, "Writes JSON there; - is standard output");
  command->add_option("--csv", options->csv, "Writes a table there; - is standard output");
  command->callback([=, &task] { task = [=] { return run_staffing(*options); }; });
}

}  // namespace

void add_plan(CLI::App& app, Task& task) {
  CLI::App* const plan =
      app.add_subcommand("plan",
                         "Plans from figures of the past; needs no daemon.\n"
                         "Exit code: 0; 1 for too little history and goals that nobody reaches; 2 "
                         "for wrong flags and files");
  plan->require_subcommand(1);
  add_shift_forecast(plan, task);
  add_staffing(plan, task);
}

}  // namespace stellwerk::cli
