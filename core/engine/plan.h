// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/engine/figures.h"
#include "core/engine/ids.h"
#include "core/engine/learned.h"
#include "core/engine/names.h"
#include "core/engine/open_hours.h"
#include "core/engine/routing_plan.h"
#include "core/engine/timers.h"
#include "core/engine/wait_forecast.h"
#include "core/engine/waiting_since.h"
#include "core/model/policy.h"

namespace stellwerk::engine {

// Waits of the last hour by size, in twelve steps of five minutes; buckets grow by a quarter.
class RecentWaits {
 public:
  void add(base::Instant now, base::Duration wait);
  // The wait below which `permille` of those of the last hour lie; -1 when there were none.
  [[nodiscard]] std::int64_t quantile_ms(base::Instant now, std::uint32_t permille) const;

  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& waits) {
    for (auto& step : waits.steps_) archive(step.number, step.counts);
  }

 private:
  static constexpr std::size_t kBuckets = 96;
  struct Step {
    std::int64_t number = -1;
    std::array<std::uint32_t, kBuckets> counts{};
  };
  std::array<Step, 12> steps_{};
};

struct Calendar {
  bool defined = false;
  model::CalendarPolicy policy;
  OpenHours hours;
};

struct Sla {
  bool defined = false;
  model::SlaPolicy policy;
  NameId calendar = kNone;
  std::uint64_t open = 0;  // conversations that are measured by it
};

// In which order a queue's rules compare agents.
struct SelectionOrder {
  std::array<model::Select, model::kSelectsMax> rules{};
  std::uint8_t count = 1;
  bool ranked = false;   // not by what the routing's one word says alone; see ranking.cc
  bool by_lists = true;  // agents of a group with the same load are alike, but for their idleness

  [[nodiscard]] std::span<const model::Select> list() const { return {rules.data(), count}; }
};

// A term of the score, with its name resolved.
struct ScoreEntry {
  model::ScoreTerm term = model::ScoreTerm::kLoad;
  std::int32_t weight = 1;
  NameId skill = kNone;
  std::string key, value;  // of a label; the key of an attribute
};

struct Channel {
  bool defined = false;
  bool exclusive = false;   // takes its agent whole
  bool interrupts = false;  // named by another one's interruptible_by
  std::vector<NameId> interruptible_by;
  std::uint32_t units = 1;
  base::Duration reply_window = model::kNoTarget;
  base::Duration bot_window = model::kNoTarget;
  std::uint32_t reply_messages = 0;
  base::Duration fragments = model::kNoTarget;
  std::uint64_t open = 0;
  ChannelFigures figures;
};

// A queue of the policy and what was learned and counted of it.
struct Queue {
  bool defined = false;
  model::QueuePolicy policy;
  SelectionOrder order;
  NameId sla = kNone;
  std::vector<SkillNeed> skills;  // sorted by skill
  std::uint32_t rank = 0;         // position in the policy document
  bool planned = false;           // who enters it is looked at: there is a plan
  bool closed = false;            // with a plan that goes by hours: outside them
  bool shut = false;              // then nobody is routed but by steps for closed hours

  std::uint64_t open = 0;  // conversations not closed, and of those by state:
  std::uint64_t waiting = 0;
  std::uint64_t offered = 0;
  std::uint64_t active = 0;
  std::uint64_t held = 0;
  std::uint64_t wrapup = 0;
  bool bursting = false;  // so many wait that the others are guaranteed a share

  WaitingSince waiting_since;
  FollowingMean handling;
  ArrivalRate arrival_rate;
  MinuteCounts<30> arrivals;
  MinuteCounts<60> on_time, breached, abandoned;
  RecentWaits waits;
  WaitForecast forecast;
  QueueFigures figures;

  RoutingPlan plan;
  std::vector<std::int64_t> credits;  // parallel to plan.split
  std::uint64_t joined = 0;           // conversations that came to wait while waits are expected
  NameId calendar = kNone;            // with a plan that goes by it
  Due turn;                           // it opens or shuts
  TimerId turn_timer = kNone;
};

// The applied policy, with names resolved; entries not `defined` were only mentioned.
struct Plan {
  NameTable queue_names, sla_names, channel_names, skill_names, calendar_names;
  std::vector<Queue> queues;        // by NameId
  std::vector<Sla> slas;            // by NameId
  std::vector<Channel> channels;    // by NameId
  std::vector<Calendar> calendars;  // by NameId
  std::vector<QueueId> queue_order;
  std::uint32_t bursting = 0;         // queues
  std::vector<NameId> channel_order;  // by first mention
  OpenHours always;
  model::RoutingPolicy routing;
  bool remembers_customers = false;  // some queue is sticky by customer
  std::vector<ScoreEntry> score;
  // What any queue or channel makes use of.
  bool ranks = false;       // orders that are `ranked`
  bool by_handled = false;  // how many agents have handled
  bool by_share = false;
  bool since_format_3 = true;  // as the policy's
  bool since_format_4 = true;
  bool has_special_channels = false;  // exclusive or interruptible ones
  std::uint64_t version = 0;
  std::string text;
  bool any_planned = false;        // some queue has a plan
  bool considers_present = false;  // some step is over when nobody is there

  QueueId mention_queue(std::string_view name);
  NameId mention_sla(std::string_view name);
  NameId mention_channel(std::string_view name) {
    const NameId known = channel_names.find(name);
    if (known == kNone) [[unlikely]]
      return add_channel(name);
    return known;
  }
  NameId mention_calendar(std::string_view name);
  NameId add_channel(std::string_view name);  // REQUIRES: it is not known

  // The queues' policies as plans; more skills may become known. After all queues were defined.
  void resolve_plans();
  // After routing, queues or channels have changed: what follows from them for selection.
  void resolve_selection();
  [[nodiscard]] bool is_exclusive(NameId channel) const {
    return has_special_channels && channel != kNone && channels[channel].exclusive;
  }

  // Whether conversations of the one may be interrupted for one of the other.
  [[nodiscard]] bool makes_way(NameId channel, NameId for_channel) const;

  // The queue's time to start work that routes: its SLA's first response, else 24 hours.
  [[nodiscard]] base::Duration target(NameId sla) const;
  // Whether work has to start within some time; kNone: not.
  [[nodiscard]] bool has_target(NameId sla) const {
    return sla != kNone && slas[sla].policy.first_response != model::kNoTarget;
  }

  // When clocks of the SLA run; kNone: always.
  [[nodiscard]] const OpenHours& hours(NameId sla) const {
    if (sla != kNone && slas[sla].calendar != kNone) [[unlikely]]
      return calendars[slas[sla].calendar].hours;
    return always;
  }
};

}  // namespace stellwerk::engine
