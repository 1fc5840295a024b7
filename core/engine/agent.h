// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/engine/ids.h"
#include "core/engine/names.h"
#include "core/engine/plan.h"
#include "core/engine/response_clock.h"
#include "core/engine/timers.h"
#include "core/model/command.h"

namespace stellwerk::engine {

struct ChannelMax {
  NameId channel = kNone;
  std::uint32_t max = 0;

  friend auto operator<=>(const ChannelMax&, const ChannelMax&) = default;
};

// What makes agents interchangeable for eligibility: the identity of a group.
struct Abilities {
  model::AgentKind kind = model::AgentKind::kHuman;
  std::uint32_t capacity = 1;
  std::vector<SkillNeed> skills;     // levels had; sorted by skill
  std::vector<ChannelMax> channels;  // sorted; empty: any channel without a maximum
  std::vector<QueueId> queues;       // sorted; empty: any queue

  [[nodiscard]] bool works_in(QueueId queue) const {
    return queues.empty() || std::binary_search(queues.begin(), queues.end(), queue);
  }
  friend auto operator<=>(const Abilities&, const Abilities&) = default;
};

// What each change of load touches fills the first cache line, up to the capacity in its abilities.
struct alignas(64) Agent {
  bool registered = false;
  bool by_channel = false;  // it has channel maxima
  model::Presence presence = model::Presence::kOffline;
  bool seen_online : 1 = false;  // since it was offline
  bool ramping : 1 = false;      // takes up to `usable` units only
  bool taken_whole : 1 = false;  // by exclusive work
  bool yields : 1 = false;       // has work that may be interrupted
  bool set_aside : 1 = false;    // has work that was
  std::uint32_t used = 0;        // units
  std::uint64_t idle_rank = 0;   // grows with each change of load: least = longest unchanged
  base::Instant idle_since;
  GroupId group = kNone;
  std::uint32_t free_list = kNone;  // of the group's; kNone: not free
  AgentSlot free_next = kNone, free_previous = kNone;
  ConvSlot first = kNone, last = kNone;  // its conversations, in the order they came
  std::uint32_t conversations = 0;
  ConvSlot claim = kNone;  // a large overdue conversation that its next free units are kept for
  Abilities abilities;
  std::uint64_t assigned_rank = 0;          // grows with each assignment or offer, for round robin
  std::uint32_t handled = 0;                // assignments and live offers since it was offline
  std::vector<std::uint32_t> channel_load;  // parallel to abilities.channels
  std::uint32_t misses = 0;                 // offers in a row that ran out
  std::uint32_t declines = 0;               // offers declined since one was accepted

  NameId name = kNone;
  TimerId lease_timer = 0;
  std::uint64_t epoch = 1;
  base::Duration lease{0};  // 0: presence does not lapse
  std::string labels;
  std::string reason;

  std::uint32_t weight = 1;  // this and the next two as AGENT.SET says
  std::uint32_t rank = 0;    // 0: none
  std::uint32_t cost = 0;
  std::uint32_t usable = 0;  // units, while it is ramping
  std::uint64_t share = 0;   // assignments over weight, while the policy goes by that

  [[nodiscard]] bool present() const {
    return presence == model::Presence::kOnline || presence == model::Presence::kAway;
  }
  [[nodiscard]] bool over() const { return used > abilities.capacity; }
  // Units that it may have in use by what routes.
  [[nodiscard]] std::uint32_t open_units() const { return ramping ? usable : abilities.capacity; }
  [[nodiscard]] bool takes_work() const {
    return registered && presence == model::Presence::kOnline && used < open_units() &&
           claim == kNone && !taken_whole;
  }
};
static_assert(sizeof(Agent) == 320);

// While an agent who came online takes work gradually.
struct Ramp {
  base::Instant since;
  Due next;  // the next unit
  TimerId timer = kNone;
};

// Agents by slot; a name keeps its slot, and with it its epoch, when it is deleted.
struct AgentTable {
  NameTable names;  // NameId == AgentSlot
  std::vector<Agent> slots;
  std::map<AgentSlot, Ramp> ramps;  // of those that are ramping
  std::uint64_t registered = 0;

  [[nodiscard]] AgentSlot find(std::string_view name) const {
    const NameId id = names.find(name);
    return id != kNone && slots[id].registered ? id : kNone;
  }
  [[nodiscard]] std::string_view name(AgentSlot slot) const { return names.name(slot); }
};

}  // namespace stellwerk::engine
