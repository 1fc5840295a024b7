// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/journal_thread.h"

#include <array>
#include <atomic>
#include <mutex>
#include <span>
#include <utility>

#include "core/base/check.h"
#include "core/journal/group.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/errand.h"
#include "core/runtime/journal_block.h"
#include "core/runtime/per_producer_fifo.h"
#include "core/runtime/system_clock.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::runtime {
namespace {

// One commit takes no more than this; the rest waits for the next.
constexpr std::uint64_t kCommitBytesMax = std::uint64_t{4} << 20U;

std::int64_t now_ns() { return system_time().monotonic_ns(); }

}  // namespace

// What a shard and the journal's thread share.
struct JournalThread::Lane {
  explicit Lane(PerProducerFifo<JournalBlock>& to) : producer(to) {}

  // The shard's.
  BlockPool<JournalBlock> pool;
  PerProducerFifo<JournalBlock>::Producer producer;
  // Set before the thread starts.
  std::function<void()> notify;
  // Written by the journal's thread.
  alignas(64) std::atomic<std::uint64_t> durable{1};
  std::atomic<journal::Room> room{journal::Room::kPlenty};
  std::atomic<bool> failed{false};
};

struct JournalThread::State final : public Duty {
  State(std::unique_ptr<journal::RocksLog> opened, const JournalOptions& options)
      : log(std::move(opened)),
        committer(*log, with_alone(options.commit)),
        archives([this](std::uint32_t tenant,
                        std::string draft) { return log->event_files(tenant, std::move(draft)); },
                 options.warn) {
    for (std::uint32_t shard = 0; shard < log->shards(); ++shard) {
      lanes.push_back(std::make_unique<Lane>(appended));
      publish(shard);
      committer.on_change(shard, [this, shard] { publish(shard); });
    }
    show();
  }

  // Called by the committer whenever something about the shard's journal has changed.
  void publish(std::uint32_t shard) {
    show();  // whoever hears of it from the shard finds it in the figures, too
    Lane& lane = *lanes[shard];
    // release, all three: pair with the acquires of LaneJournal; what was written is on the disk.
    lane.durable.store(committer.durable(shard), std::memory_order_release);
    // release: as above.
    lane.room.store(committer.room(), std::memory_order_release);
    // release: as above.
    lane.failed.store(committer.failed(), std::memory_order_release);
    if (lane.notify) lane.notify();
  }

  // Who reads the log on another thread keeps it from being opened anew, part by part.
  journal::CommitOptions with_alone(journal::CommitOptions options) {
    options.alone = [this](const std::function<bool()>& reopen) {
      const std::unique_lock<std::mutex> lock(in_use, std::try_to_lock);
      return lock.owns_lock() && reopen();
    };
    return options;
  }

  void show() {
    free_bytes.set(committer.free_bytes());
    room.set(static_cast<std::uint64_t>(committer.room()));
    failed.set(committer.failed() ? 1 : 0);
  }

  std::size_t collect() {
    std::array<JournalBlock*, 32> blocks{};
    std::size_t total = 0;
    while (committer.pending_bytes() < kCommitBytesMax) {
      const std::size_t count = appended.drain(blocks);
      if (count == 0) break;
      for (JournalBlock* const block : std::span(blocks).first(count)) {
        if (!committer.failed()) {
          committer.add(block->shard, block->first, block->count, block->records);
        }
        BlockPool<JournalBlock>::give_back(block);
      }
      total += count;
    }
    return total;
  }

