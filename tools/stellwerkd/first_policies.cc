// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/first_policies.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "core/policy/compile.h"
#include "core/runtime/system_clock.h"
#include "tools/stellwerkd/configuration.h"

namespace stellwerk::daemon {
namespace {

void report(const std::string& file, const Complaint& complaint) {
  std::cerr << "stellwerkd: " << to_text(file, complaint) << '\n';
}

base::Instant wall_now() { return {runtime::system_time().wall_ns() / 1'000'000}; }

bool compile(FirstPolicy& first) {
  policy::Compiled compiled = policy::compile(first.toml, wall_now());
  for (const policy::Problem& problem : compiled.problems) {
    report(first.file, {problem.line, problem.key, problem.text});
  }
  if (!compiled.ok()) return false;
  first.policy = std::move(compiled.policy);
  return true;
}

// A file that cannot be read is a mistake of the line in `config` that names it.
bool read(FirstPolicy& first, const std::string& config, std::uint32_t line) {
  std::ifstream in(first.file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) {
    report(config, {line, "tenant.policy",
                    first.file + " cannot be read: " + std::strerror(errno != 0 ? errno : EIO)});
    return false;
  }
  first.toml = std::move(text).str();
  return true;
}

}  // namespace

std::optional<std::vector<FirstPolicy>> first_policies(const Start& start) {
  std::vector<FirstPolicy> all;
  bool good = true;
  if (!start.policy_toml.empty()) {
    all.push_back(
        {start.options.tenants.front().name, start.options.config, start.policy_toml, {}});
    good = compile(all.back());
  }
  const std::filesystem::path folder = std::filesystem::path(start.options.config).parent_path();
  for (const Tenant& tenant : start.options.tenants) {
    if (tenant.policy.empty()) continue;
    all.push_back({tenant.name, (folder / tenant.policy).string(), {}, {}});
    good =
        read(all.back(), start.options.config, tenant.policy_line) && compile(all.back()) && good;
  }
  if (!good) return std::nullopt;
  return all;
}

}  // namespace stellwerk::daemon
