// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/rocks_medium.h"

#include <span>
#include <utility>

#include "core/journal/committer.h"
#include "core/journal/rocks_journal.h"
#include "core/journal/rocks_log.h"
#include "core/runtime/file_archive.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeedMark = 0x726f636b;
// Large enough that RocksDB's own threads have nothing to do in a run, which could not be repeated
// otherwise: tables are written when a log is opened.
constexpr std::uint64_t kWriteBuffer = std::uint64_t{4} << 20U;

journal::CommitOptions commit_options(const Scenario& scenario) {
  journal::CommitOptions options;
  const bool skips = scenario.mutant == Mutant::kSkipsSyncs;
  if (skips || scenario.has(Feature::kLazySyncs)) options.fsync = journal::Fsync::kNone;
  return options;
}

class RocksStepped final : public SteppedJournal {
 public:
  RocksStepped(const Scenario& scenario, std::unique_ptr<journal::RocksLog> log,
               std::vector<KeptRecord>& trimmed)
      : trimmed_(trimmed),
        log_(std::move(log)),
        committer_(*log_, commit_options(scenario)),
        journal_(committer_, 0) {}

  bool step(std::int64_t now_ns) override { return committer_.step(now_ns).worked; }
  [[nodiscard]] bool behind() const override { return durable() < next(); }
  void visit(const Visit& visit) const override {
    for (const KeptRecord& kept : trimmed_) {
      if (!visit({kept.seq, kept.at, kept.tenant, kept.command})) return;
    }
    static_cast<void>(log_->read(0, log_->first(0), visit));
  }

  [[nodiscard]] bool keeps() const override { return true; }
  [[nodiscard]] journal::Append append(std::uint64_t expected_first,
                                       std::span<const journal::Record> records) override {
    const journal::Append appended = journal_.append(expected_first, records);
    if (appended == journal::Append::kOk) show(records);
    return appended;
  }
  [[nodiscard]] std::uint64_t next() const override { return journal_.next(); }
  [[nodiscard]] std::uint64_t durable() const override { return journal_.durable(); }
  [[nodiscard]] bool failed() const override { return journal_.failed(); }
  [[nodiscard]] journal::Room room() const override { return journal_.room(); }
  [[nodiscard]] base::Instant last_time() const override { return journal_.last_time(); }
  [[nodiscard]] journal::Problem read(std::uint64_t from, const Visit& visit) const override {
    return journal_.read(from, visit);
  }
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override {
    return journal_.snapshots();
  }
  [[nodiscard]] journal::Problem read_snapshot(std::uint64_t next,
                                               const journal::PieceVisit& visit) const override {
    return journal_.read_snapshot(next, visit);
  }
  [[nodiscard]] journal::Problem store_snapshot(std::uint64_t next,
                                                const journal::PieceSource& source) override {
    return journal_.store_snapshot(next, source);
  }
  void drop_snapshot(std::uint64_t next) override { journal_.drop_snapshot(next); }
  [[nodiscard]] std::uint64_t first() const override { return journal_.first(); }
  [[nodiscard]] journal::Problem trim(std::uint64_t next) override {
    std::vector<KeptRecord> below;
    static_cast<void>(log_->read(0, first(), [&below, next](const journal::Record& record) {
      below.push_back({record.seq, record.at, record.tenant, std::string(record.command)});
      return record.seq + 1 < next;
    }));
    journal::Problem problem = journal_.trim(next);
    for (KeptRecord& kept : below) {
      if (kept.seq < first()) trimmed_.push_back(std::move(kept));
    }
    return problem;
  }
  void on_durable(std::function<void()> notify) override { journal_.on_durable(std::move(notify)); }

 private:
  std::vector<KeptRecord>& trimmed_;
  const std::unique_ptr<journal::RocksLog> log_;
  journal::Committer committer_;
  journal::RocksJournal journal_;
};

}  // namespace

RocksMedium::RocksMedium(const Scenario& scenario, Coverage& coverage)
    : scenario_(scenario),
      coverage_(coverage),
      prng_(scenario.seed ^ kSeedMark),
      env_(scenario.seed ^ kSeedMark ^ 1U) {}

std::unique_ptr<SteppedJournal> RocksMedium::open(journal::Problem& problem) {
  journal::LogOptions options;
  options.directory = "/data";
  options.write_buffer = kWriteBuffer;
  options.syncs_each_write = commit_options(scenario_).fsync == journal::Fsync::kAlways;
  options.env = &env_;
  auto log = journal::RocksLog::open(options, problem);
  if (log == nullptr) return nullptr;
  return std::make_unique<RocksStepped>(scenario_, std::move(log), trimmed_);
}

// As at a start: what memory need not hold is written by whoever decides, at once.
std::unique_ptr<stream::Archive> RocksMedium::archive(runtime::ArchiveUse use) {
  const bool folding = use == runtime::ArchiveUse::kFolding;
  journal::EventFiles files(env_, "/data/streams", 0, folding ? "draft-folding" : "draft");
  return std::make_unique<runtime::FileArchive>(std::move(files), use);
}

void RocksMedium::go_down(bool power) {
  power_is_cut_ = power;
  env_.stop();
}

void RocksMedium::come_back() {
  const std::uint64_t torn = env_.torn();
  if (power_is_cut_) env_.power_cut(scenario_.has(Feature::kTornWrites));
  coverage_[Coverage::kTornTails] += env_.torn() - torn;
  env_.go_on();
}

// Around the bounds that the committer watches.
void RocksMedium::bound(std::uint64_t bytes) {
  bounded_ = true;
  env_.set_free_bytes(bytes * 1'024);
}

void RocksMedium::forget_bound() {
  bounded_ = false;
  env_.set_free_bytes(CrashEnv::kPlenty);
}

void RocksMedium::break_down() { env_.stop_after(static_cast<std::int64_t>(prng_.below(4))); }

}  // namespace stellwerk::sim
