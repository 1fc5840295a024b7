// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/outcome.h"

#include <algorithm>

namespace stellwerk::lab {

void Tally::add(const Tally& other) {
  classes.resize(std::max(classes.size(), other.classes.size()));
  for (std::size_t i = 0; i < other.classes.size(); ++i) {
    classes[i].waits.add(other.classes[i].waits);
    classes[i].lateness.add(other.classes[i].lateness);
  }
  agents.resize(std::max(agents.size(), other.agents.size()));
  for (std::size_t i = 0; i < other.agents.size(); ++i) {
    agents[i].busy_ms += other.agents[i].busy_ms;
    agents[i].present_ms += other.agents[i].present_ms;
    agents[i].assignments += other.agents[i].assignments;
  }
  hours.resize(std::max(hours.size(), other.hours.size()));
  for (std::size_t i = 0; i < other.hours.size(); ++i) {
    hours[i].busy_ms += other.hours[i].busy_ms;
    hours[i].present_ms += other.hours[i].present_ms;
  }
}

}  // namespace stellwerk::lab
