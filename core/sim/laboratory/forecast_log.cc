// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/forecast_log.h"

namespace stellwerk::lab {

void ForecastLog::said(const Who& who, const model::Reply& reply, std::int64_t now_ms) {
  if (reply.on_time_permille < 0 || reply.eta_ms < 0) return;
  Pending pending;
  pending.forecast.customer_class = who.customer_class;
  pending.forecast.hour = who.hour;
  pending.forecast.median_ms = reply.eta_ms;
  pending.forecast.p90_ms = reply.eta_p90_ms;
  pending.forecast.chance_permille = reply.on_time_permille;
  pending.forecast.left_ms = who.deadline_ms - now_ms;
  const auto last = last_ms_.find(who.customer_class);
  if (last != last_ms_.end()) pending.forecast.last_ms = last->second;
  pending.since_ms = now_ms;
  pending.deadline_ms = who.deadline_ms;
  waiting_.insert_or_assign(who.contact, pending);
}

void ForecastLog::started(std::uint32_t contact, std::uint32_t customer_class,
                          std::int64_t now_ms) {
  const auto found = waiting_.find(contact);
  std::int64_t& last_ms = last_ms_[customer_class];
  if (found == waiting_.end()) {
    last_ms = 0;
    return;
  }
  ForecastCase done = found->second.forecast;
  done.waited_ms = now_ms - found->second.since_ms;
  done.in_time = now_ms <= found->second.deadline_ms;
  last_ms = done.waited_ms;
  cases_.push_back(done);
  waiting_.erase(found);
}

}  // namespace stellwerk::lab
