// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/command_line.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <stellwerk/version.h>

#include "core/net/password.h"
#include "tools/stellwerkd/configuration.h"

namespace stellwerk::daemon {
namespace {

constexpr int kWrongUsage = 2;

// Answers the exit code.
int hash_password() {
  std::string password;
  if (!std::getline(std::cin, password) || password.empty()) {
    std::cerr << "stellwerkd: --hash-password: write the password to standard input, one line\n";
    return kWrongUsage;
  }
  net::PasswordHash hash;
  if (!net::make_password_hash(password, hash)) {
    std::cerr << "stellwerkd: --hash-password: no memory, or no random numbers\n";
    return 1;
  }
  std::cout << to_text(hash) << '\n';
  return 0;
}

using GivenFlags = std::map<std::string_view, std::string>;

constexpr std::string_view kFooter =
    "The file's [daemon] table takes the same names with _ for -; flags win over it.\n"
    "A [[user]] has name, password, role (gateway, desk, supervisor, admin or observer) and,\n"
    "where wanted, tenant, rate (\"5000/s\") and connections_max; once there is one, clients have\n"
    "to log in. A [[tenant]] has name and, where wanted, policy (a file), rate, weight, open_max\n"
    "and agents_max.\n"
    "The file's other tables are the first policy of the tenant default.";

// Empty when the program is to go on.
std::optional<int> parse_flags(int argc, const char* const* argv, GivenFlags& given) {
  CLI::App app("Routes customer conversations to agents and bots; clients speak RESP.",
               "stellwerkd");
  app.set_version_flag("--version", "stellwerkd " + std::string(kVersion));
  app.footer(std::string(kFooter));
  bool hash = false;
  app.add_flag("--hash-password", hash,
               "Reads a password, one line, from standard input and prints what a [[user]] has");
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
  if (hash) return hash_password();
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

// Where the file has settings that no flag has replaced.
using SettingLines = decltype(Configuration::lines);

bool report_conflicts(const Options& options, const SettingLines& lines) {
  const std::vector<Conflict> found = conflicts(options);
  for (const Conflict& conflict : found) {
    const auto line = lines.find(conflict.setting);
    std::string key(conflict.setting);
    if (line != lines.end()) {
      std::replace(key.begin(), key.end(), '-', '_');
      key = to_text(options.config, {line->second, "daemon." + key, conflict.text});
    } else {
      key = "--" + key + ": " + conflict.text;
    }
    std::cerr << "stellwerkd: " << key << '\n';
  }
  return !found.empty();
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
  SettingLines lines;
  if (const auto config = given.find("config"); config != given.end()) {
    if (!apply_flag(config->first, config->second, start.options)) return std::nullopt;
    const std::string& file = start.options.config;
    Configuration configuration = read_configuration(file, start.options);
    for (const Complaint& complaint : configuration.complaints) {
      std::cerr << "stellwerkd: " << to_text(file, complaint) << '\n';
    }
    if (!configuration.complaints.empty()) return std::nullopt;
    start.policy_toml = std::move(configuration.policy_toml);
    lines = std::move(configuration.lines);
    // Users are in the file alone: what it lacks for its own address, no flag brings.
    if (start.options.users.empty() && lines.contains("listen") &&
        report_conflicts(start.options, lines)) {
      return std::nullopt;
    }
  }
  for (const auto& [name, value] : given) {
    if (!apply_flag(name, value, start.options)) return std::nullopt;
    lines.erase(std::string(name));
  }
  if (report_conflicts(start.options, lines)) return std::nullopt;
  exit_code = 0;
  return start;
}

}  // namespace stellwerk::daemon
