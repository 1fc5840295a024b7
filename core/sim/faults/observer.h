// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal/journal.h"
#include "core/model/codec.h"
#include "core/runtime/command_block.h"
#include "core/runtime/shard.h"
#include "core/sim/faults/complaint.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/lens.h"
#include "core/sim/faults/medium.h"
#include "core/sim/faults/request_book.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/shadow.h"
#include "core/sim/faults/wire.h"

namespace stellwerk::sim {

// Watches one shard from outside: which commands it was given in which order, what it recorded,
// which events and answers it let out. Brings them into one order for the shadow, and remembers
// what was let out, to be compared after a crash.
class Observer {
 public:
  Observer(const Scenario& scenario, Complaints& complaints, Coverage& coverage);

  // A shard takes over.
  void watch(const runtime::Shard& shard) { shard_ = &shard; }
  // Timers have fired up to `now`; `held`: they could not, for the journal takes nothing.
  void on_drain(base::Instant now, bool held);
  // What the clients sent, and what the shard gets of it.
  void on_block(const runtime::CommandBlock& sent, const runtime::CommandBlock& given);
  void on_records(std::span<const journal::Record> records);
  void on_answer(const runtime::Envelope& to, std::string_view bytes);
  // After each duty cycle.
  void look();

  // The process is gone; what it had not let out is forgotten.
  void on_crash();
  // Compares what `journal` has kept, and what the shard has made of it, with what was let out.
  // `may_lose`: the disk has promised nothing.
  void on_recovery(const SteppedJournal& journal, bool may_lose);

  // Everything decided has been answered and seen.
  [[nodiscard]] bool idle() const { return decided_.empty(); }
  void compare_books();
  [[nodiscard]] const Shadow& shadow() const { return *shadow_; }

 private:
  friend class Reference;

  // A command in the order of decision, or the moment before the first of a duty cycle.
  struct Decided {
    bool is_drain = false;
    bool held = false;
    base::Instant now;
    std::uint64_t last_event = 0;  // when the cycle's timers had fired
    std::uint64_t session = 0;
    std::uint64_t record = 0;  // 0: none
    std::string sent, given;
  };

  void show_events(std::uint64_t until);
  void see_drains();
  void see_drain(const Decided& drain);
  void see_write(const Decided& decided, const model::Reply& reply, std::string_view bytes);
  // One command of the history, with what it came to. `show`: lets its events through.
  void judge(const model::Command& command, base::Instant now, std::string_view answer_bytes,
             std::uint64_t events_end);
  void show(model::Event event);
  void start_anew();
  void complain(Checker checker, std::string text) { complaints_.add(checker, std::move(text)); }

  const Scenario& scenario_;
  Complaints& complaints_;
  Coverage& coverage_;
  const runtime::Shard* shard_ = nullptr;
  std::optional<Shadow> shadow_;
  RequestBook requests_;
  Lens lens_;
  std::deque<Decided> decided_;
  std::size_t to_record_ = 0;  // of decided_: the next that a record may belong to
  bool halted_ = false;        // the journal has failed: nothing is known of what is under way
  std::vector<std::uint64_t> records_;  // hash of each appended, by number less 1
  std::uint64_t answered_record_ = 0;   // the last whose answer was let out
  std::vector<std::uint64_t> events_;   // hash of each that was let out, by number less 1
  std::uint64_t shown_ = 0;             // events the shadow has seen
  model::CommandDecoder decoder_;
  std::uint64_t drains_ = 0;
  std::string scratch_;
};

[[nodiscard]] std::uint64_t hash_of(const journal::Record& record);
[[nodiscard]] std::uint64_t hash_of(const model::Event& event, std::string& scratch);

}  // namespace stellwerk::sim
