// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/journal.h"

#include <cstdio>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "core/journal/repair.h"
#include "core/journal/rocks_log.h"
#include "tools/stellwerk/journal/record_json.h"

namespace stellwerk::cli {
namespace {

using journal::Fault;
using journal::Problem;
using journal::ShardSummary;

int exit_code(const Problem& problem) {
  if (problem.none()) return 0;
  fmt::print(stderr, "stellwerk: {}\n", problem.text);
  return problem.fault == Fault::kUsage ? 2 : 1;
}

void print(const std::vector<ShardSummary>& shards) {
  for (std::size_t shard = 0; shard < shards.size(); ++shard) {
    const ShardSummary& summary = shards[shard];
    fmt::print("shard {}: {} records, {} bytes", shard, summary.records, summary.bytes);
    if (summary.records > 0) fmt::print(", from {} to {}", summary.first_ms, summary.last_ms);
    fmt::print("\n");
  }
}

}  // namespace

int run_journal_verify(const std::string& directory) {
  const journal::Verification found = journal::verify(directory);
  for (const std::string& note : found.notes) fmt::print("note: {}\n", note);
  print(found.shards);
  if (found.problem.none()) fmt::print("{} is whole\n", directory);
  return exit_code(found.problem);
}

int run_journal_repair(const std::string& directory) {
  const journal::Repair done = journal::repair(directory);
  if (!done.problem.none()) return exit_code(done.problem);
  print(done.kept);
  if (done.put_aside.empty()) {
    fmt::print("{} is whole: nothing was changed\n", directory);
  } else {
    fmt::print("kept the above; what was there before is in {}\n", done.put_aside);
  }
  return 0;
}

int run_journal_export(const std::string& directory) {
  journal::LogOptions options;
  options.directory = directory;
  Problem problem;
  const auto log = journal::RocksLog::inspect(options, false, problem);
  if (log == nullptr) return exit_code(problem);
  std::string limits = log->limits();
  for (std::uint32_t shard = 0; problem.none() && shard < log->shards(); ++shard) {
    bool written = true;
    const auto print_line = [shard, &written, &limits](const journal::Record& record) {
      const std::string line = to_json(shard, record, limits) + '\n';
      limits.clear();
      written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size();
      return written;
    };
    problem = log->read(shard, log->first(shard), print_line);
    if (!written) problem = {Fault::kUnavailable, "standard output cannot be written"};
  }
  return exit_code(problem);
}

}  // namespace stellwerk::cli
