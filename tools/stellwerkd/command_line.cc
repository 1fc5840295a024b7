// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/command_line.h"

#include <iostream>
#include <map>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <stellwerk/version.h>

#include "tools/stellwerkd/configuration.h"

namespace stellwerk::daemon {
namespace {

constexpr int kWrongUsage = 2;

using GivenFlags = std::map<std::string_view, std::string>;

// Empty when the program is to go on.
std::optional<int> parse_flags(int argc, const char* const* argv, GivenFlags& given) {
  CLI::App app("Routes customer conversations to agents and bots; clients speak RESP.",
               "stellwerkd");
  app.set_version_flag("--version", "stellwerkd " + std::string(kVersion));
  app.footer(
      "The file's [daemon] table takes the same names with _ for -; flags win over it.\n"
      "Its other tables are the first policy of the tenant.");
  std::map<std::string_view, std::string> values;
  for (const Setting& setting : settings()) {
    app.add_option("--" + std::string(setting.name), values[setting.name],
                   std::string(setting.help))
        ->type_name(std::string(setting.value));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  for (const Setting& setting : settings()) {
    if (app.count("--" + std::string(setting.name)) == 0) continue;
    given.emplace(setting.name, std::move(values[setting.name]));
  }
  return std::nullopt;
}

bool apply_flag(std::string_view name, const std::string& value, Options& options) {
  const std::string complaint = find_setting(name)->apply(options, value);
  if (complaint.empty()) return true;
  std::cerr << "stellwerkd: --" << name << ": " << complaint << '\n';
  return false;
}

}  // namespace

std::optional<Start> read_command_line(int argc, const char* const* argv, int& exit_code) {
  GivenFlags given;
  if (const std::optional<int> code = parse_flags(argc, argv, given)) {
    exit_code = *code;
    return std::nullopt;
  }
  exit_code = kWrongUsage;
  Start start;
  if (const auto config = given.find("config"); config != given.end()) {
    if (!apply_flag(config->first, config->second, start.options)) return std::nullopt;
    const std::string& file = start.options.config;
    Configuration configuration = read_configuration(file, start.options);
    for (const Complaint& complaint : configuration.complaints) {
      std::cerr << "stellwerkd: " << to_text(file, complaint) << '\n';
    }
    if (!configuration.complaints.empty()) return std::nullopt;
    start.policy_toml = std::move(configuration.policy_toml);
  }
  for (const auto& [name, value] : given) {
    if (!apply_flag(name, value, start.options)) return std::nullopt;
  }
  exit_code = 0;
  return start;
}

}  // namespace stellwerk::daemon
