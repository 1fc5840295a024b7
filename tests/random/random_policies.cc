// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "tests/random/campaign.h"

// Random commands under random policies, with every invariant after each of them.
namespace stellwerk::tests {
namespace {

constexpr std::string_view kUsage =
    "random_policies [--commands N] [--seed S] [--jobs J] [--each N]\n"
    "random_policies --world S [--commands N] [--trail N]     that world alone, printed from N on\n"
    "random_policies --seeds FILE                 the worlds of a file, a seed a line\n";

struct Options {
  Campaign campaign;
  bool alone = false;
  std::uint64_t trail = 0;  // from that command on each is printed; 0: the last ones of a failure
  std::string seeds;
};

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto value = base::parse_integer(text);
  if (!value || *value < 1) return false;
  number = static_cast<std::uint64_t>(*value);
  return true;
}

bool read_option(std::string_view name, std::string_view value, Options& options) {
  Campaign& campaign = options.campaign;
  if (name == "--commands") return read_number(value, campaign.commands);
  if (name == "--each") return read_number(value, campaign.commands_each);
  if (name == "--seed") return read_number(value, campaign.seed);
  if (name == "--trail") return read_number(value, options.trail);
  if (name == "--seeds") {
    options.seeds = value;
    return true;
  }
  if (name == "--world") {
    options.alone = true;
    return read_number(value, campaign.seed);
  }
  std::uint64_t jobs = 0;
  if (name != "--jobs" || !read_number(value, jobs) || jobs > 256) return false;
  campaign.jobs = static_cast<unsigned>(jobs);
  return true;
}

int tell(const Failure& failure) {
  constexpr std::uint64_t kShown = 12;
  std::cout << "failed world=" << failure.seed << " commands=" << failure.commands
            << "; the last of them:" << std::endl;
  show(failure, failure.commands - std::min(failure.commands - 1, kShown));
  std::cout << "again: random_policies --world " << failure.seed << " --commands "
            << failure.commands << '\n';
  return 1;
}

void print(const Reach& reach) {
  std::cout << "commands=" << reach.commands << " accepted=" << reach.accepted
            << " unread=" << reach.unread << " saves=" << reach.saves
            << " renewals=" << reach.renewals << " shadow_decisions=" << reach.shadow_decisions
            << " shadow_disagreements=" << reach.shadow_disagreements << '\n';
  Reach unused;
  const DrawnWorld world(1, unused);
  for (std::size_t i = 0; i < world.rows().size(); ++i) {
    std::cout << "  " << world.rows()[i]->name << ' ' << reach.by_row[i] << '\n';
  }
  for (std::uint8_t type = 0; type < model::kEventTypeCount; ++type) {
    std::cout << "  " << model::name(static_cast<model::EventType>(type)) << ' '
              << reach.events[type] << '\n';
  }
}

int run_seeds(const std::string& file, std::uint64_t commands) {
  std::ifstream lines(file);
  if (!lines) {
    std::cerr << "random_policies: cannot read " << file << '\n';
    return 2;
  }
  Reach reach;
  for (std::string line; std::getline(lines, line);) {
    std::uint64_t seed = 0;
    if (!read_number(std::string_view(line).substr(0, line.find(' ')), seed)) continue;
    if (const auto failure = run_world(seed, commands, reach)) return tell(*failure);
  }
  return 0;
}

int run_program(const Options& options) {
  const Campaign& campaign = options.campaign;
  if (!options.seeds.empty()) return run_seeds(options.seeds, campaign.commands_each);
  Reach reach;
  if (options.alone && options.trail > 0) {
    show({campaign.seed, campaign.commands}, options.trail);
    return 0;
  }
  if (options.alone) {
    const auto failure = run_world(campaign.seed, campaign.commands, reach);
    return failure ? tell(*failure) : 0;
  }
  std::cout << "worlds " << campaign.seed << " to " << campaign.seed + campaign.worlds() - 1
            << " of " << campaign.commands_each << " commands each" << std::endl;
  if (const auto failure = run(campaign, reach)) return tell(*failure);
  print(reach);
  const std::vector<std::string> missing = never_reached(reach);
  for (const std::string& what : missing) std::cout << "never reached: " << what << '\n';
  return missing.empty() ? 0 : 1;
}

}  // namespace
}  // namespace stellwerk::tests

int main(int argc, char** argv) {
  stellwerk::tests::Options options;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 < argc && stellwerk::tests::read_option(argv[i], argv[i + 1], options)) continue;
    std::cerr << stellwerk::tests::kUsage;
    return 2;
  }
  return stellwerk::tests::run_program(options);
}
