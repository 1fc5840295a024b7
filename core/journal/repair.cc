// SPDX-License-Identifier: Apache-2.0
#include "core/journal/repair.h"

#include <memory>
#include <utility>

#include <rocksdb/env.h>

#include "core/journal/committer.h"
#include "core/journal/rocks_journal.h"
#include "core/journal/rocks_log.h"

namespace stellwerk::journal {
namespace {

constexpr std::uint64_t kStepBytes = std::uint64_t{1} << 20U;

LogOptions log_options(const std::string& directory, rocksdb::Env* env) {
  LogOptions options;
  options.directory = directory;
  options.env = env;
  return options;
}

void count(const Record& record, ShardSummary& summary) {
  if (summary.records++ == 0) summary.first_ms = record.at.ms;
  summary.bytes += record.command.size();
  summary.last_ms = record.at.ms;
}

// The record that the copy begins with: the oldest, or, when a snapshot stands for all that comes
// before the damage and more, the first that the snapshot does not hold.
std::uint64_t begin_of_copy(const RocksLog& from, std::uint32_t shard) {
  std::uint64_t end = from.first(shard);
  const auto see = [&end](const Record& record) {
    end = record.seq + 1;
    return true;
  };
  // Damaged or not: what counts is how far it goes.
  static_cast<void>(from.read(shard, end, see));
  const SnapshotFiles snapshots = from.snapshots();
  for (const std::uint64_t next : snapshots.list(shard)) {
    if (next <= end) break;
    const Problem problem = snapshots.read(shard, next, [](std::string_view) { return true; });
    if (problem.none()) return next;
  }
  return from.first(shard);
}

// Copies the shard's records up to the first damage.
Problem copy_shard(const RocksLog& from, std::uint32_t shard, Committer& committer,
                   ShardSummary& summary) {
  RocksJournal to(committer, shard);
  Problem failed;
  const auto copy = [&](const Record& record) {
    if (to.append(record.seq, {&record, 1}) != Append::kOk) {
      failed = {Fault::kUnavailable, "the copy cannot be written: " + committer.error()};
      return false;
    }
    count(record, summary);
    if (committer.pending_bytes() >= kStepBytes) static_cast<void>(committer.step(0));
    return true;
  };
  // The damage is what the copy leaves out.
  static_cast<void>(from.read(shard, to.next(), copy));
  if (failed.none() && committer.pending_bytes() > 0) static_cast<void>(committer.step(0));
  if (failed.none() && (committer.failed() || committer.pending_bytes() > 0)) {
    failed = {Fault::kUnavailable, "the copy cannot be written: " + committer.error()};
  }
  return failed;
}

Problem copy_whole(const RocksLog& from, const std::string& directory, rocksdb::Env* env,
                   std::vector<ShardSummary>& kept) {
  LogOptions options = log_options(directory, env);
  options.shards = from.shards();
  Problem problem;
  const std::unique_ptr<RocksLog> to = RocksLog::open(options, problem);
  if (to == nullptr) return problem;
  to->directory().give_up_reserve();
  for (std::uint32_t shard = 0; shard < from.shards(); ++shard) {
    problem = to->begin_with(shard, begin_of_copy(from, shard));
    if (!problem.none()) return problem;
  }
  Committer committer(*to, {.fsync = Fsync::kNone});
  kept.resize(from.shards());
  for (std::uint32_t shard = 0; shard < from.shards(); ++shard) {
    problem = copy_shard(from, shard, committer, kept[shard]);
    if (!problem.none()) return problem;
  }
  if (committer.finish()) return {};
  return {Fault::kUnavailable, "the copy cannot be written: " + committer.error()};
}

// A name beside the log that is not taken yet.
std::string free_name(rocksdb::Env& env, const std::string& stem) {
  for (int number = 1;; ++number) {
    std::string name = stem + std::to_string(number);
    if (!env.FileExists(name).ok()) return name;
  }
}

Problem clear_away(rocksdb::Env& env, const std::string& folder) {
  std::vector<std::string> names;
  if (!env.GetChildren(folder, &names).ok()) return {};
  for (const std::string& name : names) {
    const std::string path = std::string(folder).append("/").append(name);
    bool is_directory = false;
    if (name == "." || name == "..") continue;
    if (env.IsDirectory(path, &is_directory).ok() && is_directory) {
      Problem problem = clear_away(env, path);
      if (!problem.none()) return problem;
    } else if (const rocksdb::Status status = env.DeleteFile(path); !status.ok()) {
      return {Fault::kUnavailable, path + " cannot be removed: " + status.ToString()};
    }
  }
  const rocksdb::Status status = env.DeleteDir(folder);
  if (status.ok()) return {};
  return {Fault::kUnavailable, folder + " cannot be removed: " + status.ToString()};
}

}  // namespace

Verification verify(const std::string& directory, rocksdb::Env* env) {
  Verification result;
  const auto log = RocksLog::inspect(log_options(directory, env), false, result.problem);
  if (log == nullptr) return result;
  result.notes = log->notes();
  result.shards.resize(log->shards());
  for (std::uint32_t shard = 0; shard < log->shards(); ++shard) {
    ShardSummary& summary = result.shards[shard];
    Problem problem = log->read(shard, log->first(shard), [&summary](const Record& record) {
      count(record, summary);
      return true;
    });
    if (result.problem.none()) result.problem = std::move(problem);
  }
  return result;
}

Repair repair(const std::string& directory, rocksdb::Env* given) {
  rocksdb::Env& env = given != nullptr ? *given : *rocksdb::Env::Default();
  Repair result;
  const Verification before = verify(directory, given);
  if (before.problem.fault != Fault::kDamaged) {
    result.problem = before.problem;
    result.kept = before.shards;
    return result;
  }
  const auto log = RocksLog::inspect(log_options(directory, given), true, result.problem);
  if (log == nullptr) return result;
  const std::string draft = directory + "/repaired";
  result.problem = clear_away(env, draft);
  if (result.problem.none()) result.problem = copy_whole(*log, draft, given, result.kept);
  if (!result.problem.none()) return result;
  const std::string aside = free_name(env, directory + "/damaged-");
  rocksdb::Status status = env.RenameFile(directory + "/log", aside);
  if (status.ok()) status = env.RenameFile(draft + "/log", directory + "/log");
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env.NewDirectory(directory, &folder);
  if (status.ok()) status = folder->Fsync();
  if (!status.ok()) {
    result.problem = {Fault::kUnavailable,
                      "the new log cannot be put in place: " + status.ToString() +
                          "; the old one is in " + aside + ", the new one in " + draft + "/log"};
    return result;
  }
  result.put_aside = aside;
  result.problem = clear_away(env, draft);
  return result;
}

}  // namespace stellwerk::journal
