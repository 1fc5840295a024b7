// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/scenario_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/shipped.h"

namespace stellwerk::cli {
namespace {

// The text of a shipped scenario, or of a file. Nothing, said on standard error, when it is
// neither.
std::optional<std::string> scenario_text(const std::string& name, std::string_view besides) {
  const std::string_view shipped = lab::shipped_scenario(name);
  if (!shipped.empty()) return std::string(shipped);
  std::ifstream file(name, std::ios::binary);
  std::error_code ignored;
  if (file && !std::filesystem::is_directory(name, ignored)) {
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::string known;
  for (const auto& scenario : lab::shipped_scenarios()) known += fmt::format(" {}", scenario.name);
  if (!besides.empty()) known += fmt::format(" {}", besides);
  fmt::print(stderr, "stellwerk: --scenario: \"{}\" is no file that can be read, and none of:{}\n",
             name, known);
  return std::nullopt;
}

}  // namespace

std::optional<lab::Scenario> load_scenario(const std::string& name, std::string_view besides) {
  const auto text = scenario_text(name, besides);
  if (!text) return std::nullopt;
  lab::ReadScenario read = lab::read_scenario(*text);
  for (const policy::Problem& problem : read.problems) {
    fmt::print(stderr, "{}:{}: {}{}{}\n", name, problem.line, problem.key,
               problem.key.empty() ? "" : ": ", problem.text);
  }
  if (!read.ok()) return std::nullopt;
  return std::move(read.scenario);
}

}  // namespace stellwerk::cli
