// SPDX-License-Identifier: Apache-2.0
#include "core/policy/sections.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace stellwerk::policy {
namespace {

using model::ChannelPolicy;
using model::QueuePolicy;
using model::RoutingPolicy;
using model::SlaPolicy;

constexpr std::int64_t kUnitsMax = 1'000'000;
constexpr std::int64_t kReserveMax = 1'000'000;
constexpr std::int64_t kWaitingMax = 1'000'000'000;
constexpr std::uint32_t kWeightPermilleMax = 1'000'000;
constexpr std::int64_t kInARowMax = 1'000;
constexpr std::size_t kQueueSkillsMax = 4;
constexpr std::int64_t kLevelMax = 10;

template <auto Member, class Target>
void identifier(const Place& place, Target& target) {
  if (auto value = identifier_at(place)) target.*Member = *std::move(value);
}

template <auto Member, std::int64_t LeastMs, class Target>
void duration(const Place& place, Target& target) {
  if (const auto value = duration_at(place, LeastMs)) target.*Member = *value;
}

template <auto Member, std::uint32_t Least, std::uint32_t Greatest, class Target>
void permille(const Place& place, Target& target) {
  if (const auto value = permille_at(place, Least, Greatest)) target.*Member = *value;
}

void routing_rule(const Place& place, RoutingPolicy& routing) {
  static constexpr std::array<std::string_view, 4> kRules = {"sla-first", "fifo", "priority",
                                                             "edf"};
  if (const auto choice = choice_at(place, kRules)) {
    routing.rule = static_cast<model::Rule>(*choice);
  }
}

void routing_select(const Place& place, RoutingPolicy& routing) {
  static constexpr std::array<std::string_view, 3> kSelects = {"least-loaded", "longest-idle",
                                                               "round-robin"};
  if (const auto choice = choice_at(place, kSelects)) {
    routing.select = static_cast<model::Select>(*choice);
  }
}

void routing_reserve(const Place& place, RoutingPolicy& routing) {
  if (place.node.is_string()) {
    static constexpr std::array<std::string_view, 1> kModes = {"auto"};
    if (choice_at(place, kModes)) routing.reserve = model::kReserveAuto;
  } else if (const auto value = integer_at(place, 0, kReserveMax)) {
    routing.reserve = static_cast<std::int32_t>(*value);
  }
}

void routing_surcharge(const Place& place, RoutingPolicy& routing) {
  if (const auto value = flag_at(place)) routing.surcharge = *value;
}

constexpr std::array kRoutingKeys = {
    Key<RoutingPolicy>{"policy", routing_rule},
    Key<RoutingPolicy>{"select", routing_select},
    Key<RoutingPolicy>{"catch_up", permille<&RoutingPolicy::catch_up_permille, 0, 1000>},
    Key<RoutingPolicy>{"reserve", routing_reserve},
    Key<RoutingPolicy>{"surcharge", routing_surcharge},
};

void channel_units(const Place& place, ChannelPolicy& channel) {
  if (const auto value = integer_at(place, 1, kUnitsMax)) {
    channel.units = static_cast<std::uint32_t>(*value);
  }
}

constexpr std::array kChannelKeys = {
    Key<ChannelPolicy>{"name", identifier<&ChannelPolicy::name>},
    Key<ChannelPolicy>{"units", channel_units},
    Key<ChannelPolicy>{"reply_window", duration<&ChannelPolicy::reply_window, 1>},
    Key<ChannelPolicy>{"bot_window", duration<&ChannelPolicy::bot_window, 1>},
};

void sla_met_by(const Place& place, SlaPolicy& sla) {
  static constexpr std::array<std::string_view, 2> kMoments = {"start", "reply"};
  if (const auto choice = choice_at(place, kMoments)) {
    sla.met_by = static_cast<model::MetBy>(*choice);
  }
}

constexpr std::array kSlaKeys = {
    Key<SlaPolicy>{"name", identifier<&SlaPolicy::name>},
    Key<SlaPolicy>{"first_response", duration<&SlaPolicy::first_response, 1>},
    Key<SlaPolicy>{"next_response", duration<&SlaPolicy::next_response, 1>},
    Key<SlaPolicy>{"warn_at", permille<&SlaPolicy::warn_permille, 1, 1000>},
    Key<SlaPolicy>{"met_by", sla_met_by},
    Key<SlaPolicy>{"resolution", duration<&SlaPolicy::resolution, 1>},
    Key<SlaPolicy>{"calendar", identifier<&SlaPolicy::calendar>},
};

// "billing>=2", or "billing" for level 1.
std::optional<model::SkillNeed> skill_of(const Place& place, std::string_view item) {
  const std::size_t name_end = std::min(item.find('>'), item.size());
  model::SkillNeed need;
  need.skill = item.substr(0, name_end);
  std::string_view rest = item.substr(name_end);
  if (rest.empty() && base::is_identifier(need.skill)) return need;
  const bool has_level = rest.starts_with(">=");
  const std::int64_t level = has_level ? base::parse_integer(rest.substr(2)).value_or(0) : 0;
  if (base::is_identifier(need.skill) && level >= 1 && level <= kLevelMax) {
    need.level = static_cast<std::uint8_t>(level);
    return need;
  }
  place.refuse(shown(item) +
               " is no skill; write billing>=2 with a level from 1 to 10, or billing");
  return std::nullopt;
}

void queue_skills(const Place& place, QueuePolicy& queue) {
  const auto text = text_at(place);
  if (!text || text->empty()) return;
  for (std::string_view rest = *text; rest.data() != nullptr;) {
    auto need = skill_of(place, base::next_item(rest, ','));
    if (!need) return;
    if (std::ranges::find(queue.skills, need->skill, &model::SkillNeed::skill) !=
        queue.skills.end()) {
      return place.refuse(shown(need->skill) + " stands there twice; name it once");
    }
    queue.skills.push_back(*std::move(need));
  }
  if (queue.skills.size() > kQueueSkillsMax) {
    place.refuse("more than " + std::to_string(kQueueSkillsMax) + " skills");
  }
}

void offer_mode(const Place& place, QueuePolicy& queue) {
  static constexpr std::array<std::string_view, 2> kModes = {"offer", "auto"};
  if (const auto choice = choice_at(place, kModes)) {
    queue.offer_mode = static_cast<model::OfferMode>(*choice);
  }
}

template <std::uint32_t QueuePolicy::*Member>
void in_a_row(const Place& place, QueuePolicy& queue) {
  if (const auto value = integer_at(place, 1, kInARowMax)) {
    queue.*Member = static_cast<std::uint32_t>(*value);
  }
}

constexpr std::array kOfferKeys = {
    Key<QueuePolicy>{"mode", offer_mode},
    Key<QueuePolicy>{"timeout", duration<&QueuePolicy::offer_timeout, 1>},
    Key<QueuePolicy>{"retry", duration<&QueuePolicy::offer_retry, 0>},
    Key<QueuePolicy>{"declines_max", in_a_row<&QueuePolicy::declines_max>},
    Key<QueuePolicy>{"misses_max", in_a_row<&QueuePolicy::misses_max>},
};

void queue_offer(const Place& place, QueuePolicy& queue) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr) {
    return place.refuse("expected a table as { mode = \"offer\", timeout = \"20s\" }");
  }
  read_table<QueuePolicy>(*table, place.key, kOfferKeys, place.problems, queue);
}

