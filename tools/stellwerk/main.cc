// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/stellwerk/call.h"
#include "tools/stellwerk/client/address.h"
#include "tools/stellwerk/journal/journal.h"
#include "tools/stellwerk/journal/replay.h"
#include "tools/stellwerk/load/load.h"
#include "tools/stellwerk/replay/replay.h"
#include "tools/stellwerk/sim/faults.h"

namespace {

using stellwerk::cli::Address;
using stellwerk::cli::parse_address;

std::string check_address(const std::string& text) {
  return parse_address(text) ? "" : "\"" + text + "\" is no address such as 127.0.0.1:7411";
}

void add_connect(CLI::App* command, std::string& text) {
  text = stellwerk::cli::kDefaultAddress;
  command->add_option("--connect", text, "The daemon's RESP address, HOST:PORT")
      ->check(CLI::Validator(check_address, "ADDR"))
      ->capture_default_str();
}

void add_http(CLI::App* command, std::string& text) {
  command->add_option("--http", text, "The daemon's HTTP address, for what /metrics says")
      ->check(CLI::Validator(check_address, "ADDR"));
}

std::optional<Address> address_of(const std::string& text) {
  return text.empty() ? std::nullopt : parse_address(text);
}

// The texts of flags that become something else.
struct Texts {
  std::string connect;
  std::string http;
};

CLI::App* add_replay(CLI::App& app, stellwerk::cli::ReplayOptions& options, Texts& texts) {
  CLI::App* command = app.add_subcommand(
      "replay", "Plays a day against the daemon: customers, agents and bots. Ends with a summary");
  add_connect(command, texts.connect);
  add_http(command, texts.http);
  auto* trace = command->add_option("--trace", options.trace,
                                    "Calls of a recorded month; without, the demonstration day");
  trace->check(CLI::ExistingFile);
  auto* day = command->add_option("--day", options.day, "The recorded day, YYYY-MM-DD");
  day->needs(trace);
  trace->needs(day);
  command->add_option("--data", options.directory, "Where skills_* and avail_* are, if not beside")
      ->check(CLI::ExistingDirectory);
  command->add_option("--speed", options.speed, "Speed of the daemon's clock, should it not say")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Another seed, another day")->capture_default_str();
  command->add_flag("--once", options.once, "No screen: lines on standard error");
  command->add_option("--assignments-min", options.assignments_min,
                      "Fewer are a failure; by default 5000, or 8 in 10 recorded calls");
  return command;
}

CLI::App* add_load(CLI::App& app, stellwerk::cli::LoadOptions& options, Texts& texts) {
  CLI::App* command =
      app.add_subcommand("load", "Measures how many conversations a second the daemon routes");
  add_connect(command, texts.connect);
  add_http(command, texts.http);
  command->add_option("--connections", options.connections, "TCP connections")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  command->add_option("--pipeline", options.pipeline, "Commands under way on each")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--agents", options.agents, "Agents on duty")
      ->check(CLI::Range(1, 200'000))
      ->capture_default_str();
  command->add_option("--seconds", options.seconds, "How long to measure")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Another seed, other agents and conversations")
      ->capture_default_str();
  command->add_option("--policy", options.rule, "Rule by which the daemon picks")
      ->check(CLI::IsMember({"sla-first", "fifo", "priority", "edf"}))
      ->capture_default_str();
  command->add_option("--json", options.json, "Report as JSON into a file; - for standard output");
  return command;
}

// `journal verify|repair|export|replay DIR`.
struct JournalCommands {
  CLI::App* verify = nullptr;
  CLI::App* repair = nullptr;
  CLI::App* print = nullptr;
  CLI::App* replay = nullptr;
  std::string directory;
  stellwerk::cli::JournalReplayOptions again;

  [[nodiscard]] int run() {
    if (replay->parsed()) return stellwerk::cli::run_journal_replay(again);
    if (verify->parsed()) return stellwerk::cli::run_journal_verify(directory);
    if (repair->parsed()) return stellwerk::cli::run_journal_repair(directory);
    return stellwerk::cli::run_journal_export(directory);
  }
};

CLI::App* add_journal(CLI::App& app, JournalCommands& commands) {
  CLI::App* const journal =
      app.add_subcommand("journal", "Looks after a journal that no daemon has open");
  journal->require_subcommand(1);
  const auto add = [&](const char* name, const char* help) {
    CLI::App* const command = journal->add_subcommand(name, help);
    command->add_option("DIR", commands.directory, "As given to stellwerkd --data")->required();
    return command;
  };
  commands.verify = add("verify", "Reads everything, changes nothing, says what there is");
  commands.repair = add("repair", "Keeps what is whole, puts the rest aside");
  commands.print = add("export", "Prints each record as one line of JSON");
  commands.replay =
      journal->add_subcommand("replay", "Decides everything again and says what came of it");
  commands.replay
      ->add_option("SOURCE", commands.again.source,
                   "As given to stellwerkd --data, or a file that 'journal export' has written")
      ->required();
  commands.replay
      ->add_option("--policy", commands.again.policy,
                   "A policy document: says what it would have made of the same day")
      ->check(CLI::ExistingFile);
  commands.replay->add_flag("--json", commands.again.json, "The report as one line of JSON");
  return journal;
}

// `sim faults`.
CLI::App* add_faults(CLI::App& app, stellwerk::cli::FaultsOptions& options) {
  CLI::App* const sim = app.add_subcommand("sim", "Simulates, in virtual time and in one process");
  sim->require_subcommand(1);
  CLI::App* const command = sim->add_subcommand(
      "faults", "Breaks disks, clocks, connections and processes under a shard, and checks it");
  command->add_option("--seed", options.seed, "Of the first run; alone, that run and no other");
  command->add_option("--runs", options.runs, "Runs, each with the next seed; by default 200");
  command->add_option("--minutes", options.minutes, "Runs for so long")->check(CLI::PositiveNumber);
  command->add_option("--steps", options.steps, "Length of a run, instead of what its seed draws");
  command->add_option("--without", options.without, "Features to leave out: NAME,NAME");
  command->add_option("--mutant", options.mutant, "Breaks what a checker is to notice")
      ->capture_default_str();
  command->add_flag("--json", options.json, "Report as JSON");
  return command;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Talks to stellwerkd: one command, a whole day, or as much as it holds.");
  app.require_subcommand(1);

  Texts call_texts;
  std::vector<std::string> command;
  CLI::App* call = app.add_subcommand("call", "Sends one command and prints the reply");
  add_connect(call, call_texts.connect);
  call->add_option("command", command, "COMMAND ARGS...")->required();
  call->prefix_command();

  Texts replay_texts;
  stellwerk::cli::ReplayOptions replay_options;
  CLI::App* replay = add_replay(app, replay_options, replay_texts);

  Texts load_texts;
  stellwerk::cli::LoadOptions load_options;
  CLI::App* load = add_load(app, load_options, load_texts);

  JournalCommands journal_commands;
  const CLI::App* journal = add_journal(app, journal_commands);

  stellwerk::cli::FaultsOptions faults_options;
  const CLI::App* faults = add_faults(app, faults_options);

  CLI11_PARSE(app, argc, argv);
  if (faults->parsed()) return stellwerk::cli::run_faults(faults_options);
  if (journal->parsed()) return journal_commands.run();
  if (call->parsed()) {
    return stellwerk::cli::run_call(*parse_address(call_texts.connect), command);
  }
  if (replay->parsed()) {
    replay_options.daemon = *parse_address(replay_texts.connect);
    replay_options.http = address_of(replay_texts.http);
    return stellwerk::cli::run_replay(replay_options);
  }
  if (load->parsed()) {
    load_options.daemon = *parse_address(load_texts.connect);
    load_options.http = address_of(load_texts.http);
    return stellwerk::cli::run_load(load_options);
  }
  return 0;
}
