// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/figures.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::cli {

double ClassFigures::on_time_share() const {
  const std::uint64_t decided = answered + abandoned + overdue;
  return decided == 0 ? 1.0 : static_cast<double>(on_time) / static_cast<double>(decided);
}

DayFigures::DayFigures(const Schedule& day, const Naming& naming)
    : day_(day), naming_(naming), fates_(day.contacts.size()) {
  for (const AgentPlan& agent : day.agents) {
    if (agent.bot) bots_.insert(agent.name);
  }
}

void DayFigures::on_entry(const Entry& entry) {
  count(entry);
  if (!entry.type.starts_with("conversation.")) return;
  const auto contact = naming_.contact(entry.conv);
  if (contact && *contact < fates_.size()) on_conversation(entry, fates_[*contact]);
}

void DayFigures::count(const Entry& entry) {
  if (entry.type == "conversation.assigned") {
    ++counts_.assignments;
    if (bots_.contains(entry.agent)) ++counts_.to_bots;
  } else if (entry.type == "conversation.escalated") {
    ++counts_.escalated;
  } else if (entry.type == "offer.created") {
    ++counts_.offers;
  } else if (entry.type == "offer.declined") {
    ++counts_.declined;
  } else if (entry.type == "offer.expired") {
    ++counts_.expired;
  } else if (entry.type == "sla.breached") {
    ++counts_.breached;
  } else if (entry.type.starts_with("message.")) {
    ++counts_.messages;
  }
}

void DayFigures::on_conversation(const Entry& entry, Fate& fate) {
  const base::Instant at{entry.at};
  if (entry.type == "conversation.opened") {
    if (!fate.opened) fate.opened_at = at;
    fate.opened = true;
    fate.closed = false;
    fate.at_work = false;
  } else if (entry.type == "conversation.assigned") {
    fate.at_work = true;
    if (!bots_.contains(entry.agent)) {
      answer(fate, at);
    } else if (!fate.with_bot) {
      fate.with_bot = true;
      fate.bot_at = at;
    }
  } else if (entry.type == "conversation.requeued" || entry.type == "conversation.escalated") {
    fate.at_work = false;
  } else if (entry.type == "conversation.closed") {
    if (fate.with_bot) answer(fate, fate.bot_at);
    fate.closed = true;
  } else if (entry.type == "conversation.abandoned") {
    fate.abandoned = !fate.answered;
    fate.closed = true;
  }
}

void DayFigures::answer(Fate& fate, base::Instant at) {
  if (fate.answered) return;
  fate.answered = true;
  fate.wait = at - fate.opened_at;
  waits_.push_back(fate.wait);
}

std::vector<ClassFigures> DayFigures::classes(base::Instant now) const {
  std::vector<ClassFigures> result(day_.classes.size());
  for (std::size_t i = 0; i < fates_.size(); ++i) {
    const Fate& fate = fates_[i];
    if (!fate.opened) continue;
    const std::size_t index = day_.contacts[i].service_class;
    const base::Duration target = day_.classes[index].target;
    ClassFigures& figures = result[index];
    ++figures.offered;
    if (fate.answered) {
      ++figures.answered;
      if (fate.wait <= target) ++figures.on_time;
    } else if (fate.abandoned) {
      ++figures.abandoned;
    } else if (!fate.closed && now - fate.opened_at > target) {
      ++figures.overdue;
    }
    if (!fate.closed && !fate.at_work) {
      ++figures.waiting;
      figures.oldest = std::max(figures.oldest, now - fate.opened_at);
    }
  }
  return result;
}

ClassFigures DayFigures::total(const std::vector<ClassFigures>& classes) {
  ClassFigures sum;
  for (const ClassFigures& figures : classes) {
    sum.offered += figures.offered;
    sum.answered += figures.answered;
    sum.on_time += figures.on_time;
    sum.abandoned += figures.abandoned;
    sum.overdue += figures.overdue;
    sum.waiting += figures.waiting;
    sum.oldest = std::max(sum.oldest, figures.oldest);
  }
  return sum;
}

base::Duration DayFigures::wait_quantile(double share) const {
  SW_CHECK(share >= 0 && share <= 1);
  if (waits_.empty()) return {0};
  std::vector<base::Duration> waits = waits_;
  const auto rank = std::min(waits.size() - 1,
                             static_cast<std::size_t>(share * static_cast<double>(waits.size())));
  const auto at = waits.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(waits.begin(), at, waits.end());
  return *at;
}

}  // namespace stellwerk::cli