void queue_max_waiting(const Place& place, QueuePolicy& queue) {
  if (const auto value = integer_at(place, 1, kWaitingMax)) {
    queue.waiting_max = static_cast<std::uint64_t>(*value);
  }
}

void queue_burst(const Place& place, QueuePolicy& queue) {
  if (const auto value = integer_at(place, 2, kWaitingMax)) {
    queue.burst = static_cast<std::uint64_t>(*value);
  }
}

void queue_late_max(const Place& place, QueuePolicy& queue) {
  const auto* text = place.node.as_string();
  if (text != nullptr && (text->get() == "auto" || text->get() == "off")) {
    queue.late_max_mode = text->get() == "off" ? model::LateMax::kOff : model::LateMax::kAuto;
  } else if (const auto value = duration_at(place, 1)) {
    queue.late_max_mode = model::LateMax::kFixed;
    queue.late_max = *value;
  }
}

constexpr std::array kQueueKeys = {
    Key<QueuePolicy>{"name", identifier<&QueuePolicy::name>},
    Key<QueuePolicy>{"sla", identifier<&QueuePolicy::sla>},
    Key<QueuePolicy>{"skills", queue_skills},
    Key<QueuePolicy>{"weight", permille<&QueuePolicy::weight_permille, 0, kWeightPermilleMax>},
    Key<QueuePolicy>{"offer", queue_offer},
    Key<QueuePolicy>{"wrap_up", duration<&QueuePolicy::wrap_up, 0>},
    Key<QueuePolicy>{"max_waiting", queue_max_waiting},
    Key<QueuePolicy>{"burst", queue_burst},
    Key<QueuePolicy>{"goal", permille<&QueuePolicy::goal_permille, 1, 1000>},
    Key<QueuePolicy>{"handling", duration<&QueuePolicy::handling, 1>},
    Key<QueuePolicy>{"late_max", queue_late_max},
    Key<QueuePolicy>{"moved_to", identifier<&QueuePolicy::moved_to>},
    Key<QueuePolicy>{"calendar", identifier<&QueuePolicy::calendar>},
    Key<QueuePolicy>{"wait_long", duration<&QueuePolicy::wait_long, 1>},
    Key<QueuePolicy>{"step"},
    Key<QueuePolicy>{"sticky"},
};

}  // namespace

void read_routing(const toml::table& table, Problems& problems, RoutingPolicy& routing) {
  read_table<RoutingPolicy>(table, "routing", kRoutingKeys, problems, routing);
}

void read_channel(const toml::table& table, Problems& problems, ChannelPolicy& channel) {
  read_table<ChannelPolicy>(table, "channel", kChannelKeys, problems, channel);
  if (channel.bot_window == model::kNoTarget) return;
  if (!table.contains("reply_window")) {
    problems.add(*table.get("bot_window"), "channel.bot_window",
                 "needs reply_window: it is the part of it in which bots may answer, too");
  } else if (channel.bot_window > channel.reply_window &&
             channel.reply_window != model::kNoTarget) {
    problems.add(*table.get("bot_window"), "channel.bot_window",
                 "is longer than reply_window; give bots the same time or less");
  }
}

void read_sla(const toml::table& table, Problems& problems, SlaPolicy& sla) {
  read_table<SlaPolicy>(table, "sla", kSlaKeys, problems, sla);
}

void read_queue(const toml::table& table, Problems& problems, QueuePolicy& queue) {
  read_table<QueuePolicy>(table, "queue", kQueueKeys, problems, queue);
}

}  // namespace stellwerk::policy
