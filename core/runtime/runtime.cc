// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/runtime.h"

#include <algorithm>
#include <atomic>
#include <sched.h>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/journal/null_journal.h"
#include "core/runtime/shard_post.h"
#include "core/runtime/system_clock.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kNotedMs = 1'000;

std::string behind_note(std::uint32_t shard, base::Duration behind) {
  return "the machine's clock is " + std::to_string(behind.ms / 1'000) +
         " s behind the last time in the journal of shard " + std::to_string(shard) +
         ": engine time goes on from that and waits for the clock, losing at most 3 s a minute";
}

template <typename Part, typename Make>
std::unique_ptr<Part> supply(const std::function<std::unique_ptr<Part>(std::uint32_t)>& given,
                             std::uint32_t shard, Make&& fallback) {
  std::unique_ptr<Part> part = given ? given(shard) : fallback();
  SW_CHECK(part != nullptr);
  return part;
}

}  // namespace

// A port and whether it is free for the next who asks.
struct Runtime::State {
  explicit State(const RuntimeOptions& with) : options(with), ports(with.ports_max) {}

  struct Slot {
    std::atomic<Port*> port{nullptr};
    std::atomic<bool> retired{false};
  };

  void prepare_folding();

  const RuntimeOptions options;
  std::vector<std::unique_ptr<ShardPost>> posts;
  std::vector<ShardDoor> doors;
  std::vector<Slot> ports;
  std::atomic<std::uint32_t> ports_claimed{0};
  std::vector<std::unique_ptr<ThreadRunner>> runners;
  std::unique_ptr<FoldingThread> folding;  // null: nothing is folded
  std::uint64_t recovered = 0;
  std::uint64_t replayed = 0;
  std::vector<std::string> notes;
  std::function<void(const std::string&)> note;
  std::function<std::unique_ptr<stream::Archive>(std::uint32_t, ArchiveUse)> archive;
  journal::Problem problem;
  bool stopped = false;
};

void Runtime::State::prepare_folding() {
  if (!posts.front()->journal().keeps()) return;
  FoldingOptions with;
  with.records = options.snapshot_records;
  with.keep_all = options.keep_all_records;
  with.engine = options.engine;
  with.streams = options.streams;
  // Nobody reads what is folded.
  with.streams.resident_max = std::min<std::uint64_t>(with.streams.resident_max, 1U << 20U);
  with.note = note;
  if (archive) {
    with.archive = [this](std::uint32_t t) { return archive(t, ArchiveUse::kFolding); };
  }
  folding = std::make_unique<FoldingThread>(with);
  for (std::uint32_t i = 0; i < posts.size(); ++i) {
    ShardPost& post = *posts[i];
    post.set_snapshot_desk(folding->add({i, options.shards, options.tenants}, post.journal(),
                                        [&post] { post.signal().notify(); }));
  }
}

Runtime::Runtime(const RuntimeOptions& options, const RuntimeParts& parts)
    : state_(std::make_unique<State>(options)) {
  SW_CHECK_MSG(options.invalid_field().empty(), "an option is out of its range");
  SW_CHECK(static_cast<bool>(parts.outlet));
  State& s = *state_;
  for (std::uint32_t i = 0; i < options.shards; ++i) {
    std::unique_ptr<Outlet> outlet = parts.outlet(i);
    SW_CHECK(outlet != nullptr);
    std::unique_ptr<journal::Journal> journal =
        supply(parts.journal, i, [] { return std::make_unique<journal::NullJournal>(); });
    const std::uint64_t records = journal->keeps() ? journal->next() - 1 : 0;
    const base::Instant not_before = std::max(options.not_before, journal->last_time());
    std::unique_ptr<Clock> clock = supply(parts.clock, i, [&options, not_before] {
      return std::make_unique<SystemClock>(system_time(), options.speed, not_before);
    });
    if (journal->keeps() && clock->ahead_of_wall().ms >= kNotedMs) {
      s.notes.push_back(behind_note(i, clock->ahead_of_wall()));
    }
    MakeArchive archive;
    if (parts.archive) {
      archive = [make = parts.archive](std::uint32_t t) { return make(t, ArchiveUse::kServing); };
    }
    s.posts.push_back(std::make_unique<ShardPost>(i, options, std::move(journal), std::move(outlet),
                                                  std::move(clock), archive));
    s.doors.push_back(s.posts.back()->door());
    Recovery recovery = s.posts.back()->replay();
    if (s.problem.none()) s.problem = std::move(recovery.problem);
    s.recovered += records;
    s.replayed += recovery.replayed;
    for (std::string& note : recovery.notes) s.notes.push_back(std::move(note));
  }
  s.note = parts.note;
  s.archive = parts.archive;
}

Runtime::~Runtime() {
  stop();
  State& s = *state_;
  s.runners.clear();
  // The ways to the ports go before the ports, the ports before the inboxes they lead to.
  for (const std::unique_ptr<ShardPost>& post : s.posts) post->forget_ports();
  for (State::Slot& slot : s.ports) {
    // acquire: pairs with the release in make_port().
    delete slot.port.load(std::memory_order_acquire);
  }
}

