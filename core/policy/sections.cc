// SPDX-License-Identifier: Apache-2.0
#include "core/policy/sections.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/policy/plan_section.h"
#include "core/policy/selection_section.h"

namespace stellwerk::policy {
namespace {

using model::ChannelPolicy;
using model::QueuePolicy;
using model::RoutingPolicy;
using model::SlaPolicy;

constexpr std::int64_t kReplyMessagesMax = 1'000'000;
constexpr std::int64_t kTurnsMax = 1'000'000;
constexpr base::Duration kFragmentsMax = base::minutes(1);
constexpr std::int64_t kUnitsMax = 1'000'000;
constexpr std::int64_t kReserveMax = 1'000'000;
constexpr std::int64_t kWaitingMax = 1'000'000'000;
constexpr std::uint32_t kWeightPermilleMax = 1'000'000;
constexpr std::int64_t kInARowMax = 1'000;
constexpr std::int64_t kAskedAtOnceMax = 10;
constexpr base::Duration kStickyWithin = base::hours(7 * 24);
constexpr base::Duration kStickyPatience = base::seconds(30);

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

void routing_explain(const Place& place, RoutingPolicy& routing) {
  static constexpr std::array<std::string_view, 2> kChoices = {"brief", "full"};
  if (const auto choice = choice_at(place, kChoices)) routing.explains = *choice == 1;
}

constexpr std::array kRoutingKeys = {
    Key<RoutingPolicy>{"policy", routing_rule},
    Key<RoutingPolicy>{"select", routing_select},
    Key<RoutingPolicy>{"catch_up", permille<&RoutingPolicy::catch_up_permille, 0, 1000>},
    Key<RoutingPolicy>{"reserve", routing_reserve},
    Key<RoutingPolicy>{"surcharge", routing_surcharge},
    Key<RoutingPolicy>{"score", routing_score},
    Key<RoutingPolicy>{"ramp", duration<&RoutingPolicy::ramp, 1>},
    Key<RoutingPolicy>{"explain", routing_explain},
};

void channel_units(const Place& place, ChannelPolicy& channel) {
  if (const auto value = integer_at(place, 1, kUnitsMax)) {
    channel.units = static_cast<std::uint32_t>(*value);
  }
}

void channel_reply_messages(const Place& place, ChannelPolicy& channel) {
  if (const auto value = integer_at(place, 1, kReplyMessagesMax)) {
    channel.reply_messages = static_cast<std::uint32_t>(*value);
  }
}

// Longer than this nobody would call it one message.
void channel_fragments(const Place& place, ChannelPolicy& channel) {
  const auto value = duration_at(place, 1);
  if (!value) return;
  if (*value > kFragmentsMax) {
    return place.refuse("is more than 1m; nobody is given a conversation meanwhile");
  }
  channel.fragments = *value;
}

void channel_exclusive(const Place& place, ChannelPolicy& channel) {
  if (const auto value = flag_at(place)) channel.exclusive = *value;
}

constexpr std::array kChannelKeys = {
    Key<ChannelPolicy>{"name", identifier<&ChannelPolicy::name>},
    Key<ChannelPolicy>{"units", channel_units},
    Key<ChannelPolicy>{"reply_window", duration<&ChannelPolicy::reply_window, 1>},
    Key<ChannelPolicy>{"bot_window", duration<&ChannelPolicy::bot_window, 1>},
    Key<ChannelPolicy>{"reply_messages", channel_reply_messages},
    Key<ChannelPolicy>{"fragments", channel_fragments},
    Key<ChannelPolicy>{"exclusive", channel_exclusive},
    Key<ChannelPolicy>{"interruptible_by", channel_interruptible_by},
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

void queue_skills(const Place& place, QueuePolicy& queue) {
  if (auto skills = skills_at(place)) queue.skills = *std::move(skills);
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

void offer_agents(const Place& place, QueuePolicy& queue) {
  if (const auto value = integer_at(place, 1, kAskedAtOnceMax)) {
    queue.offer_agents = static_cast<std::uint32_t>(*value);
  }
}

void offer_decide(const Place& place, QueuePolicy& queue) {
  static constexpr std::array<std::string_view, 2> kWho = {"engine", "external"};
  if (const auto choice = choice_at(place, kWho)) queue.decide_external = *choice == 1;
}

constexpr std::array kOfferKeys = {
    Key<QueuePolicy>{"mode", offer_mode},
    Key<QueuePolicy>{"timeout", duration<&QueuePolicy::offer_timeout, 1>},
    Key<QueuePolicy>{"retry", duration<&QueuePolicy::offer_retry, 0>},
    Key<QueuePolicy>{"declines_max", in_a_row<&QueuePolicy::declines_max>},
    Key<QueuePolicy>{"misses_max", in_a_row<&QueuePolicy::misses_max>},
    Key<QueuePolicy>{"agents", offer_agents},
    Key<QueuePolicy>{"decide", offer_decide},
    Key<QueuePolicy>{"decide_timeout", duration<&QueuePolicy::decide_timeout, 1>},
};

void queue_offer(const Place& place, QueuePolicy& queue) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr) {
    return place.refuse("expected a table as { mode = \"offer\", timeout = \"20s\" }");
  }
  read_table<QueuePolicy>(*table, place.key, kOfferKeys, place.problems, queue);
  if (queue.offer_agents > 1 && queue.offer_mode == model::OfferMode::kAuto) {
    place.problems.add(*table->get("agents"), place.key + ".agents",
                       "needs mode = \"offer\": with \"auto\" nobody is asked");
  }
  if (queue.offer_agents > 1 && queue.decide_external) {
    place.problems.add(*table->get("agents"), place.key + ".agents",
                       "does not go with decide = \"external\", which names one agent");
  }
}

void sticky_by(const Place& place, QueuePolicy& /*queue*/) {
  static constexpr std::array<std::string_view, 1> kWhat = {"customer"};
  static_cast<void>(choice_at(place, kWhat));
}

constexpr std::array kStickyKeys = {
    Key<QueuePolicy>{"by", sticky_by},
    Key<QueuePolicy>{"within", duration<&QueuePolicy::sticky_within, 1>},
    Key<QueuePolicy>{"patience", duration<&QueuePolicy::sticky_patience, 0>},
};

void queue_sticky(const Place& place, QueuePolicy& queue) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr || !table->contains("by")) {
    return place.refuse("expected a table as { by = \"customer\", within = \"7d\" }");
  }
  queue.sticky_within = kStickyWithin;
  queue.sticky_patience = kStickyPatience;
  read_table<QueuePolicy>(*table, place.key, kStickyKeys, place.problems, queue);
}

