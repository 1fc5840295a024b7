// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// Waits to come, as they are asked for: by what was learned of the queue, or, before that, by the
// mean handling time and whoever is online.
namespace stellwerk::engine {

namespace {

std::uint64_t root_of(std::uint64_t square) {
  std::uint64_t root = 0;
  for (std::uint64_t step = std::uint64_t{1} << 31U; step > 0; step /= 2) {
    const std::uint64_t tried = root + step;
    if (tried <= square / tried) root = tried;
  }
  return root;
}

}  // namespace

// REQUIRES: a forecast was made for it.
void Switchboard::learn_wait(Conversation& conv) {
  const base::Duration waited = now_ - conv.waits_since;
  if (waited.ms > 0) {  // else it was given to somebody as it came
    queue_of(conv).forecast.started(now_, {conv.forecast_bin, conv.forecast_base}, waited);
  }
  conv.forecast_bin = 0;
}

// Nine of ten by the spread that as many independent handling times have. REQUIRES: units > 0.
ExpectedWait Switchboard::assumed_wait(const Queue& queue, std::uint64_t position,
                                       std::uint64_t units) const {
  const std::uint64_t spread = position + 2 * root_of(position) + 1;
  return {usual_wait(queue, position, units), usual_wait(queue, spread, units)};
}

// Of one that waits at that position; nothing while nobody online could take it.
Outlook Switchboard::outlook(const Conversation& conv, std::uint64_t position) const {
  const Queue& queue = plan_.queues[conv.queue];
  if (!plan_.since_format_4 || !matching_.somebody_online(conv.wait_class)) return {};
  Outlook outlook{queue.forecast.at(position), std::nullopt};
  if (conv.own_target || plan_.has_target(conv.sla)) {
    outlook.chance_permille = queue.forecast.chance_permille(position, conv.deadline - now_);
  }
  if (!outlook.wait) {
    outlook.wait = assumed_wait(queue, position, matching_.units_online(conv.wait_class));
  }
  return outlook;
}

// Of one that comes now, behind so many, for whom agents with so many units are online, `free` of
// them with room.
Outlook Switchboard::outlook_of_next(const Queue& queue, std::uint64_t ahead, std::uint64_t free,
                                     std::uint64_t units) const {
  if (!plan_.since_format_4 || units == 0) return {};
  if (ahead == 0 && free > 0) return {ExpectedWait{{0}, {0}}, 1'000U};
  Outlook outlook{queue.forecast.at(ahead + 1), std::nullopt};
  if (plan_.has_target(queue.sla)) {
    outlook.chance_permille = queue.forecast.chance_permille(ahead + 1, plan_.target(queue.sla));
  }
  if (!outlook.wait) outlook.wait = assumed_wait(queue, ahead + 1, units);
  return outlook;
}

void write_outlook(const Outlook& outlook, model::ReplyWriter& writer) {
  const auto duration = [&](std::string_view key, base::Duration ExpectedWait::*which) {
    writer.text(key);
    outlook.wait ? writer.integer(((*outlook.wait).*which).ms) : writer.null();
  };
  duration("eta_ms", &ExpectedWait::median);
  duration("eta_p90_ms", &ExpectedWait::p90);
}

void write_chance(const Outlook& outlook, model::ReplyWriter& writer) {
  writer.text("on_time_chance");
  outlook.chance_permille ? writer.real(static_cast<double>(*outlook.chance_permille) / 1'000)
                          : writer.null();
}

}  // namespace stellwerk::engine
