// SPDX-License-Identifier: Apache-2.0
#include "tests/random/policy_draw.h"

#include <algorithm>
#include <array>

#include "tests/engine/support/command_line.h"

// A key of the document is one line in one of the tables, but for plans and selection.
namespace stellwerk::tests {
namespace {

using model::CalendarPolicy;
using model::ChannelPolicy;
using model::Policy;
using model::QueuePolicy;
using model::RoutingPolicy;
using model::SlaPolicy;

// `draw` sets what the key says. Every key of an entry has its own chance, `of` to one, to be
// there; otherwise its default stands.
template <class Entry>
struct DrawnKey {
  std::string_view name;
  std::uint64_t of;
  void (*draw)(Deck& deck, const Policy& policy, Entry& entry);
};

template <auto Member, class Entry>
void draw_span(Deck& deck, const Policy&, Entry& entry) {
  entry.*Member = deck.span();
}

template <auto Member, class Entry>
void draw_permille(Deck& deck, const Policy&, Entry& entry) {
  entry.*Member = deck.permille();
}

template <auto Member, auto Greatest, class Entry>
void draw_choice(Deck& deck, const Policy&, Entry& entry) {
  entry.*Member = deck.any_of(Greatest);
}

// The name of an entry that the policy has; empty when it has none.
template <auto Member, auto Entries, class Entry>
void draw_reference(Deck& deck, const Policy& policy, Entry& entry) {
  const auto& entries = policy.*Entries;
  if (!entries.empty()) entry.*Member = entries[deck.prng().below(entries.size())].name;
}

constexpr std::array kRoutingKeys = {
    DrawnKey<RoutingPolicy>{"policy", 2, draw_choice<&RoutingPolicy::rule, model::Rule::kEdf>},
    DrawnKey<RoutingPolicy>{"catch_up", 2, draw_permille<&RoutingPolicy::catch_up_permille>},
    DrawnKey<RoutingPolicy>{"reserve", 2,
                            [](Deck& deck, const Policy&, RoutingPolicy& routing) {
                              routing.reserve = static_cast<std::int32_t>(deck.number(0, 4)) - 1;
                            }},
    DrawnKey<RoutingPolicy>{
        "explain", 8,
        [](Deck&, const Policy&, RoutingPolicy& routing) { routing.explains = true; }},
    DrawnKey<RoutingPolicy>{
        "surcharge", 3,
        [](Deck&, const Policy&, RoutingPolicy& routing) { routing.surcharge = true; }},
};

constexpr std::array kChannelKeys = {
    DrawnKey<ChannelPolicy>{"units", 2,
                            [](Deck& deck, const Policy&, ChannelPolicy& channel) {
                              channel.units = deck.number(1, 3);
                            }},
    DrawnKey<ChannelPolicy>{"reply_window", 2, draw_span<&ChannelPolicy::reply_window>},
    DrawnKey<ChannelPolicy>{"bot_window", 2,
                            [](Deck& deck, const Policy&, ChannelPolicy& channel) {
                              if (channel.reply_window == model::kNoTarget) return;
                              channel.bot_window = std::min(deck.span(), channel.reply_window);
                            }},
    DrawnKey<ChannelPolicy>{"reply_messages", 4,
                            [](Deck& deck, const Policy&, ChannelPolicy& channel) {
                              channel.reply_messages = deck.number(1, 3);
                            }},
    DrawnKey<ChannelPolicy>{"fragments", 3, draw_span<&ChannelPolicy::fragments>},
};

constexpr std::array kSlaKeys = {
    DrawnKey<SlaPolicy>{"first_response", 1, draw_span<&SlaPolicy::first_response>},
    DrawnKey<SlaPolicy>{"next_response", 2, draw_span<&SlaPolicy::next_response>},
    DrawnKey<SlaPolicy>{"resolution", 2, draw_span<&SlaPolicy::resolution>},
    DrawnKey<SlaPolicy>{"warn_at", 2, draw_permille<&SlaPolicy::warn_permille>},
    DrawnKey<SlaPolicy>{"met_by", 1, draw_choice<&SlaPolicy::met_by, model::MetBy::kReply>},
    DrawnKey<SlaPolicy>{"calendar", 2, draw_reference<&SlaPolicy::calendar, &Policy::calendars>},
};

void draw_skills(Deck& deck, const Policy&, QueuePolicy& queue) {
  const std::uint32_t level = deck.number(1, 4);
  queue.skills = {{deck.name(kSkills), static_cast<std::uint8_t>(level)}};
}

void draw_late_max(Deck& deck, const Policy&, QueuePolicy& queue) {
  queue.late_max_mode = deck.any_of(model::LateMax::kFixed);
  if (queue.late_max_mode == model::LateMax::kFixed) queue.late_max = deck.span();
}

constexpr std::array kQueueKeys = {
    DrawnKey<QueuePolicy>{"sla", 1, draw_reference<&QueuePolicy::sla, &Policy::slas>},
    DrawnKey<QueuePolicy>{"skills", 3, draw_skills},
    DrawnKey<QueuePolicy>{"weight", 4,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.weight_permille = deck.number(0, 5'000);
                          }},
    DrawnKey<QueuePolicy>{"offer.mode", 1,
                          draw_choice<&QueuePolicy::offer_mode, model::OfferMode::kAuto>},
    DrawnKey<QueuePolicy>{"offer.timeout", 1, draw_span<&QueuePolicy::offer_timeout>},
    DrawnKey<QueuePolicy>{
        "offer.retry", 1,
        [](Deck& deck, const Policy&, QueuePolicy& queue) { queue.offer_retry = deck.span(0); }},
    DrawnKey<QueuePolicy>{"offer.declines", 3,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.declines_max = deck.number(0, 3);
                          }},
    DrawnKey<QueuePolicy>{"offer.misses", 3,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.misses_max = deck.number(0, 3);
                          }},
    DrawnKey<QueuePolicy>{"offer.agents", 3,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            if (queue.offer_mode == model::OfferMode::kOffer) {
                              queue.offer_agents = deck.number(1, 4);
                            }
                          }},
    DrawnKey<QueuePolicy>{"offer.decide", 4,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            if (queue.offer_agents > 1) return;
                            queue.decide_external = true;
                            queue.decide_timeout = deck.span();
                          }},
    DrawnKey<QueuePolicy>{"sticky", 3,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.sticky_within = deck.span();
                            queue.sticky_patience = deck.span(0);
                          }},
    DrawnKey<QueuePolicy>{"bot", 3,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.bot.turns = deck.number(0, 3);
                            queue.bot.confidence_permille = deck.number(0, 1'000);
                          }},
    DrawnKey<QueuePolicy>{
        "burst", 3,
        [](Deck& deck, const Policy&, QueuePolicy& queue) { queue.burst = deck.number(0, 20); }},
    DrawnKey<QueuePolicy>{"wrap_up", 2, draw_span<&QueuePolicy::wrap_up>},
    DrawnKey<QueuePolicy>{"max_waiting", 4,
                          [](Deck& deck, const Policy&, QueuePolicy& queue) {
                            queue.waiting_max = deck.number(1, deck.size().conversations);
                          }},
    DrawnKey<QueuePolicy>{"goal", 3, draw_permille<&QueuePolicy::goal_permille>},
    DrawnKey<QueuePolicy>{"handling", 2, draw_span<&QueuePolicy::handling>},
    DrawnKey<QueuePolicy>{"late_max", 2, draw_late_max},
    DrawnKey<QueuePolicy>{"calendar", 3,
                          draw_reference<&QueuePolicy::calendar, &Policy::calendars>},
    DrawnKey<QueuePolicy>{"wait_long", 2, draw_span<&QueuePolicy::wait_long>},
};

