// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/recovering.h"

#include <array>
#include <cstddef>

#include "core/model/codec.h"
#include "core/runtime/read_ahead.h"
#include "core/runtime/shard_snapshot.h"

namespace stellwerk::runtime {
namespace {

std::string named(std::uint32_t shard, std::uint64_t snapshot) {
  return "the snapshot of shard " + std::to_string(shard) + " at record " +
         std::to_string(snapshot);
}

// Without a snapshot, all records are needed.
journal::Problem no_beginning(std::uint32_t shard, std::uint64_t first,
                              const std::string& reasons) {
  return {journal::Fault::kDamaged,
          "the journal of shard " + std::to_string(shard) + " begins with record " +
              std::to_string(first) +
              ", and no snapshot of what comes before it can be read; restore the directory from a "
              "backup" +
              reasons};
}

// Records between the journal and the engines: what a command will look at is asked for while those
// before it are decided.
class Lookahead {
 public:
  explicit Lookahead(ShardTenants& tenants) : tenants_(tenants) {}

  // False: the record is no command of this shard.
  [[nodiscard]] bool add(const journal::Record& record) {
    if (size_ == ring_.size()) decide_first();
    Ahead& ahead = ring_[(first_ + size_) % ring_.size()];
    ahead.bytes.assign(record.command);
    ahead.command = ahead.decoder.decode(ahead.bytes);
    const bool known = ahead.command != nullptr && model::is_write(ahead.command->kind) &&
                       tenants_.place().has(record.tenant);
    if (!known) return false;
    ahead.at = record.at;
    ahead.tenant = &tenants_.of(record.tenant);
    ahead.tenant->expect(*ahead.command);
    ++size_;
    return true;
  }
  void decide_all() {
    while (size_ > 0) decide_first();
  }
  [[nodiscard]] std::uint64_t decided() const { return decided_; }

 private:
  struct Ahead {
    std::string bytes;
    model::CommandDecoder decoder;
    const model::Command* command = nullptr;
    base::Instant at;
    Tenant* tenant = nullptr;
  };

  void decide_first() {
    const Ahead& ahead = ring_[first_];
    ahead.tenant->decide(ahead.at, *ahead.command, nullptr);
    first_ = (first_ + 1) % ring_.size();
    --size_;
    ++decided_;
  }

  ShardTenants& tenants_;
  std::array<Ahead, 4> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::uint64_t decided_ = 0;
};

}  // namespace

std::uint64_t load_newest_snapshot(const journal::History& history, std::uint64_t end,
                                   ShardTenants& tenants, Recovery& recovery,
                                   const std::function<bool()>& go_on) {
  const std::uint32_t shard = tenants.place().index;
  std::string reasons;
  for (const std::uint64_t next : history.snapshots()) {
    if (next > end) continue;
    ShardLoader loader(tenants);
    bool fits = true;
    const journal::Problem problem =
        history.read_snapshot(next, [&loader, &fits, &go_on](std::string_view piece) {
          fits = loader.take(piece) && go_on();
          return fits;
        });
    if (problem.none() && fits && loader.done()) {
      recovery.snapshot = next;
      return next;
    }
    if (!go_on()) return next;
    std::string why = problem.none() ? loader.problem() : problem.text;
    if (why.empty()) why = "it is not of this release or not of this shard";
    recovery.notes.push_back(named(shard, next) + " is not used: " + why +
                             "; more of the journal is replayed instead");
    if (reasons.find(why) == reasons.npos) reasons += "; " + named(shard, next) + ": " + why;
    tenants.renew();
  }
  if (history.first() > 1) recovery.problem = no_beginning(shard, history.first(), reasons);
  return 1;
}

// What a snapshot has named and is not there is older than what is retained, unless somebody has
// taken it away, trimmed it, or wants more than before.
void note_missing_events(const ShardTenants& tenants, Recovery& recovery) {
  for (const std::unique_ptr<Tenant>& each : tenants.all()) {
    const stream::EventStore& store = each->store();
    const std::uint64_t missing = store.missing_below();
    if (missing != store.first() || store.entries() >= store.limits().entries_max) continue;
    recovery.notes.push_back("the streams of tenant " + std::to_string(each->figures().tenant) +
                             " begin with event " + std::to_string(missing) +
                             ": the files of those before are not there any more");
  }
}

void decide_again(const journal::History& history, std::uint64_t from, std::uint64_t to,
                  ShardTenants& tenants, Recovery& recovery, ReadBy read_by) {
  Lookahead lookahead(tenants);
  std::uint64_t unreadable = 0;
  const journal::History::Visit decide = [&](const journal::Record& record) {
    if (record.seq >= to) return false;
    if (lookahead.add(record)) return true;
    unreadable = record.seq;
    return false;
  };
  recovery.problem = read_by == ReadBy::kOwnThread ? read_ahead(history, from, to, decide)
                                                   : history.read(from, decide);
  lookahead.decide_all();
  recovery.replayed += lookahead.decided();
  if (!recovery.problem.none() || unreadable == 0) return;
  recovery.problem = {journal::Fault::kDamaged,
                      "record " + std::to_string(unreadable) + " of shard " +
                          std::to_string(tenants.place().index) +
                          " in the journal is no command that this release knows: start the "
                          "release that wrote it"};
}

}  // namespace stellwerk::runtime
