// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/replay.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "core/engine/limits_text.h"
#include "core/journal/rocks_log.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"
#include "tools/stellwerk/journal/day_report.h"
#include "tools/stellwerk/journal/record_file.h"
#include "tools/stellwerk/journal/recorded_day.h"

namespace stellwerk::cli {
namespace {

using journal::Fault;
using journal::Problem;
using journal::Record;

Problem unreadable(std::uint64_t seq) {
  return {Fault::kDamaged, fmt::format("record {} is no command that this release knows: use the "
                                       "release that wrote it",
                                       seq)};
}

// Each record with its command; a problem at the first that is none.
template <class Take>
Problem each_command(const ReadRecords& read, Take take) {
  model::CommandDecoder decoder;
  std::uint64_t wrong = 0;
  Problem problem = read([&](const Record& record) {
    const model::Command* const command = decoder.decode(record.command);
    if (command == nullptr || !model::is_write(command->kind)) {
      wrong = record.seq;
      return false;
    }
    take(record, *command);
    return true;
  });
  if (problem.none() && wrong > 0) return unreadable(wrong);
  return problem;
}

Problem decide_again(const ReadRecords& read, const std::map<std::uint32_t, RecordedDay>& recorded,
                     const OtherPolicy& policy, const engine::Limits& limits,
                     std::map<std::uint32_t, TenantDay::Again>& again) {
  std::map<std::uint32_t, DayAgain> days;
  for (const auto& [tenant, day] : recorded) days.try_emplace(tenant, limits, day, policy);
  Problem problem = each_command(read, [&](const Record& record, const model::Command& command) {
    days.at(record.tenant).decide(record, command);
  });
  for (auto& [tenant, day] : days) {
    TenantDay::Again& result = again[tenant];
    result.refused = day.refused();
    result.outcome = day.finish();
    result.moves = moves_between(recorded.at(tenant).outcome, result.outcome);
  }
  return problem;
}

int failed(const Problem& problem) {
  fmt::print(stderr, "stellwerk: {}\n", problem.text);
  return problem.fault == Fault::kUsage ? 2 : 1;
}

// When the record begins.
Problem first_time(const ReadRecords& read, base::Instant& first) {
  return read([&first](const Record& record) {
    first = record.at;
    return false;
  });
}

// False, with what is wrong on standard error, when it is no policy. Its calendars are those of the
// time that is on record.
bool read_policy(const std::string& path, base::Instant now, OtherPolicy& policy) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    fmt::print(stderr, "stellwerk: {}: cannot be read; is it there, and may it be read?\n", path);
    return false;
  }
  policy.text.assign(std::istreambuf_iterator<char>(in), {});
  const policy::Compiled compiled = policy::compile(policy.text, now);
  for (const policy::Problem& problem : compiled.problems) {
    fmt::print(stderr, "stellwerk: {}: {}\n", path, policy::described(problem));
  }
  model::encode(compiled.policy, policy.compiled);
  return compiled.ok();
}

ReadRecords all_records(const journal::RocksLog& log) {
  return [&log](const journal::Journal::Visit& visit) {
    Problem found;
    bool going_on = true;
    for (std::uint32_t shard = 0; going_on && found.none() && shard < log.shards(); ++shard) {
      found = log.read(shard, 1, [&](const Record& record) {
        going_on = visit(record);
        return going_on;
      });
    }
    return found;
  };
}

// Those of a journal that does not say were the usual ones.
Problem limits_from(const std::string& text, const std::string& source, engine::Limits& limits) {
  const std::string wrong = engine::parse_limits(text, limits);
  if (wrong.empty()) return {};
  return {Fault::kUsage, source + ": its limits: " + wrong + ": use the release that wrote it"};
}

}  // namespace

Problem replay_days(const ReadRecords& read, const OtherPolicy* policy,
                    std::vector<TenantDay>& days, const engine::Limits& limits) {
  std::map<std::uint32_t, DayRecorder> recorders;
  Problem problem = each_command(read, [&](const Record& record, const model::Command& command) {
    recorders.try_emplace(record.tenant, limits).first->second.decide(record, command);
  });
  if (!problem.none()) return problem;
  std::map<std::uint32_t, RecordedDay> recorded;
  for (auto& [tenant, recorder] : recorders) recorded.emplace(tenant, recorder.finish());
  std::map<std::uint32_t, TenantDay::Again> again;
  if (policy != nullptr) problem = decide_again(read, recorded, *policy, limits, again);
  for (auto& [tenant, day] : recorded) {
    TenantDay& result = days.emplace_back();
    result.tenant = tenant;
    result.records = day.records;
    result.first = day.first;
    result.last = day.last;
    result.digest = day.digest;
    result.recorded = std::move(day.outcome);
    if (policy != nullptr) result.again = std::move(again.at(tenant));
  }
  return problem;
}

int run_journal_replay(const JournalReplayOptions& options) {
  const bool is_file = std::filesystem::is_regular_file(options.source);
  std::unique_ptr<journal::RocksLog> log;
  Problem problem;
  if (!is_file) {
    journal::LogOptions log_options;
    log_options.directory = options.source;
    log = journal::RocksLog::inspect(log_options, false, problem);
    if (log == nullptr) return failed(problem);
  }
  for (std::uint32_t shard = 0; !is_file && shard < log->shards(); ++shard) {
    if (log->first(shard) == 1) continue;
    return failed(
        {Fault::kUsage, fmt::format("the journal of shard {} begins with record {}: "
                                    "what came before was folded into a snapshot; a daemon "
                                    "with --journal-keep all keeps the whole journal",
                                    shard, log->first(shard))});
  }
  const ReadRecords read = is_file ? ReadRecords([&options](const journal::Journal::Visit& visit) {
    return read_record_file(options.source, visit);
  })
                                   : all_records(*log);
  engine::Limits limits;
  problem = limits_from(is_file ? limits_of_record_file(options.source) : log->limits(),
                        options.source, limits);
  if (!problem.none()) return failed(problem);
  OtherPolicy policy;
  if (!options.policy.empty()) {
    base::Instant first;
    problem = first_time(read, first);
    if (!problem.none()) return failed(problem);
    if (!read_policy(options.policy, first, policy)) return 2;
  }
  std::vector<TenantDay> days;
  problem = replay_days(read, options.policy.empty() ? nullptr : &policy, days, limits);
  if (!problem.none()) return failed(problem);
  fmt::print("{}", options.json ? day_report_json(days) : day_report(days));
  return 0;
}

}  // namespace stellwerk::cli
