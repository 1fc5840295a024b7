// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/configuration.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <toml++/toml.h>

#include "tools/stellwerkd/named_tables.h"

namespace stellwerk::daemon {
namespace {

std::string complaint_about(std::string_view name, const toml::node& value, Options& options) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr || setting->name == "config") {
    std::string names;
    for (const Setting& known : settings()) {
      if (known.name == "config") continue;
      names += names.empty() ? "" : ", ";
      names += known.name;
    }
    std::replace(names.begin(), names.end(), '-', '_');
    return "is no setting of the daemon; there are " + names;
  }
  const std::optional<std::string> text = flag_text(value);
  if (!text) return "must be a text, a number, true or false";
  return setting->apply(options, *text);
}

// Blanks the lines from `first` to `last`, counted from 1.
void blank_lines(std::vector<std::string>& lines, std::size_t first, std::size_t last) {
  for (std::size_t line = std::max<std::size_t>(first, 1); line <= last; ++line) {
    if (line <= lines.size()) lines[line - 1].clear();
  }
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).push_back('\n');
  return text;
}

void apply_daemon_table(const toml::table& table, Options& options, Configuration& configuration) {
  for (const auto& [key, value] : table) {
    const std::string text = complaint_about(key.str(), value, options);
    const std::uint32_t line = value.source().begin.line;
    if (!text.empty()) {
      configuration.complaints.push_back({line, "daemon." + std::string(key.str()), text});
    } else if (const Setting* setting = find_setting(key.str())) {
      configuration.lines.emplace(setting->name, line);
    }
  }
}

void blank_region(std::vector<std::string>& lines, const toml::node& node) {
  blank_lines(lines, node.source().begin.line, node.source().end.line);
}

void blank_table(std::vector<std::string>& lines, const toml::table& table) {
  blank_lines(lines, table.source().begin.line, table.source().begin.line);
  for (const auto& [key, value] : table) {
    blank_lines(lines, key.source().begin.line, key.source().end.line);
    blank_region(lines, value);
  }
}

// Blanks what is the daemon's own.
void blank(std::vector<std::string>& lines, const toml::node& node) {
  if (const toml::table* table = node.as_table()) return blank_table(lines, *table);
  blank_region(lines, node);
  const toml::array* array = node.as_array();
  if (array == nullptr) return;
  for (const toml::node& each : *array) {
    if (const toml::table* table = each.as_table()) blank_table(lines, *table);
  }
}

}  // namespace

std::string to_text(const std::string& file, const Complaint& complaint) {
  std::string text = file;
  if (complaint.line > 0) text += ':' + std::to_string(complaint.line);
  if (!complaint.key.empty()) text += ": " + complaint.key;
  return text + ": " + complaint.text;
}

Configuration parse_configuration(std::string_view toml, Options& options) {
  Configuration configuration;
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    configuration.complaints.push_back(
        {error.source().begin.line, "", std::string(error.description())});
    return configuration;
  }
  const toml::table& document = parsed.table();
  std::vector<std::string> lines = split_lines(toml);
  std::size_t own = 0;
  for (const std::string_view name : {"daemon", "tenant", "user"}) {
    const toml::node* node = document.get(name);
    if (node == nullptr) continue;
    blank(lines, *node);
    ++own;
  }
  if (const toml::node* daemon = document.get("daemon")) {
    if (daemon->is_table()) {
      apply_daemon_table(*daemon->as_table(), options, configuration);
    } else {
      configuration.complaints.push_back(
          {daemon->source().begin.line, "daemon", "must be a table: [daemon]"});
    }
  }
  if (const toml::node* tenants = document.get("tenant")) {
    read_tenants(*tenants, options, configuration.complaints);
  }
  if (const toml::node* users = document.get("user")) {
    read_users(*users, options, configuration.complaints);
  }
  if (document.size() > own) configuration.policy_toml = join_lines(lines);
  if (!configuration.policy_toml.empty() && !options.tenants.front().policy.empty()) {
    configuration.complaints.push_back(
        {0, "tenant.policy", "default has its policy in this file already: leave one of them out"});
  }
  return configuration;
}

Configuration read_configuration(const std::string& file, Options& options) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) {
    Configuration configuration;
    configuration.complaints.push_back(
        {0, "", std::string("cannot be read: ") + std::strerror(errno != 0 ? errno : EIO)});
    return configuration;
  }
  return parse_configuration(std::move(text).str(), options);
}

}  // namespace stellwerk::daemon