  std::size_t do_work() override {
    const std::size_t taken = collect() + (errand.run() ? 1 : 0);
    const std::int64_t started_ns = now_ns();
    const journal::Committer::Step step = committer.step(started_ns);
    if (step.records > 0) {
      group_records.add(step.records);
      commit_ns.add(static_cast<std::uint64_t>(now_ns() - started_ns));
      bytes_total.add(step.bytes);
    }
    if (step.synced) syncs_total.add(1);
    show();
    return taken + (step.worked ? 1U : 0U);
  }
  // As long as the disk does not take what was collected, nothing more is.
  [[nodiscard]] bool has_work() override {
    return errand.is_asked() || (!appended.empty() && committer.pending_bytes() < kCommitBytesMax);
  }
  [[nodiscard]] std::int64_t idle_ns_max() override { return committer.idle_ns(now_ns()); }
  [[nodiscard]] bool finish() override {
    while (do_work() > 0) {
    }
    // What a full disk has not taken by now it does not take: nobody was told that it is there.
    static_cast<void>(committer.finish());
    show();
    return true;
  }

  std::unique_ptr<journal::RocksLog> log;
  std::mutex in_use;  // held by who reads or reclaims room, and to open the log anew
  Errand errand;      // of who folds
  journal::Committer committer;
  ArchiveThread archives;
  PerProducerFifo<JournalBlock> appended;
  WakeSignal signal;
  std::vector<std::unique_ptr<Lane>> lanes;
  SharedHistogram<BatchHistogram> group_records;
  SharedHistogram<LatencyHistogram> commit_ns;
  Counter bytes_total, syncs_total, free_bytes, room, failed;
  std::unique_ptr<ThreadRunner> runner;
};

// The shard's end of a lane.
class JournalThread::LaneJournal final : public journal::Journal {
 public:
  LaneJournal(JournalThread& thread, std::uint32_t shard)
      : thread_(thread),
        lane_(*thread.state_->lanes[shard]),
        shard_(shard),
        next_(thread.state_->log->end(shard).next),
        last_time_(thread.state_->log->end(shard).at) {}
  // Whom the thread notifies goes with the shard.
  ~LaneJournal() override { thread_.stop(); }
  LaneJournal(const LaneJournal&) = delete;
  LaneJournal& operator=(const LaneJournal&) = delete;

  [[nodiscard]] bool keeps() const override { return true; }
  [[nodiscard]] journal::Append append(std::uint64_t expected_first,
                                       std::span<const journal::Record> records) override {
    if (expected_first != next_ || failed()) return journal::Append::kRefused;
    JournalBlock* const block = lane_.pool.take();
    block->shard = shard_;
    block->first = expected_first;
    block->count = static_cast<std::uint32_t>(records.size());
    for (const journal::Record& record : records) {
      SW_CHECK(record.seq == next_);
      journal::append_record(record, block->records);
      last_time_ = record.at;
      ++next_;
    }
    lane_.producer.push(block);
    thread_.state_->signal.notify();
    return journal::Append::kOk;
  }
  [[nodiscard]] std::uint64_t next() const override { return next_; }
  [[nodiscard]] std::uint64_t durable() const override {
    // acquire: pairs with the release in publish().
    return lane_.durable.load(std::memory_order_acquire);
  }
  [[nodiscard]] bool failed() const override {
    // acquire: as in durable().
    return lane_.failed.load(std::memory_order_acquire);
  }
  [[nodiscard]] journal::Room room() const override {
    // acquire: as in durable().
    return lane_.room.load(std::memory_order_acquire);
  }
  [[nodiscard]] base::Instant last_time() const override { return last_time_; }
  [[nodiscard]] std::uint64_t first() const override { return log().first(shard_); }
  [[nodiscard]] journal::Problem read(std::uint64_t from, const Visit& visit) const override {
    const std::lock_guard<std::mutex> lock(in_use());
    return log().read(shard_, from, visit);
  }
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override {
    return log().snapshots().list(shard_);
  }
  [[nodiscard]] journal::Problem read_snapshot(std::uint64_t next,
                                               const journal::PieceVisit& visit) const override {
    return log().snapshots().read(shard_, next, visit);
  }
  [[nodiscard]] journal::Problem store_snapshot(std::uint64_t next,
                                                const journal::PieceSource& source) override {
    journal::Problem problem = on_its_thread([this] {
      journal::Committer& committer = thread_.state_->committer;
      return committer.secure() ? journal::Problem{}
                                : journal::Problem{journal::Fault::kUnavailable, committer.error()};
    });
    return problem.none() ? log().snapshots().keep(shard_, next, source) : problem;
  }
  void drop_snapshot(std::uint64_t next) override { log().snapshots().drop(shard_, next); }
  [[nodiscard]] journal::Problem trim(std::uint64_t next) override {
    journal::Problem problem = on_its_thread([this, next] { return log().cut(shard_, next); });
    if (!problem.none()) return problem;
    const std::lock_guard<std::mutex> lock(in_use());
    return log().reclaim(shard_);
  }
  void on_durable(std::function<void()> notify) override {
    SW_CHECK_MSG(thread_.state_->runner == nullptr, "the journal's thread runs already");
    lane_.notify = std::move(notify);
  }