Port* Runtime::make_port() {
  State& s = *state_;
  for (State::Slot& slot : s.ports) {
    // acquire: pairs with the release in retire(); its owner is done with the port.
    if (slot.retired.load(std::memory_order_acquire) &&
        slot.retired.exchange(false, std::memory_order_acquire)) {
      // relaxed: ordered by the exchange.
      Port* const port = slot.port.load(std::memory_order_relaxed);
      while (port->drain([](const Port::Reply&) {}) > 0) {
      }
      return port;
    }
  }
  // relaxed: only hands out numbers.
  const std::uint32_t index = s.ports_claimed.fetch_add(1, std::memory_order_relaxed);
  if (index >= s.options.ports_max) {
    // relaxed: gives the number back; a few at the end may go unused meanwhile.
    s.ports_claimed.fetch_sub(1, std::memory_order_relaxed);
    return nullptr;
  }
  auto made = std::make_unique<Port>(static_cast<std::uint16_t>(index), s.doors);
  Port* const port = made.release();
  for (const std::unique_ptr<ShardPost>& post : s.posts) post->introduce(*port);
  // release: pairs with the acquires that look through the ports.
  s.ports[index].port.store(port, std::memory_order_release);
  return port;
}

void Runtime::retire(Port& port) {
  port.flush();
  State::Slot& slot = state_->ports[port.index()];
  SW_CHECK(&port == slot.port.load(std::memory_order_relaxed));  // relaxed: the caller's own
  // release: pairs with the acquire in make_port().
  const bool was_retired = slot.retired.exchange(true, std::memory_order_release);
  SW_CHECK(!was_retired);
}

void Runtime::start() {
  State& s = *state_;
  SW_CHECK(!started() && !s.stopped && s.problem.none());
  start_folding();
  for (std::uint32_t i = 0; i < s.posts.size(); ++i) {
    ShardPost& post = *s.posts[i];
    s.runners.push_back(std::make_unique<ThreadRunner>("shard-" + std::to_string(i), post,
                                                       post.signal(), s.options.idle));
  }
  for (const std::unique_ptr<ThreadRunner>& runner : s.runners) runner->start();
}

void Runtime::start_folding() {
  State& s = *state_;
  SW_CHECK(!started() && !s.stopped && s.problem.none() && s.folding == nullptr);
  s.prepare_folding();
  if (s.folding != nullptr) s.folding->start();
}

void Runtime::stop() {
  State& s = *state_;
  if (s.stopped) return;
  s.stopped = true;
  if (!s.problem.none()) return;
  if (s.folding != nullptr) s.folding->stop();
  if (!started()) {
    for (const std::unique_ptr<ShardPost>& post : s.posts) {
      while (!post->finish()) ::sched_yield();
    }
    return;
  }
  for (const std::unique_ptr<ThreadRunner>& runner : s.runners) runner->request_stop();
  for (const std::unique_ptr<ThreadRunner>& runner : s.runners) runner->join();
}

std::size_t Runtime::do_work() {
  SW_CHECK(!started());
  std::size_t count = 0;
  for (const std::unique_ptr<ShardPost>& post : state_->posts) count += post->do_work();
  return count;
}

std::int64_t Runtime::idle_ns_max() {
  std::int64_t least = -1;
  for (const std::unique_ptr<ShardPost>& post : state_->posts) {
    const std::int64_t ns = post->idle_ns_max();
    if (ns >= 0 && (least < 0 || ns < least)) least = ns;
  }
  return least;
}

void Runtime::wait(std::int64_t timeout_ns) {
  SW_CHECK(!started() && shards() == 1);
  ShardPost& post = *state_->posts.front();
  post.signal().prepare();
  if (post.has_work()) return post.signal().awake();
  const std::int64_t idle_ns = post.idle_ns_max();
  const bool idle_first = timeout_ns < 0 || (idle_ns >= 0 && idle_ns < timeout_ns);
  post.signal().wait(idle_first ? idle_ns : timeout_ns);
}

bool Runtime::started() const { return !state_->runners.empty(); }

std::uint32_t Runtime::shards() const { return static_cast<std::uint32_t>(state_->posts.size()); }

std::uint32_t Runtime::shard_of(std::uint32_t tenant) const { return tenant % shards(); }

WakeSignal& Runtime::shard_signal(std::uint32_t shard) { return state_->posts[shard]->signal(); }

bool Runtime::has_work(std::uint32_t shard) { return state_->posts[shard]->has_work(); }

const Shard& Runtime::shard(std::uint32_t shard) const { return state_->posts[shard]->shard(); }

std::uint64_t Runtime::inbox_depth(std::uint32_t shard) const {
  return state_->posts[shard]->door().inbox->depth();
}

FoldFigures Runtime::folding(std::uint32_t shard) const {
  return state_->folding == nullptr ? FoldFigures{} : state_->folding->figures(shard);
}

std::uint64_t Runtime::refused_total() const {
  std::uint64_t total = 0;
  for (const State::Slot& slot : state_->ports) {
    // acquire: pairs with the release in make_port().
    const Port* const port = slot.port.load(std::memory_order_acquire);
    if (port != nullptr) total += port->refused_total().value();
  }
  return total;
}

std::uint64_t Runtime::recovered() const { return state_->recovered; }

std::uint64_t Runtime::replayed() const { return state_->replayed; }

const std::vector<std::string>& Runtime::notes() const { return state_->notes; }

const journal::Problem& Runtime::recovery() const { return state_->problem; }

}  // namespace stellwerk::runtime
