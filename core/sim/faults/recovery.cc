// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/engine/engine.h"
#include "core/sim/faults/observer.h"
#include "core/stream/event_store.h"

// What is compared when a shard has started from what a crash has left.
namespace stellwerk::sim {

// A second engine that is fed what the disk has kept. It tells what the commands came to whose
// answers nobody has seen.
class Reference final : private engine::Sink {
 public:
  Reference(Observer& observer, const runtime::Shard& shard)
      : observer_(observer), shard_(shard), engine_(engine::Limits{}) {}

  void apply(const journal::Record& record) {
    const model::Command* const command = decoder_.decode(record.command);
    SW_CHECK(command != nullptr);
    unseen_ = record.seq > observer_.answered_record_;
    engine_.advance(record.at, *this);
    show_new();
    engine_.apply(record.at, *command, *this);
    if (!unseen_) return;
    observer_.answered_record_ = record.seq;
    const bool is_its_own = command->kind == model::CommandKind::kTick ||
                            command->kind == model::CommandKind::kCalendarRenew;
    if (is_its_own) return show_new();
    observer_.judge(*command, record.at, answer_, events_);
  }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::string digest() const { return engine_.digest(); }

 private:
  void show_new() {
    if (unseen_ && events_ > observer_.shown_) observer_.show_events(events_);
  }
  void on_event(const model::Event& event) override {
    ++events_;
    const stream::EventStore& store = shard_.events(0);
    if (events_ > store.last()) {
      return observer_.complain(Checker::kReplay, "a replay has fewer events than another");
    }
    std::string why;
    if (events_ < store.first() || !store.readable(events_, why)) {
      return observer_.complain(Checker::kSameEvents,
                                "event " + std::to_string(events_) + " is gone " + why);
    }
    model::Event again = store.event(events_);
    if (hash_of(event, scratch_) != hash_of(again, scratch_)) {
      return observer_.complain(
          Checker::kReplay, "event " + std::to_string(events_) + " is another in a second engine");
    }
    if (events_ > observer_.events_.size()) return;
    observer_.lens_.reread(again);
    if (observer_.events_[static_cast<std::size_t>(events_ - 1)] == hash_of(again, scratch_)) {
      return;
    }
    observer_.complain(Checker::kSameEvents,
                       "event " + std::to_string(events_) + " is another after a crash");
  }
  void on_reply(const model::Reply& reply) override {
    answer_.clear();
    PlainOutlet().reply({}, reply, answer_);
  }
  Observer& observer_;
  const runtime::Shard& shard_;
  engine::Engine engine_;
  model::CommandDecoder decoder_;
  std::uint64_t events_ = 0;
  bool unseen_ = false;
  std::string answer_;
  std::string scratch_;
};

void Observer::start_anew() {
  shadow_.emplace(scenario_, complaints_, coverage_);
  requests_.clear();
  lens_.restart();
  answered_record_ = 0;
  shown_ = 0;
  events_.clear();
}

void Observer::on_recovery(const SteppedJournal& journal, bool may_lose) {
  const std::uint64_t kept = journal.next() - 1;
  if (kept > records_.size()) return complain(Checker::kLost, "records that nobody appended");
  coverage_[Coverage::kLostRecords] += records_.size() - kept;
  if (kept < answered_record_ && !may_lose) {
    return complain(Checker::kLost, "records from " + std::to_string(kept + 1) + " to " +
                                        std::to_string(answered_record_) +
                                        " were answered and are gone");
  }
  if (kept < records_.size() && may_lose) start_anew();
  records_.resize(static_cast<std::size_t>(kept));
  Reference reference(*this, *shard_);
  journal.visit([&](const journal::Record& record) {
    if (hash_of(record) != records_[static_cast<std::size_t>(record.seq - 1)]) {
      complain(Checker::kLost, "record " + std::to_string(record.seq) + " is another");
    }
    if (!complaints_.any()) reference.apply(record);
    return !complaints_.any();
  });
  if (complaints_.any()) return;
  coverage_[Coverage::kRecordsReplayed] += kept;
  ++coverage_[Coverage::kRecoveries];
  if (reference.events() < shard_->events(0).last()) {
    return complain(Checker::kReplay, "a replay has more events than another");
  }
  if (reference.events() < events_.size()) {
    return complain(Checker::kSameEvents, "events that were shown are gone");
  }
  if (reference.digest() != shard_->engine(0).digest()) {
    complain(Checker::kReplay, "two replays of the same records have different digests");
  }
}

}  // namespace stellwerk::sim
