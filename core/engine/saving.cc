// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "core/base/check.h"
#include "core/engine/persist.h"
#include "core/engine/state_records.h"
#include "core/engine/switchboard.h"
#include "core/model/reply_bytes.h"

// The whole state in records; loading.cc reads them.
namespace stellwerk::engine {
namespace {

// Entries of one record, of lists that may be long.
constexpr std::size_t kBatch = 512;

std::vector<std::string> names_of(const NameTable& table) {
  std::vector<std::string> names;
  for (NameId id = 0; id < table.size(); ++id) names.emplace_back(table.name(id));
  return names;
}

// One record at a time.
class Records {
 public:
  explicit Records(const StateVisit& visit) : visit_(visit) {}

  template <typename... Fields>
  void write(StateRecord kind, const Fields&... fields) {
    out_.clear();
    out_(kind, fields...);
    visit_(out_.bytes());
  }

 private:
  const StateVisit& visit_;
  StateWriter out_;
};

struct SeenMessage {
  Fingerprint message;
  base::Instant at;

  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& seen) {
    archive(seen.message, seen.at);
  }
};

}  // namespace

void Switchboard::save(const StateVisit& visit) const {
  SW_CHECK_MSG(!has_work() && closing_.empty() && stale_timers_.empty(),
               "the engine is in the middle of something");
  save_plan(visit);
  save_agents(visit);
  save_closed(visit);
  save_open(visit);
  save_memories(visit);
  save_matching(visit);
  save_decisions(visit);
  save_end(visit);
}

// What the next decisions follow from: without closed conversations, identifiers and the log.
void Switchboard::save_present(const StateVisit& visit) const {
  SW_CHECK(!has_work() && closing_.empty() && stale_timers_.empty());
  save_plan(visit);
  save_agents(visit);
  save_open(visit);
  save_matching(visit);
  save_end(visit);
}

void Switchboard::save_end(const StateVisit& visit) const {
  const bool forgets = timers_.is_armed(forget_timer_);
  Records(visit).write(StateRecord::kEnd, forgets,
                       forgets ? timers_.due(forget_timer_) : base::Instant{},
                       forgets ? timers_.order(forget_timer_) : std::uint64_t{0});
}

void Switchboard::save_plan(const StateVisit& visit) const {
  Records records(visit);
  records.write(
      StateRecord::kBasics, kStateVersion, now_, last_event_, last_offer_, last_opening_,
      arm_order_, idle_rank_, assigned_rank_, open_, opened_total_, ended_total_, duplicates_,
      unanswered_, events_, static_cast<std::uint64_t>(conversations_.slot_count()),
      conversations_.closed().first(), names_of(plan_.skill_names), plan_.version, plan_.text,
      plan_.routing, plan_.queue_order, plan_.since_format_3, plan_.since_format_4);
  for (const Calendar& calendar : plan_.calendars) {
    if (calendar.defined) records.write(StateRecord::kCalendar, calendar.policy);
  }
  for (NameId id = 0; id < plan_.slas.size(); ++id) {
    records.write(StateRecord::kSla, plan_.sla_names.name(id), plan_.slas[id]);
  }
  for (NameId id = 0; id < plan_.channels.size(); ++id) {
    records.write(StateRecord::kChannel, plan_.channel_names.name(id), plan_.channels[id]);
  }
  for (QueueId id = 0; id < plan_.queues.size(); ++id) {
    records.write(StateRecord::kQueue, plan_.queue_names.name(id), plan_.queues[id]);
  }
}

void Switchboard::save_agents(const StateVisit& visit) const {
  Records records(visit);
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    const Agent& agent = agents_.slots[slot];
    const bool leased = timers_.is_armed(agent.lease_timer);
    records.write(StateRecord::kAgent, agents_.name(slot), agent, leased,
                  leased ? timers_.due(agent.lease_timer) : base::Instant{},
                  leased ? timers_.order(agent.lease_timer) : std::uint64_t{0},
                  agent.ramping ? agents_.ramps.at(slot) : Ramp{});
  }
}

std::vector<SkillNeed> Switchboard::needs_of(const Conversation& conv) const {
  const SkillNeeds& needs = requirements_.needs(conv.requirement);
  return {needs.begin(), needs.end()};
}

void Switchboard::save_closed(const StateVisit& visit) const {
  Records records(visit);
  const Extras none;
  const ClosedLog& closed = conversations_.closed();
  for (std::uint64_t number = closed.first(); number < closed.end(); ++number) {
    const Conversation conv = conversations_.restored(number);
    const bool reopened = closed[number].reopened;
    records.write(StateRecord::kClosed, reopened, conv.id(), conv.customer(), conv.attributes(),
                  static_cast<const LastingFacts&>(conv),
                  reopened ? std::vector<SkillNeed>{} : needs_of(conv), conv.extras != nullptr,
                  conv.extras ? *conv.extras : none);
  }
}