 private:
  [[nodiscard]] journal::RocksLog& log() const { return *thread_.state_->log; }
  [[nodiscard]] std::mutex& in_use() const { return thread_.state_->in_use; }
  // What writes to the log is done by the thread that commits: a write begun by one of low priority
  // would make the next commit wait until that one is given a core again.
  [[nodiscard]] journal::Problem on_its_thread(Errand::Task task) const {
    State& state = *thread_.state_;
    if (state.runner == nullptr) return task();
    return state.errand.ask(std::move(task), state.signal);
  }

  JournalThread& thread_;
  Lane& lane_;
  const std::uint32_t shard_;
  std::uint64_t next_;
  base::Instant last_time_;
};

std::unique_ptr<JournalThread> JournalThread::open(const JournalOptions& options,
                                                   journal::Problem& problem) {
  journal::LogOptions log_options = options.log;
  log_options.syncs_each_write = options.commit.fsync == journal::Fsync::kAlways;
  std::unique_ptr<journal::RocksLog> log = journal::RocksLog::open(log_options, problem);
  if (log == nullptr) return nullptr;
  return std::unique_ptr<JournalThread>(
      new JournalThread(std::make_unique<State>(std::move(log), options)));
}

JournalThread::JournalThread(std::unique_ptr<State> state) : state_(std::move(state)) {}

JournalThread::~JournalThread() { stop(); }

std::unique_ptr<journal::Journal> JournalThread::journal(std::uint32_t shard) {
  return std::make_unique<LaneJournal>(*this, shard);
}

std::unique_ptr<stream::Archive> JournalThread::archive(std::uint32_t tenant, ArchiveUse use) {
  return state_->archives.archive(tenant, use);
}

void JournalThread::start() {
  SW_CHECK(state_->runner == nullptr);
  state_->archives.start();
  state_->runner = std::make_unique<ThreadRunner>("journal", *state_, state_->signal, Idle::kBlock);
  state_->runner->start();
}

void JournalThread::stop() {
  if (state_->runner == nullptr) return;
  state_->runner->request_stop();
  state_->runner->join();
  state_->archives.stop();
}

const std::vector<std::string>& JournalThread::notes() const { return state_->log->notes(); }

const std::string& JournalThread::limits() const { return state_->log->limits(); }

std::string JournalThread::error() const {
  return state_->failed.value() != 0 ? state_->committer.error() : std::string();
}

JournalFigures JournalThread::figures() const {
  JournalFigures figures;
  figures.keeps = true;
  figures.group_records = state_->group_records.read();
  figures.commit_ns = state_->commit_ns.read();
  figures.bytes_total = state_->bytes_total.value();
  figures.syncs_total = state_->syncs_total.value();
  figures.free_bytes = state_->free_bytes.value();
  figures.needed_bytes = state_->committer.room_needed();
  figures.room = static_cast<journal::Room>(state_->room.value());
  figures.failed = state_->failed.value() != 0;
  const ArchiveFigures archive = state_->archives.figures();
  figures.archive_bytes_total = archive.bytes_total;
  figures.archive_refused_total = archive.refused_total;
  figures.archive_failed = archive.failed;
  return figures;
}

}  // namespace stellwerk::runtime
