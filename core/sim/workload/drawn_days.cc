// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/drawn_days.h"

#include <algorithm>
#include <cmath>

#include "core/sim/workload/streams.h"

namespace stellwerk::lab {
namespace {

// Rates over their mean by equal parts of a run.
class Intensity {
 public:
  Intensity(const Scenario& scenario, const std::vector<double>& profile,
            const std::vector<double>& day_factors)
      : parts_a_day_(std::max<std::size_t>(profile.size(), 1)),
        part_ms_(static_cast<double>(scenario.day.ms) / static_cast<double>(parts_a_day_)) {
    for (const double factor : day_factors) {
      for (std::size_t i = 0; i < parts_a_day_; ++i) {
        rates_.push_back(factor * (profile.empty() ? 1.0 : profile[i]));
      }
    }
  }

  // The time at which so much more of the intensity's integral has passed; from call to call it
  // goes on. Negative: not in this run.
  double after(double amount) {
    while (part_ < rates_.size()) {
      const double left = (static_cast<double>(part_ + 1) * part_ms_ - now_) * rates_[part_];
      if (amount < left) return now_ += amount / rates_[part_];
      amount -= left;
      now_ = static_cast<double>(++part_) * part_ms_;
    }
    return -1;
  }

 private:
  std::size_t parts_a_day_;
  double part_ms_;
  std::vector<double> rates_;
  std::size_t part_ = 0;
  double now_ = 0;
};

// When agent `number` of the group is there on a day that begins at `start`.
void add_duty(const AgentGroup& group, std::uint32_t number, base::Duration start,
              base::Duration day, std::vector<Duty>& duty) {
  const auto add = [&duty](base::Duration on, base::Duration off) {
    if (!duty.empty() && duty.back().off >= on) {
      duty.back().off = std::max(duty.back().off, off);
    } else {
      duty.push_back({on, off});
    }
  };
  if (!group.staffing.empty()) {
    const auto parts = static_cast<std::int64_t>(group.staffing.size());
    for (std::int64_t i = 0; i < parts; ++i) {
      if (group.staffing[static_cast<std::size_t>(i)] <= number) continue;
      add(start + day * i / parts, start + day * (i + 1) / parts);
    }
  } else if (group.shift.empty()) {
    add(start, start + day);
  } else {
    for (const Duty& piece : group.shift) {
      const base::Duration later = group.stagger * number;
      add(start + piece.on + later, start + piece.off + later);
    }
  }
}

}  // namespace

std::vector<Seat> seats_of(const Scenario& scenario) {
  std::vector<Seat> seats;
  for (std::uint32_t g = 0; g < scenario.groups.size(); ++g) {
    for (std::uint32_t i = 0; i < scenario.groups[g].count; ++i) {
      Seat seat{g, {}};
      for (std::uint32_t day = 0; day < scenario.days_in_a_row; ++day) {
        add_duty(scenario.groups[g], i, scenario.day * day, scenario.day, seat.duty);
      }
      seats.push_back(std::move(seat));
    }
  }
  return seats;
}

DrawnDays::DrawnDays(const Scenario& scenario, double load, std::uint64_t seed)
    : scenario_(scenario), load_(load), seed_(seed), seats_(seats_of(scenario)) {}

void DrawnDays::make(std::uint32_t number, Day& day) const {
  day.length_ms = scenario_.length().ms;
  day.warm_up_ms = scenario_.warm_up.ms;
  day.overtime_ms = scenario_.overtime.ms;
  day.seats = seats_;
  day.contacts.clear();
  day.redial_seed = stream_seed(seed_, number, Purpose::kRedial, 0);
  for (std::size_t i = 0; i < scenario_.classes.size(); ++i) draw_class(number, i, day);
  std::stable_sort(day.contacts.begin(), day.contacts.end(),
                   [](const Contact& a, const Contact& b) { return a.at_ms < b.at_ms; });
}

void DrawnDays::draw_class(std::uint32_t number, std::size_t index, Day& day) const {
  const CustomerClass& customers = scenario_.classes[index];
  const auto stream = [&](Purpose purpose, std::uint64_t part) {
    return base::Prng(stream_seed(seed_, number, purpose, part));
  };
  base::Prng busyness = stream(Purpose::kBusyness, 0);  // in common
  base::Prng arrivals = stream(Purpose::kArrivals, index);
  base::Prng services = stream(Purpose::kService, index);
  base::Prng patiences = stream(Purpose::kPatience, index);
  base::Prng bots = stream(Purpose::kBot, index);
  std::vector<double> factors;
  for (std::uint32_t i = 0; i < scenario_.days_in_a_row; ++i) {
    const std::size_t day_number = std::size_t{number} * scenario_.days_in_a_row + i;
    double factor =
        scenario_.week.empty() ? 1.0 : scenario_.week[day_number % scenario_.week.size()];
    if (scenario_.busyness_cv > 0) factor *= draw_gamma(scenario_.busyness_cv, busyness);
    factors.push_back(factor);
  }
  Intensity intensity(scenario_, customers.profile, factors);
  const double rate = customers.rate_per_ms * load_;
  if (rate <= 0) return;
  while (true) {
    const double at = intensity.after(-std::log1p(-arrivals.unit()) / rate);
    if (at < 0) return;
    Contact contact;
    contact.at_ms = static_cast<std::int64_t>(at);
    contact.service_ms = customers.service.draw_ms(services);
    contact.patience_ms = customers.patience.draw_ms(patiences);
    contact.customer_class = static_cast<std::uint32_t>(index);
    contact.bot_answers = customers.bot && bots.unit() < customers.bot->answers;
    day.contacts.push_back(contact);
  }
}

}  // namespace stellwerk::lab