template <class Entry, std::size_t N>
void draw_keys(Deck& deck, const std::array<DrawnKey<Entry>, N>& keys, const Policy& policy,
               Entry& entry) {
  for (const DrawnKey<Entry>& key : keys) {
    if (deck.rarely(key.of)) key.draw(deck, policy, entry);
  }
}

// Every kind's entries, without one of them now and then.
template <class Entry, std::size_t N>
void draw_entries(Deck& deck, const Kind& kind, const std::array<DrawnKey<Entry>, N>& keys,
                  const Policy& policy, std::vector<Entry>& entries) {
  for (std::uint32_t i = 0; i < deck.size().*kind.count; ++i) {
    if (deck.rarely(20)) continue;
    Entry entry;
    entry.name = numbered(kind.prefix, i);
    draw_keys(deck, keys, policy, entry);
    entries.push_back(std::move(entry));
  }
}

// Splits the time from `at` on into pieces of any length, with what is known ending in sight or far
// away.
void add_hours(Deck& deck, CalendarPolicy& calendar, base::Instant at) {
  for (std::uint32_t left = deck.number(0, 60); left > 0; --left) {
    const base::Instant open = at + deck.span();
    const base::Instant shut = open + deck.span();
    calendar.intervals.push_back({open, shut});
    at = shut;
  }
  calendar.known_until = deck.rarely(2) ? at : at + base::hours(24 * 400);
}

