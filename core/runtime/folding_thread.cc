// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/folding_thread.h"

#include <algorithm>
#include <atomic>
#include <pthread.h>
#include <sched.h>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/runtime/fold.h"
#include "core/runtime/fold_seat.h"
#include "core/runtime/system_clock.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kLookEveryNs = 1'000'000'000;
constexpr std::int64_t kRestFactor = 4;
constexpr std::int64_t kRestNsMin = 30'000'000'000;
// What has failed is tried again, but not at once.
constexpr std::int64_t kAfterFailureNs = 60'000'000'000;

std::int64_t now_ns() { return system_time().monotonic_ns(); }

}  // namespace

struct FoldingThread::State final : public Duty {
  explicit State(const FoldingOptions& with) : options(with) {}

  std::size_t do_work() override {
    if (!lowered) {
      // Of this thread alone: it gets what nobody else wants. If that cannot be had, folds take
      // their turn like everybody else.
      const sched_param none{};
      static_cast<void>(::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &none));
      lowered = true;
    }
    if (fold == nullptr && !begin()) return 0;
    if (!fold->step()) end();
    return 1;
  }
  [[nodiscard]] bool has_work() override {
    return std::any_of(seats.begin(), seats.end(),
                       [](const auto& seat) { return seat->is_asked(); });
  }
  [[nodiscard]] std::int64_t idle_ns_max() override { return kLookEveryNs; }
  [[nodiscard]] bool finish() override {
    fold.reset();
    return true;
  }

  [[nodiscard]] bool is_due(const FoldSeat& seat, std::int64_t now) const {
    if (seat.is_asked()) return true;
    const bool wanted = options.records > 0 && seat.unfolded() >= options.records;
    return wanted && now >= seat.not_before_ns;
  }

  bool begin() {
    const std::int64_t now = now_ns();
    for (std::size_t i = 1; i <= seats.size(); ++i) {
      const std::size_t next = (current + i) % seats.size();
      FoldSeat& seat = *seats[next];
      if (!is_due(seat, now)) continue;
      current = next;
      asked = seat.asked();
      began_ns = now;
      fold = std::make_unique<Fold>(seat.place, options.engine, options.streams, seat.history,
                                    options.archive);
      fold->set_keep_all(options.keep_all);
      fold->set_go_on([this] { return goes_on(); });
      return true;
    }
    return false;
  }

  void end() {
    const Fold::Outcome outcome = fold->outcome();
    fold.reset();
    if (!goes_on()) return;
    FoldSeat& seat = *seats[current];
    const std::int64_t now = now_ns();
    const std::int64_t took_ns = now - began_ns;
    seat.not_before_ns = now + std::max(kRestNsMin, kRestFactor * took_ns);
    for (const std::string& note : outcome.recovery.notes) tell(note);
    if (outcome.snapshot > 0) {
      seat.folds_total.add(1);
      seat.snapshot.set(outcome.snapshot);
      seat.took_ns.set(static_cast<std::uint64_t>(took_ns));
    }
    seat.first.set(seat.history.first());
    const journal::Problem& problem = outcome.recovery.problem;
    if (!problem.none()) {
      seat.failed_total.add(1);
      seat.not_before_ns = std::max(seat.not_before_ns, now + kAfterFailureNs);
      tell("the journal of shard " + std::to_string(seat.place.index) +
           " was not folded into a snapshot: " + problem.text +
           "; it is tried again, and grows meanwhile");
    }
    seat.answer(asked, problem.text);
  }

  void tell(const std::string& note) const {
    if (options.note) options.note(note);
  }
  [[nodiscard]] bool goes_on() const {
    // relaxed: nothing else is read by it.
    return !stopping.load(std::memory_order_relaxed);
  }

  const FoldingOptions options;
  WakeSignal signal;
  std::vector<std::unique_ptr<FoldSeat>> seats;
  std::size_t current = 0;
  std::unique_ptr<Fold> fold;  // under way, of seats[current]
  std::uint64_t asked = 0;     // requests that it will answer
  std::int64_t began_ns = 0;
  bool lowered = false;
  std::atomic<bool> stopping{false};
  std::unique_ptr<ThreadRunner> runner;
};

FoldingThread::FoldingThread(const FoldingOptions& options)
    : state_(std::make_unique<State>(options)) {}

FoldingThread::~FoldingThread() { stop(); }

SnapshotDesk& FoldingThread::add(const ShardPlace& place, journal::History& history,
                                 std::function<void()> answered) {
  SW_CHECK(state_->runner == nullptr);
  auto seat = std::make_unique<FoldSeat>(place, history, std::move(answered), state_->signal);
  const std::vector<std::uint64_t> snapshots = history.snapshots();
  if (!snapshots.empty()) seat->snapshot.set(snapshots.front());
  seat->first.set(history.first());
  // What a start had to decide again is folded at once.
  if (seat->unfolded() < state_->options.records) seat->not_before_ns = now_ns() + kRestNsMin;
  return *state_->seats.emplace_back(std::move(seat));
}

void FoldingThread::start() {
  SW_CHECK(state_->runner == nullptr && !state_->seats.empty());
  state_->runner = std::make_unique<ThreadRunner>("fold", *state_, state_->signal, Idle::kBlock);
  state_->runner->start();
}

void FoldingThread::stop() {
  if (state_->runner == nullptr) return;
  // relaxed: as in goes_on(); the runner's own request orders the rest.
  state_->stopping.store(true, std::memory_order_relaxed);
  state_->runner->request_stop();
  state_->runner->join();
}

FoldFigures FoldingThread::figures(std::uint32_t shard) const {
  const FoldSeat& seat = *state_->seats[shard];
  FoldFigures figures;
  figures.folds_total = seat.folds_total.value();
  figures.failed_total = seat.failed_total.value();
  figures.snapshot = seat.snapshot.value();
  figures.first = seat.first.value();
  figures.took_ns = seat.took_ns.value();
  return figures;
}

}  // namespace stellwerk::runtime