void Switchboard::save_open(const StateVisit& visit) const {
  Records records(visit);
  const Extras none;
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    if (!conversations_.used(slot)) continue;
    const Conversation& conv = conversations_[slot];
    records.write(StateRecord::kConversation, slot, conv.id(), conv.customer(), conv.attributes(),
                  static_cast<const LastingFacts&>(conv), needs_of(conv), conv.extras != nullptr,
                  conv.extras ? *conv.extras : none, conv);
  }
  const std::vector<ConvSlot>& free = conversations_.free_slots();
  for (std::size_t from = 0; from < free.size(); from += kBatch) {
    const auto begin = free.begin() + static_cast<std::ptrdiff_t>(from);
    const auto size = static_cast<std::ptrdiff_t>(std::min(kBatch, free.size() - from));
    records.write(StateRecord::kFreeSlots, std::vector<ConvSlot>(begin, begin + size));
  }
}

void Switchboard::save_memories(const StateVisit& visit) const {
  Records records(visit);
  std::vector<SeenMessage> batch;
  const auto flush = [&records, &batch] {
    if (!batch.empty()) records.write(StateRecord::kMessages, batch);
    batch.clear();
  };
  messages_.visit([&batch, &flush](const Fingerprint& message, base::Instant at) {
    batch.push_back({message, at});
    if (batch.size() == kBatch) flush();
  });
  flush();
  std::vector<CustomerMemory::Last> customers;
  const auto flush_customers = [&records, &customers] {
    if (!customers.empty()) records.write(StateRecord::kCustomers, customers);
    customers.clear();
  };
  customers_.visit([&customers, &flush_customers](const CustomerMemory::Last& last) {
    customers.push_back(last);
    if (customers.size() == kBatch) flush_customers();
  });
  flush_customers();
  std::string bytes;
  requests_.visit(
      [&records, &bytes](const Fingerprint& request, base::Instant at, const model::Reply& reply) {
        bytes.clear();
        base::append_bytes(bytes, [&reply](auto& out) { model::put_reply(reply, out); });
        records.write(StateRecord::kRequest, request, at, bytes);
      });
}

// The log, and of each conversation its newest entry: first those in the log of the closed, by
// number, then the open ones, by slot.
void Switchboard::save_decisions(const StateVisit& visit) const {
  Records records(visit);
  std::vector<Trace> batch;
  for (std::uint64_t number = decisions_.first(); number < decisions_.end();) {
    const std::uint64_t from = number;
    batch.clear();
    for (; number < decisions_.end() && batch.size() < kBatch; ++number) {
      batch.push_back(decisions_[number]);
    }
    records.write(StateRecord::kDecisions, from, batch);
  }
  std::vector<std::uint32_t> newest;
  const auto flush = [&records, &newest](bool closed, std::uint64_t next) {
    if (!newest.empty()) records.write(StateRecord::kTraced, closed, next - newest.size(), newest);
    newest.clear();
  };
  const ClosedLog& closed = conversations_.closed();
  for (std::uint64_t number = closed.first(); number < closed.end(); ++number) {
    newest.push_back(closed[number].traced);
    if (newest.size() == kBatch) flush(true, number + 1);
  }
  flush(true, closed.end());
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    newest.push_back(conversations_[slot].traced);
    if (newest.size() == kBatch) flush(false, slot + 1);
  }
  flush(false, conversations_.slot_count());
}

// Groups and classes have no numbers that last: one of their members stands for each.
void Switchboard::save_matching(const StateVisit& visit) const {
  Records records(visit);
  std::vector<bool> seen(matching_.group_count());
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    const GroupId id = agents_.slots[slot].group;
    if (id == kNone || seen[id]) continue;
    seen[id] = true;
    const Group& group = matching_.group(id);
    records.write(StateRecord::kGroup, slot, group.handling, group.by_queue);
  }
  records.write(StateRecord::kSelection, selection_);
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    const ClassId id = conversations_.used(slot) ? conversations_[slot].wait_class : kNone;
    if (id == kNone) continue;
    const WaitClass& wait_class = matching_.wait_class(id);
    if (wait_class.review_at == base::kNever || wait_class.on_time.top() != slot) continue;
    records.write(StateRecord::kReview, slot, wait_class.review_at,
                  timers_.order(wait_class.timer));
  }
}

}  // namespace stellwerk::engine
