// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "core/queueing/staffing.h"
#include "tools/stellwerk/erlang/erlang.h"
#include "tools/stellwerk/flag_text.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

// What a kind of value is called, and what to write instead of one that is none.
struct Kind {
  const char* name;
  const char* remedy;
};

constexpr Kind kLoad = {"ERLANG", "a load from 0 to 1000000 Erlang, like 12.5"};
constexpr Kind kRate = {"RATE", "a rate: write a number with /s, /min or /h, like 100/h"};
constexpr Kind kSpan = {"DURATION",
                        "a duration: write a number with ms, s, m, min, h or d, like 3min"};
// No number of agents makes all or none of a share.
constexpr Kind kShare = {"SHARE", "a share above 0 and below 1: write 0.8 for 80 %"};
constexpr Kind kWait = {"DURATION", "a duration above 0: write a number with a unit, like 15s"};

template <typename Value>
void add(CLI::App* command, const std::string& name, std::optional<Value>& into,
         std::optional<Value> (*parse)(std::string_view), const Kind& kind,
         const std::string& help) {
  const auto check = [parse, kind](const std::string& text) {
    return parse(text) ? std::string() : "\"" + text + "\" is not " + kind.remedy;
  };
  command
      ->add_option_function<std::string>(
          name, [&into, parse](const std::string& text) { into = parse(text); }, help)
      ->check(CLI::Validator(check, kind.name));
}

std::optional<double> parse_load(std::string_view text) {
  const auto load = parse_amount(text);
  return load && *load <= kErlangLoadMax ? load : std::nullopt;
}

std::optional<double> parse_part(std::string_view text) {
  const auto share = parse_share(text);
  return share && *share > 0 && *share < 1 ? share : std::nullopt;
}

std::optional<double> parse_wait(std::string_view text) {
  const auto span = parse_span(text);
  if (!span || span->ms == 0) return std::nullopt;
  return static_cast<double>(span->ms) / 1'000;
}

void add_model(CLI::App* erlang, Task& task, ErlangModel model, const char* name,
               const char* help) {
  CLI::App* const command = erlang->add_subcommand(name, help);
  const auto options = std::make_shared<ErlangOptions>();
  options->model = model;
  const bool waits = model != ErlangModel::kB;
  add(command, "--load", options->load, parse_load, kLoad,
      "Conversations under way, were all served");
  add(command, "--rate", options->rate, parse_rate, kRate, "Of arrivals");
  add(command, "--handling", options->handling, parse_span, kSpan, "Mean, with wrap-up");
  if (model == ErlangModel::kA) {
    add(command, "--patience", options->patience, parse_span, kSpan,
        "Mean time after which who waits gives up");
  }
  add(command, "--target", options->target, parse_span, kSpan,
      waits ? "Of the service level; by default 20s" : "Changes nothing here: nobody waits");
  command->add_option("--agents", options->agents, "How many there are")
      ->check(CLI::Range(1U, queueing::kAgentsMax));
  queueing::Goals& goals = options->goals;
  const std::string least = "Finds the least agents: ";
  add(command, "--service-level", goals.service_level, parse_part, kShare,
      least + "at least this share served within the target");
  if (waits) {
    add(command, "--asa-max", goals.answer_wait, parse_wait, kWait,
        least + "at most this mean wait of those served");
    add(command, "--p-wait-max", goals.p_wait, parse_part, kShare,
        least + "at most this share has to wait");
  } else {
    add(command, "--blocking-max", goals.blocking, parse_part, kShare,
        least + "at most this share is turned away");
  }
  if (model == ErlangModel::kA) {
    add(command, "--abandon-max", goals.p_abandon, parse_part, kShare,
        least + "at most this share gives up");
  }
  command->add_option("--json", options->json,
                      "Figures as JSON into a file; - for standard output");
  command->callback([=, &task] { task = [=] { return run_erlang(*options); }; });
}

}  // namespace

void add_erlang(CLI::App& app, Task& task) {
  CLI::App* const erlang = app.add_subcommand(
      "erlang",
      "Computes waits from agents, or agents from goals, for one queue of equal agents.\n"
      "Exit code: 0; 1 when no number of agents reaches the goals; 2 for wrong flags");
  erlang->require_subcommand(1);
  add_model(erlang, task, ErlangModel::kB, "b", "Who finds no agent free is turned away");
  add_model(erlang, task, ErlangModel::kC, "c", "Who finds no agent free waits, however long");
  add_model(erlang, task, ErlangModel::kA, "a", "Who finds no agent free waits until he gives up");
}

}  // namespace stellwerk::cli
