// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/archive_thread.h"

#include <array>
#include <atomic>
#include <deque>
#include <optional>
#include <sched.h>
#include <span>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/runtime/archive_block.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/counter.h"
#include "core/runtime/per_producer_fifo.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::runtime {
namespace {

// Of the thread: those that decide and commit go first where there are not enough cores.
constexpr int kNice = 10;

}  // namespace

// What a store and the thread share.
struct ArchiveThread::Lane {
  Lane(std::uint32_t number, journal::EventFiles to, PerProducerFifo<ArchiveBlock>& queue)
      : index(number), files(std::move(to)), producer(queue) {}

  const std::uint32_t index;
  // Written by the thread once there is one, else by the store's; read by the store's.
  SegmentFiles files;
  // The store's.
  BlockPool<ArchiveBlock> pool;
  PerProducerFifo<ArchiveBlock>::Producer producer;
  std::deque<stream::Archive::Outcome> outcomes;
  std::size_t lent = 0;
};

struct ArchiveThread::State final : public Duty {
  State(MakeFiles make, std::function<void(std::string_view)> tell)
      : make_files(std::move(make)), warn(std::move(tell)) {}

  stream::Archive::Outcome keep(const Lane& lane, const stream::Segment& segment) {
    std::string problem;
    const stream::Archive::Outcome outcome = lane.files.keep(segment, problem);
    if (outcome.kept) {
      segments_total.add(1);
      bytes_total.add(outcome.id.size);
    } else {
      refused_total.add(1);
    }
    if (outcome.kept == (failed.value() == 0)) return outcome;
    failed.set(outcome.kept ? 0 : 1);
    if (warn && !outcome.kept) {
      warn("events stay in memory, and the oldest are forgotten beyond --stream-memory-max: " +
           problem);
    } else if (warn) {
      warn("events that memory need not hold are written to the disk again");
    }
    return outcome;
  }

  std::size_t do_work() override {
    if (!is_nice) {
      is_nice = true;
      // Without it the thread is like any other.
      static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice));
    }
    std::array<ArchiveBlock*, 8> blocks{};
    const std::size_t count = queue.drain(blocks);
    for (ArchiveBlock* const block : std::span(blocks).first(count)) {
      Lane& lane = *lanes[block->lane];
      if (block->segment != nullptr) {
        block->outcome = keep(lane, *block->segment);
      } else {
        lane.files.drop_below(block->least);
      }
      BlockPool<ArchiveBlock>::give_back(block);
    }
    return count;
  }
  [[nodiscard]] bool has_work() override { return !queue.empty(); }
  [[nodiscard]] std::int64_t idle_ns_max() override { return -1; }
  [[nodiscard]] bool finish() override {
    while (do_work() > 0) {
    }
    return true;
  }

  const MakeFiles make_files;
  const std::function<void(std::string_view)> warn;
  PerProducerFifo<ArchiveBlock> queue;
  WakeSignal signal;
  std::vector<std::unique_ptr<Lane>> lanes;
  Counter segments_total, bytes_total, refused_total, failed;
  bool is_nice = false;
  std::atomic<bool> running{false};
  std::unique_ptr<ThreadRunner> runner;
};

// The store's end of a lane.
class ArchiveThread::LaneArchive final : public stream::Archive {
 public:
  LaneArchive(State& state, Lane& lane) : state_(state), lane_(lane) {}

  void keep(const stream::Segment& segment) override {
    if (!running()) {
      lane_.outcomes.push_back(state_.keep(lane_, segment));
      return;
    }
    ++lane_.lent;
    ArchiveBlock* const block = take();
    block->segment = &segment;
    push(block);
  }
  [[nodiscard]] std::optional<Outcome> next_outcome() override {
    collect();
    if (lane_.outcomes.empty()) return std::nullopt;
    const Outcome outcome = lane_.outcomes.front();
    lane_.outcomes.pop_front();
    return outcome;
  }
  void settle() override {
    for (collect(); lane_.lent > 0; collect()) ::sched_yield();
  }
  [[nodiscard]] Found read(const stream::SegmentId& id, stream::Segment& into,
                           std::string& problem) override {
    return lane_.files.read(id, into, problem);
  }
  [[nodiscard]] Range secure(std::span<const stream::SegmentId> ids) override {
    return lane_.files.secure(ids);
  }
  void drop_below(std::uint64_t least) override {
    if (!running()) return lane_.files.drop_below(least);
    ArchiveBlock* const block = take();
    block->segment = nullptr;
    block->least = least;
    push(block);
  }

 private:
  [[nodiscard]] bool running() const {
    // acquire: pairs with the releases in start() and stop(); what the other one did is done.
    return state_.running.load(std::memory_order_acquire);
  }
  ArchiveBlock* take() {
    return lane_.pool.take([this](const ArchiveBlock& block) { note(block); });
  }
  void collect() {
    lane_.pool.collect([this](const ArchiveBlock& block) { note(block); });
  }
  void note(const ArchiveBlock& block) {
    if (block.segment == nullptr) return;
    --lane_.lent;
    lane_.outcomes.push_back(block.outcome);
  }
  void push(ArchiveBlock* block) {
    block->lane = lane_.index;
    lane_.producer.push(block);
    state_.signal.notify();
  }

  State& state_;
  Lane& lane_;
};

ArchiveThread::ArchiveThread(MakeFiles make_files, std::function<void(std::string_view)> warn)
    : state_(std::make_unique<State>(std::move(make_files), std::move(warn))) {}

ArchiveThread::~ArchiveThread() { stop(); }

std::unique_ptr<stream::Archive> ArchiveThread::archive(std::uint32_t tenant, ArchiveUse use) {
  State& s = *state_;
  if (use == ArchiveUse::kFolding) {
    return std::make_unique<FileArchive>(s.make_files(tenant, "draft-folding"), use);
  }
  SW_CHECK(s.runner == nullptr);
  const auto index = static_cast<std::uint32_t>(s.lanes.size());
  s.lanes.push_back(std::make_unique<Lane>(index, s.make_files(tenant, "draft-serving"), s.queue));
  return std::make_unique<LaneArchive>(s, *s.lanes.back());
}

void ArchiveThread::start() {
  State& s = *state_;
  SW_CHECK(s.runner == nullptr);
  s.runner = std::make_unique<ThreadRunner>("archive", s, s.signal, Idle::kBlock);
  s.runner->start();
  // release: pairs with running(); whoever sees it finds the thread.
  s.running.store(true, std::memory_order_release);
}

void ArchiveThread::stop() {
  State& s = *state_;
  if (s.runner == nullptr) return;
  s.runner->request_stop();
  s.runner->join();
  // release: pairs with running(); the thread is done with the files.
  s.running.store(false, std::memory_order_release);
}

ArchiveFigures ArchiveThread::figures() const {
  const State& s = *state_;
  return {s.segments_total.value(), s.bytes_total.value(), s.refused_total.value(),
          s.failed.value() != 0};
}

}  // namespace stellwerk::runtime
