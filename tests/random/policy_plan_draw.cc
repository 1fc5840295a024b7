// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/random/policy_draw.h"

// Steps, overflow and splits: ways from queue to queue, which lead down the list alone, so that
// nobody goes in circles.
namespace stellwerk::tests {
namespace {

using model::OverflowPolicy;
using model::OverflowWhen;
using model::QueuePolicy;
using model::StepMove;
using model::StepPolicy;

using Names = std::vector<std::string>;

const std::string& one_of(Deck& deck, const Names& names) {
  return names[deck.prng().below(names.size())];
}

void draw_steps(Deck& deck, const Names& later, QueuePolicy& queue) {
  for (std::uint32_t left = deck.number(1, 4); left > 0; --left) {
    StepPolicy step;
    step.after = deck.rarely(3) ? base::Duration{0} : deck.span();
    if (deck.rarely(2)) step.kind = deck.any_of(model::StepKind::kHuman);
    if (deck.rarely(3)) {
      step.skills = {{deck.name(kSkills), static_cast<std::uint8_t>(deck.number(1, 4))}};
    }
    if (deck.rarely(3)) step.prefer = {deck.name(kSkills)};
    if (deck.rarely(3)) step.relax = static_cast<std::uint8_t>(deck.number(1, 3));
    step.if_present = deck.rarely(3);
    if (!queue.calendar.empty() && deck.rarely(3)) {
      step.hours = deck.any_of(model::StepHours::kClosed);
    }
    queue.steps.push_back(std::move(step));
  }
  std::ranges::stable_sort(queue.steps, {}, &StepPolicy::after);
  if (later.empty() || !deck.rarely(2)) return;
  queue.steps.back().move = deck.rarely(2) ? StepMove::kOverflow : StepMove::kDivert;
  queue.steps.back().to = one_of(deck, later);
}

void draw_overflows(Deck& deck, const Names& later, QueuePolicy& queue) {
  for (std::uint32_t left = deck.number(1, 2); left > 0; --left) {
    OverflowPolicy overflow;
    overflow.to = one_of(deck, later);
    overflow.when = deck.any_of(OverflowWhen::kClosed);
    if (overflow.when == OverflowWhen::kClosed && queue.calendar.empty()) continue;
    if (overflow.when == OverflowWhen::kWaiting) {
      overflow.limit = deck.number(1, 20);
    } else if (overflow.when != OverflowWhen::kClosed) {
      overflow.limit = static_cast<std::uint64_t>(deck.span().ms);
    }
    queue.overflows.push_back(std::move(overflow));
  }
}

void draw_split(Deck& deck, const Names& later, QueuePolicy& queue) {
  for (const std::string& name : later) {
    if (deck.rarely(2)) queue.split.push_back({name, deck.number(1, 100)});
  }
}

void draw_plan(Deck& deck, const Names& later, QueuePolicy& queue) {
  if (!later.empty() && deck.rarely(8)) draw_split(deck, later, queue);
  if (!queue.split.empty()) return;
  if (deck.rarely(2)) draw_steps(deck, later, queue);
  if (!queue.calendar.empty()) queue.shuts = deck.rarely(2);
  if (later.empty()) return;
  if (deck.rarely(3)) draw_overflows(deck, later, queue);
  if (deck.rarely(4)) queue.when_full = one_of(deck, later);
}

}  // namespace

void draw_plans(Deck& deck, std::vector<QueuePolicy>& queues) {
  Names later;
  for (std::size_t left = queues.size(); left > 0; --left) {
    QueuePolicy& queue = queues[left - 1];
    if (!queue.moved_to.empty()) continue;
    draw_plan(deck, later, queue);
    later.push_back(queue.name);
  }
}

}  // namespace stellwerk::tests