CalendarPolicy draw_calendar(Deck& deck, std::uint32_t number) {
  CalendarPolicy calendar;
  calendar.name = numbered(kCalendars.prefix, number);
  calendar.zone = "Etc/UTC";
  add_hours(deck, calendar, deck.size().start - base::hours(24));
  return calendar;
}

}  // namespace

// What a zone's rules would have come to later: the same times as they are known, and others behind
// them.
std::vector<CalendarPolicy> draw_renewal(Deck& deck, const Policy& policy) {
  std::vector<CalendarPolicy> calendars = policy.calendars;
  for (CalendarPolicy& calendar : calendars) {
    if (deck.rarely(4)) calendar.intervals.clear();
    add_hours(deck, calendar, calendar.known_until);
  }
  return calendars;
}

namespace {

// A queue that goes away hands what it has to one that stays.
void draw_moves(Deck& deck, std::vector<QueuePolicy>& queues) {
  if (queues.size() < 2 || !deck.rarely(8)) return;
  const std::uint64_t from = deck.prng().below(queues.size());
  const std::uint64_t to = deck.prng().below(queues.size());
  if (from != to) queues[from].moved_to = queues[to].name;
}

}  // namespace

base::Duration Deck::span(std::int64_t least_ms) {
  const std::uint64_t doublings = prng_.below(14);
  const std::int64_t greatest = size_.pace.ms * (std::int64_t{1} << doublings) / 10;
  return {std::max(least_ms, prng_.between(greatest / 2, greatest))};
}

std::uint32_t Deck::number(std::uint32_t least, std::uint32_t greatest) {
  return static_cast<std::uint32_t>(prng_.between(least, greatest));
}

std::string Deck::name(const Kind& kind) {
  return numbered(kind.prefix, prng_.below(size_.*kind.count));
}

model::Policy draw_policy(Deck& deck) {
  Policy policy;
  draw_keys(deck, kRoutingKeys, policy, policy.routing);
  for (std::uint32_t i = 0; i < deck.size().calendars; ++i) {
    policy.calendars.push_back(draw_calendar(deck, i));
  }
  draw_entries(deck, kChannels, kChannelKeys, policy, policy.channels);
  draw_entries(deck, kSlas, kSlaKeys, policy, policy.slas);
  draw_entries(deck, kQueues, kQueueKeys, policy, policy.queues);
  draw_moves(deck, policy.queues);
  draw_plans(deck, policy.queues);
  draw_selection(deck, policy);
  draw_interruptions(deck, policy.channels);
  return policy;
}

}  // namespace stellwerk::tests
