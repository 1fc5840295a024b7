// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/world.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/sim/faults/sim_medium.h"
#include "core/sim/faults/world_process.h"
#include "core/stream/event_store.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kOrderMark = 0x6f726465;
constexpr std::uint64_t kFaultsMark = 0x6661756c;
constexpr std::uint64_t kArchiveMark = 0x61726365;
constexpr std::uint64_t kLuckMark = 0x6c75636b;
constexpr std::int64_t kMs = 1'000'000;
constexpr std::size_t kTrailMax = 20;
constexpr std::int64_t kDriftPpmMax = 20'000;
constexpr std::uint32_t kInvariantsEvery = 1'024;
constexpr int kCyclesApart = 16;
constexpr std::int64_t kLate = 30'000;  // ms, of the mutant

std::int64_t draw_drift(const Scenario& scenario) {
  if (!scenario.has(Feature::kClockDrift)) return 0;
  base::Prng prng(scenario.seed ^ kFaultsMark ^ kOrderMark);
  return prng.between(-kDriftPpmMax, kDriftPpmMax);
}

// Whether engine time went on, and within 5 % of real time. What was passed before a reading is
// corrected with it, a millisecond at most; both ends are shown in whole milliseconds.
bool follows(const runtime::Reading& from, const runtime::Reading& to) {
  constexpr std::int64_t kLeftUs = 51;
  const std::int64_t real_us = (to.real.ns - from.real.ns) / 1'000;
  const std::int64_t engine_ms = (to.engine - from.engine).ms;
  return engine_ms >= 0 && engine_ms <= (real_us * 21 / 20 + kLeftUs) / 1'000 + 1 &&
         engine_ms >= (real_us * 19 / 20 - kLeftUs) / 1'000 - 1;
}

}  // namespace

World::Process::Process(World& world, std::unique_ptr<SteppedJournal> opened)
    : log(std::move(opened)),
      journal(*log),
      clock(
          world.time_, 1.0,
          world.scenario_.mutant == Mutant::kForgetsTime ? base::Instant{0} : journal.last_time()),
      shard(world.draw_options(), journal, world.outlet_, world.path_, world.stopwatch_),
      last(clock.read()) {}

