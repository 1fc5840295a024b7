// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/fold.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/shard_snapshot.h"

namespace stellwerk::runtime {
// Where the answers go of whom nobody has asked: there are none.
class Fold::Silence final : private Outlet, private ReplyPath {
 public:
  Silence() : tray_(*this, *this) {}
  OutTray& tray() { return tray_; }

 private:
  void reply(const Envelope&, const model::Reply&, std::string&) override { answered(); }
  model::ReplyWriter& begin(const Envelope&, std::string&) override { answered(); }
  void end(const Envelope&) override { answered(); }
  void deliver(ReplyBlock*) override { answered(); }
  void flush() override {}
  [[noreturn]] static void answered() { SW_CHECK_MSG(false, "a fold has answered somebody"); }

  OutTray tray_;
};

Fold::Fold(const ShardPlace& place, const engine::Limits& engine, const stream::Limits& streams,
           journal::History& history, const MakeArchive& archive)
    : history_(history),
      silence_(std::make_unique<Silence>()),
      tenants_(place, engine, streams, silence_->tray(), archive) {}

Fold::~Fold() = default;

bool Fold::step() {
  if (phase_ != Phase::kOver) phase_ = goes_on() ? next_phase() : Phase::kOver;
  return phase_ != Phase::kOver;
}

Fold::Phase Fold::next_phase() {
  switch (phase_) {
    case Phase::kLoad:
      return load();
    case Phase::kDecide:
      return decide();
    case Phase::kStore:
      return store();
    case Phase::kProve:
      return prove();
    case Phase::kTrim:
      return trim();
    case Phase::kOver:
      break;
  }
  return Phase::kOver;
}

Fold::Phase Fold::give_up(journal::Problem problem) {
  outcome_.recovery.problem = std::move(problem);
  return Phase::kOver;
}

Fold::Phase Fold::load() {
  end_ = history_.durable();
  at_ = load_newest_snapshot(history_, end_, tenants_, outcome_.recovery,
                             [this] { return goes_on(); });
  const bool nothing_new = at_ == end_;
  return !outcome_.recovery.problem.none() || nothing_new ? Phase::kOver : Phase::kDecide;
}

Fold::Phase Fold::decide() {
  const std::uint64_t to = std::min(end_, at_ + step_records_);
  const std::uint64_t before = outcome_.recovery.replayed;
  decide_again(history_, at_, to, tenants_, outcome_.recovery);
  if (!outcome_.recovery.problem.none()) return Phase::kOver;
  if (outcome_.recovery.replayed - before != to - at_) {
    return give_up({journal::Fault::kDamaged, "records below " + std::to_string(to) +
                                                  " are missing in the journal of shard " +
                                                  std::to_string(tenants_.place().index)});
  }
  at_ = to;
  return at_ == end_ ? Phase::kStore : Phase::kDecide;
}

Fold::Phase Fold::store() {
  for (const std::unique_ptr<Tenant>& each : tenants_.all()) each->release_all();
  journal::Problem problem =
      history_.store_snapshot(end_, [this](const auto& take) { save_shard(tenants_, take); });
  tenants_.renew();
  return problem.none() ? Phase::kProve : give_up(std::move(problem));
}

// A snapshot that cannot be loaded is worth nothing, whatever its checksums say.
Fold::Phase Fold::prove() {
  Recovery proof;
  const std::uint64_t loaded =
      load_newest_snapshot(history_, end_, tenants_, proof, [this] { return goes_on(); });
  tenants_.renew();
  if (!goes_on()) return Phase::kOver;
  if (loaded == end_ && proof.snapshot == end_) {
    outcome_.snapshot = end_;
    return Phase::kTrim;
  }
  history_.drop_snapshot(end_);
  return give_up({journal::Fault::kDamaged, proof.notes.empty()
                                                ? "a snapshot is gone that was just stored"
                                                : proof.notes[0]});
}

Fold::Phase Fold::trim() {
  const std::uint64_t base = outcome_.recovery.snapshot;
  journal::Problem problem = base > 0 && !keep_all_ ? history_.trim(base) : journal::Problem{};
  outcome_.first = history_.first();
  drop_outlived(base);
  return problem.none() ? Phase::kOver : give_up(std::move(problem));
}

// Two are kept, and the one that the journal goes on from as far as it reaches back: where it was
// not cut, that is an older one.
void Fold::drop_outlived(std::uint64_t base) {
  std::vector<std::uint64_t> all = history_.snapshots();
  std::sort(all.begin(), all.end());
  const auto needed = std::lower_bound(all.begin(), all.end(), outcome_.first);
  const std::uint64_t oldest = outcome_.first > 1 && needed != all.end() ? *needed : base;
  for (const std::uint64_t each : all) {
    if (each != end_ && each != base && each != oldest) history_.drop_snapshot(each);
  }
}

}  // namespace stellwerk::runtime
