// SPDX-License-Identifier: Apache-2.0
// Calendars that run out are expanded anew, by the zone rules that the machine has then, and that
// is journaled: nobody who decides it again looks at them.
#include <string>

#include "core/policy/calendar.h"
#include "core/policy/compile.h"
#include "core/runtime/shard_state.h"

namespace stellwerk::runtime {
namespace {

constexpr base::Duration kLookEvery = base::hours(1);
// Half of what is known when a policy is applied.
constexpr base::Duration kKnownMin = base::hours(24 * policy::kDaysAfter / 2);

}  // namespace

void Shard::State::renew_calendars() {
  if (now < calendars_looked_at + kLookEvery) return;
  if (failed || journal.room() != journal::Room::kPlenty) return;
  calendars_looked_at = now;
  for (std::uint32_t slot = 0; slot < tenants.all().size(); ++slot) {
    Tenant& tenant = *tenants.all()[slot];
    if (tenant.engine().calendars_known_until() >= now + kKnownMin) continue;
    const policy::Compiled compiled = policy::compile(tenant.engine().policy_text(), now);
    // Written for another release: as it was applied it stays in force, as long as it is known.
    if (!compiled.ok()) continue;
    model::Policy calendars;
    calendars.calendars = compiled.policy.calendars;
    std::string payload;
    model::encode(calendars, payload);
    model::Command command;
    command.kind = model::CommandKind::kCalendarRenew;
    command.payload = payload;
    command.mark(model::Field::kPayload);
    std::string bytes;
    model::encode(command, bytes);
    tenant.decide(now, command, nullptr);
    record(slot * options.shards + options.index, bytes);
    ++counts.calendars_renewed_total;
    flush_journal();
  }
}

}  // namespace stellwerk::runtime