// Where segments end is the same for all processes of a run, how much stays in memory is not.
stream::Limits World::draw_streams() {
  stream::Limits limits;
  if (!scenario_.has(Feature::kArchive)) return limits;
  base::Prng prng(scenario_.seed ^ kArchiveMark);
  limits.segment_entries = 1 + prng.below(64);
  limits.segment_bytes = 200 + prng.below(8'000);
  limits.resident_max = faults_.below(20'000);
  limits.answer_segments_max = 1 + faults_.below(8);
  return limits;
}

runtime::MakeArchive World::archives(runtime::ArchiveUse use) {
  if (!scenario_.has(Feature::kArchive)) return {};
  return [this, use](std::uint32_t) { return medium_->archive(use); };
}

runtime::ShardOptions World::draw_options() {
  runtime::ShardOptions options;
  options.streams = draw_streams();
  options.archive = archives(runtime::ArchiveUse::kServing);
  if (scenario_.has(Feature::kQuotas)) {
    options.terms = {{1, scenario_.open_max, scenario_.agents_max}};
  }
  return options;
}

World::World(const Scenario& scenario)
    : World(scenario, [](const Scenario& with, Coverage& coverage) {
        return std::make_unique<SimMedium>(with, coverage);
      }) {}

World::World(const Scenario& scenario, const MakeMedium& make)
    : scenario_(scenario),
      order_(scenario.seed ^ kOrderMark),
      faults_(scenario.seed ^ kFaultsMark),
      luck_(scenario.seed ^ kLuckMark),
      time_(draw_drift(scenario)),
      medium_(make(scenario_, coverage_)),
      path_([this](const runtime::Envelope& to, std::string_view bytes) { receive(to, bytes); }),
      distortion_(scenario.mutant),
      workload_(scenario_),
      observer_(scenario_, complaints_, coverage_) {
  for (std::uint32_t i = 0; i < scenario.clients; ++i) {
    clients_.emplace_back(scenario_, i, coverage_);
  }
  inbox_.on_drain = [this] {
    const bool held =
        process_->journal.room() == journal::Room::kNone || process_->journal.failed();
    observer_.on_drain(now_, held);
  };
  inbox_.replace = [this](runtime::CommandBlock* sent) { return given(sent); };
  start(false);
}

World::~World() {
  for (Client& client : clients_) client.on_crash();
  inbox_.clear();
}

void World::note(std::string_view what) {
  if (!keeps_trail_) return;
  trail_.push_back("step " + std::to_string(step_) + ' ' + std::string(what));
  if (trail_.size() > kTrailMax) trail_.erase(trail_.begin());
}

runtime::CommandBlock* World::given(runtime::CommandBlock* sent) {
  if (!distortion_.active()) {
    observer_.on_block(*sent, *sent);
    return sent;
  }
  runtime::CommandBlock* const block = inbox_.take();
  distortion_.distort(*sent, *block);
  observer_.on_block(*sent, *block);
  runtime::BlockPool<runtime::CommandBlock>::give_back(sent);
  return block;
}

void World::receive(const runtime::Envelope& to, std::string_view bytes) {
  if (scenario_.mutant == Mutant::kSwapsAnswers && coverage_[Coverage::kAnswered] > 200) {
    if (held_answer_.empty()) {
      held_answer_ = bytes;
      held_to_ = to;
      return;
    }
    observer_.on_answer(to, bytes);
    observer_.on_answer(held_to_, held_answer_);
    return;
  }
  observer_.on_answer(to, bytes);
  if (complaints_.any()) return;
  clients_[Client::number_of(to.session)].on_answer(to.session, bytes, luck_);
}

void World::start(bool may_lose) {
  journal::Problem problem;
  std::unique_ptr<SteppedJournal> opened = medium_->open(problem);
  if (opened == nullptr) return complaints_.add(Checker::kJournal, problem.text);
  process_ = std::make_unique<Process>(*this, std::move(opened));
  Process& process = *process_;
  process.journal.on_append(
      [this](std::span<const journal::Record> records) { observer_.on_records(records); });
  now_ = process.last.engine;
  if (now_ < process.journal.last_time()) {
    complaints_.add(Checker::kTime, "a start goes on before the last journaled time");
  }
  const runtime::Recovery recovery = process.shard.replay();
  if (!recovery.problem.none()) return complaints_.add(Checker::kJournal, recovery.problem.text);
  for (const std::string& note : recovery.notes) this->note(note);
  if (recovery.snapshot > 0) ++coverage_[Coverage::kSnapshotStarts];
  if (recovery.snapshot > 0 && process.shard.events(0).archived_entries() > 0) {
    ++coverage_[Coverage::kArchivedStarts];
  }
  observer_.watch(process.shard);
  observer_.on_recovery(process.journal, may_lose);
}

void World::crash(bool power) {
  note(power ? "power cut" : "kill");
  ++coverage_[power ? Coverage::kPowerCuts : Coverage::kKills];
  observer_.on_crash();
  medium_->go_down(power);
  process_.reset();
  medium_->come_back();
  if (scenario_.has(Feature::kRottenSnapshots) && faults_.chance(1, 4)) medium_->spoil_snapshot();
  inbox_.clear();
  for (Client& client : clients_) client.on_crash();
  held_answer_.clear();
  // Some time until somebody starts it again; the wall clock may be another by then.
  const std::int64_t down_ms = faults_.between(0, 20 * scenario_.step_ms);
  time_.pass(down_ms * kMs);
  if (scenario_.has(Feature::kClockJumps) && faults_.chance(1, 3)) set_wall_clock();
  const bool promised = !scenario_.has(Feature::kLyingSyncs) && !scenario_.has(Feature::kLazySyncs);
  start(power && !promised);
}

void World::set_wall_clock() {
  ++coverage_[Coverage::kClockJumps];
  const std::int64_t ms = faults_.between(-1'000 * scenario_.step_ms, 1'000 * scenario_.step_ms);
  note("the wall clock is set by " + std::to_string(ms) + " ms");
  time_.set_wall_by(ms * kMs);
}

void World::pass_time() {
  std::int64_t ms = order_.between(0, 2 * scenario_.step_ms / 5);
  const std::uint64_t luck = order_.below(200);
  if (luck < 60) ms = 0;
  // Long enough to be taken for a suspended machine, in some runs.
  if (luck == 0) ms = order_.between(0, 40 * scenario_.step_ms);
  time_.pass(ms * kMs + order_.between(0, kMs));
}

void World::read_clock() {
  Process& process = *process_;
  const runtime::Reading reading = process.clock.read();
  if (!follows(process.last, reading)) {
    const std::int64_t real_ms = (reading.real.ns - process.last.real.ns) / kMs;
    const std::int64_t engine_ms = (reading.engine - process.last.engine).ms;
    complaints_.add(Checker::kTime, "in " + std::to_string(real_ms) +
                                        " ms of real time the engine's went by " +
                                        std::to_string(engine_ms));
  }
  process.last = reading;
}

void World::work() {
  read_clock();
  Process& process = *process_;
  now_ = process.last.engine;
  if (process.clock.take_standstill()) {
    ++coverage_[Coverage::kStandstills];
    process.shard.stood_still(now_);
  }
  work_at(scenario_.mutant == Mutant::kRunsLate ? base::Instant{now_.ms - kLate} : now_,
          process.last.real);
}

void World::work_at(base::Instant now, runtime::RealTime real) {
  // What is due at once comes with the next command: where the second opinion has to know which of
  // both it is, each block has a cycle of its own.
  const bool apart = scenario_.looks_at_once();
  for (int cycles = apart ? kCyclesApart : 1; cycles > 0; --cycles) {
    inbox_.blocks_left = apart ? 1 : ~std::size_t{0};
    process_->shard.do_work(inbox_, now, real);
    if (inbox_.depth() == 0 || complaints_.any()) break;
  }
  observer_.look();
  process_->dead = process_->journal.failed();
}

// Beside the shard's work, as a thread of its own would do it.
void World::step_fold() {
  Process& process = *process_;
  if (process.fold == nullptr) {
    if (!faults_.chance(1, 120) || process.journal.durable() == 1) return;
    process.fold =
        std::make_unique<runtime::Fold>(runtime::ShardPlace{}, engine::Limits{}, draw_streams(),
                                        process.journal, archives(runtime::ArchiveUse::kFolding));
    process.fold->set_step_records(1 + faults_.below(200));
  } else if (!process.fold->step()) {
    end_fold();
  }
}

void World::end_fold() {
  const runtime::Fold::Outcome outcome = process_->fold->outcome();
  process_->fold.reset();
  if (outcome.snapshot > 0) ++coverage_[Coverage::kFolds];
  for (const std::string& note : outcome.recovery.notes) this->note(note);
  const journal::Problem& problem = outcome.recovery.problem;
  if (problem.fault == journal::Fault::kDamaged) complaints_.add(Checker::kJournal, problem.text);
}

void World::step_client() {
  Client& client = clients_[order_.below(clients_.size())];
  if (order_.chance(1, 2)) {
    client.send(workload_, observer_.shadow(), inbox_, luck_);
  } else {
    client.deliver(inbox_);
  }
}

void World::change_disk() {
  if (medium_->bounded()) {
    note("the disk has room again");
    medium_->forget_bound();
    return;
  }
  if (scenario_.has(Feature::kFullDisk)) {
    ++coverage_[Coverage::kFullEpisodes];
    const auto left = static_cast<std::uint64_t>(faults_.between(0, 32'768));
    note("the disk has " + std::to_string(left) + " bytes left");
    medium_->bound(left);
  }
}

void World::step_rarely() {
  if (faults_.chance(1, scenario_.crash_every) || (process_->dead && faults_.chance(1, 20))) {
    const bool cuts = scenario_.has(Feature::kPowerCuts);
    const bool kills = scenario_.has(Feature::kKills) || !cuts;
    return crash(cuts && (!kills || faults_.chance(1, 2)));
  }
  const std::uint64_t luck = faults_.below(2'000);
  if (luck < 6 && scenario_.has(Feature::kReconnects)) {
    note("a client reconnects");
    clients_[faults_.below(clients_.size())].reconnect(faults_);
  } else if (luck < 10 || (luck < 20 && medium_->bounded())) {
    change_disk();
  } else if (luck == 20 && scenario_.has(Feature::kClockJumps)) {
    set_wall_clock();
  } else if (luck == 21 && scenario_.has(Feature::kFailingDisk)) {
    note("the disk fails");
    medium_->break_down();
  }
}

void World::step() {
  ++step_;
  ++coverage_[Coverage::kSteps];
  step_rarely();
  if (complaints_.any()) return;
  const std::uint64_t luck = order_.below(100);
  if (luck < 50) {
    step_client();
  } else if (luck < 65) {
    work();
  } else if (luck < 80) {
    pass_time();
  } else {
    process_->journal.step(time_.monotonic_ns());
    medium_->step();
  }
  if (scenario_.has(Feature::kFolding) && step_ % 4 == 0) step_fold();
  if (step_ % kInvariantsEvery == 0) process_->shard.engine(0).check_invariants();
}

void World::run() {
  while (step_ < scenario_.steps && !complaints_.any()) step();
  if (!complaints_.any()) finish();
  if (!complaints_.any()) check_reach();
}

}  // namespace stellwerk::sim
