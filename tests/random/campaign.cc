// SPDX-License-Identifier: Apache-2.0
#include "tests/random/campaign.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/check.h"

namespace stellwerk::tests {
namespace {

// What a process tells of itself; the last words of one that was ended by a check are true.
struct Progress {
  std::uint64_t seed = 0;
  std::uint64_t commands = 0;  // of the world that it is in
  bool finishing = false;      // all commands are decided, the history is run again
  Reach reach;
};

// Memory that the processes share with this one.
class SharedProgress {
 public:
  explicit SharedProgress(std::size_t count) : count_(count) {
    void* memory = mmap(nullptr, count * sizeof(Progress), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    SW_CHECK(memory != MAP_FAILED);
    first_ = static_cast<Progress*>(memory);
    std::uninitialized_default_construct_n(first_, count);
  }
  ~SharedProgress() { munmap(first_, count_ * sizeof(Progress)); }
  SharedProgress(const SharedProgress&) = delete;
  SharedProgress& operator=(const SharedProgress&) = delete;

  Progress& operator[](std::size_t i) { return first_[i]; }

 private:
  std::size_t count_;
  Progress* first_;
};

void live(std::uint64_t seed, std::uint64_t commands, Progress& progress,
          std::uint64_t trail_from = ~std::uint64_t{0}) {
  progress.seed = seed;
  progress.commands = 0;
  progress.finishing = false;
  DrawnWorld world(seed, progress.reach, trail_from);
  while (progress.commands < commands) {
    ++progress.commands;
    world.step();
  }
  progress.finishing = true;
  world.finish();
}

// REQUIRES: no thread runs.
template <class Work>
pid_t start_process(Work work) {
  std::cout.flush();
  const pid_t process = fork();
  SW_CHECK(process >= 0);
  if (process == 0) {
    work();
    std::cout.flush();
    _exit(0);
  }
  return process;
}

bool ended_well(pid_t process) {
  int status = 0;
  SW_CHECK(waitpid(process, &status, 0) == process);
  return status == 0;
}

bool passes(std::uint64_t seed, std::uint64_t commands) {
  SharedProgress progress(1);
  return ended_well(start_process([&] { live(seed, commands, progress[0]); }));
}

// What goes wrong at the end of a world would have gone wrong earlier, had it ended there.
std::uint64_t least_that_fails(std::uint64_t seed, std::uint64_t commands) {
  std::uint64_t good = 0;
  while (commands - good > 1) {
    const std::uint64_t middle = good + (commands - good) / 2;
    (passes(seed, middle) ? good : commands) = middle;
  }
  return commands;
}

Failure failure_of(const Progress& progress) {
  if (!progress.finishing) return {progress.seed, progress.commands};
  return {progress.seed, least_that_fails(progress.seed, progress.commands)};
}

}  // namespace

std::optional<Failure> run(const Campaign& campaign, Reach& reach) {
  SharedProgress progress(campaign.jobs);
  std::vector<pid_t> processes;
  for (unsigned job = 0; job < campaign.jobs; ++job) {
    processes.push_back(start_process([&campaign, &progress, job] {
      for (std::uint64_t world = job; world < campaign.worlds(); world += campaign.jobs) {
        live(campaign.seed + world, campaign.commands_each, progress[job]);
      }
    }));
  }
  std::optional<Failure> failure;
  for (unsigned job = 0; job < campaign.jobs; ++job) {
    const bool well = ended_well(processes[job]);
    reach.add(progress[job].reach);
    if (!well && !failure) failure = failure_of(progress[job]);
  }
  return failure;
}

std::optional<Failure> run_world(std::uint64_t seed, std::uint64_t commands, Reach& reach) {
  SharedProgress progress(1);
  const bool well = ended_well(start_process([&] { live(seed, commands, progress[0]); }));
  reach.add(progress[0].reach);
  if (well) return std::nullopt;
  return failure_of(progress[0]);
}

void show(const Failure& failure, std::uint64_t from) {
  SharedProgress progress(1);
  static_cast<void>(
      ended_well(start_process([&] { live(failure.seed, failure.commands, progress[0], from); })));
}

std::vector<std::string> never_reached(const Reach& reach) {
  std::vector<std::string> missing;
  Reach unused;
  const DrawnWorld world(1, unused);
  for (std::size_t i = 0; i < world.rows().size(); ++i) {
    const resp::CommandRow& row = *world.rows()[i];
    if (reach.by_row[i] == 0) missing.emplace_back(row.name);
    for (std::size_t j = 0; j < row.parameters.size(); ++j) {
      if (reach.by_parameter[i][j] > 0) continue;
      missing.push_back(std::string(row.name) + ' ' + std::string(row.parameters[j].name));
    }
  }
  if (reach.shadow_decisions == 0) missing.emplace_back("a decision along");
  if (reach.shadow_disagreements == 0) missing.emplace_back("a decision otherwise");
  for (std::uint8_t type = 0; type < model::kEventTypeCount; ++type) {
    if (reach.events[type] > 0) continue;
    missing.emplace_back(model::name(static_cast<model::EventType>(type)));
  }
  if (reach.renewals == 0) missing.emplace_back("a renewal of calendars");
  return missing;
}

}  // namespace stellwerk::tests
