// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "core/sim/faults/world_process.h"

// How a run ends: everybody is answered, the process restarted, and what it has reached is looked
// at.
namespace stellwerk::sim {
namespace {

constexpr std::int64_t kRoundNs = 20'000'000;

}  // namespace

// Everybody gets his answer.
void World::settle_down() {
  medium_->forget_bound();
  medium_->mend();
  if (process_->journal.failed()) crash(false);
  for (int round = 0; round < 1'000 && !complaints_.any(); ++round) {
    for (Client& client : clients_) {
      while (client.deliver(inbox_)) {
      }
    }
    time_.pass(kRoundNs);
    while (process_->journal.step(time_.monotonic_ns())) {
    }
    // At the same time as before, so that nothing more comes due while the last is on its way.
    read_clock();
    work_at(now_, process_->last.real);
    const bool held = process_->journal.room() == journal::Room::kNone;
    const bool behind = process_->journal.behind();
    if (!held && !behind && observer_.idle() && inbox_.depth() == 0) return;
    if (!behind) work();
  }
  complaints_.add(Checker::kAnswers, "not everything is answered in 20 s");
}

void World::finish() {
  settle_down();
  if (complaints_.any()) return;
  observer_.compare_books();
  process_->shard.engine(0).check_invariants();
  compare_restart();
}

// At the same moment, so that nothing but the restart can make a difference.
void World::compare_restart() {
  // A process looks at once whether calendars run out.
  if (scenario_.has(Feature::kRenewals)) crash(false);
  if (complaints_.any()) return;
  work();
  settle_down();
  if (complaints_.any()) return;
  const runtime::Reading at{now_, process_->last.real};
  digest_ = process_->shard.engine(0).digest();
  crash(false);
  if (complaints_.any()) return;
  now_ = at.engine;
  work_at(at.engine, at.real);
  if (process_->shard.engine(0).digest() != digest_) {
    complaints_.add(Checker::kReplay, "another digest after a restart");
  }
}

void World::check_reach() {
  std::string missing;
  const auto want = [&missing](bool reached, std::string_view what) {
    if (!reached) missing.append(missing.empty() ? "" : ", ").append(what);
  };
  const auto assigned = static_cast<std::size_t>(model::EventType::kConversationAssigned);
  want(coverage_.events[assigned] > 0, "an assignment");
  want(coverage_[Coverage::kRecoveries] > 1, "a recovery");
  want(coverage_[Coverage::kSettledChecks] > 0, "a settled moment");
  if (scenario_.has(Feature::kRepeats) && scenario_.steps >= 2'000) {
    want(coverage_[Coverage::kRepeats] > 0, "a repeated request");
  }
  if (!missing.empty()) complaints_.add(Checker::kReached, "the run never had " + missing);
}

}  // namespace stellwerk::sim