void bot_turns(const Place& place, model::BotPolicy& bot) {
  if (const auto value = integer_at(place, 1, kTurnsMax)) {
    bot.turns = static_cast<std::uint32_t>(*value);
  }
}

constexpr std::array kBotKeys = {
    Key<model::BotPolicy>{"turns", bot_turns},
    Key<model::BotPolicy>{"confidence", permille<&model::BotPolicy::confidence_permille, 1, 1000>},
};

void queue_bot(const Place& place, QueuePolicy& queue) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr) {
    return place.refuse("expected a table as { turns = 8, confidence = 0.6 }");
  }
  read_table<model::BotPolicy>(*table, place.key, kBotKeys, place.problems, queue.bot);
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
    Key<QueuePolicy>{"select", queue_select},
    Key<QueuePolicy>{"step", queue_steps},
    Key<QueuePolicy>{"overflow", queue_overflows},
    Key<QueuePolicy>{"when_full", queue_when_full},
    Key<QueuePolicy>{"split", queue_split},
    Key<QueuePolicy>{"when_closed", queue_when_closed},
    Key<QueuePolicy>{"bot", queue_bot},
    Key<QueuePolicy>{"sticky", queue_sticky},
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
  check_plan(table, problems, queue);
}

}  // namespace stellwerk::policy
