// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/experiment.h"

#include <utility>

#include "core/base/check.h"

namespace stellwerk::lab {

Experiment::Experiment(const Scenario& scenario, const DaySource& days,
                       std::vector<Contender> contenders, std::uint32_t runs, unsigned hands)
    : days_(days), contenders_(std::move(contenders)) {
  SW_CHECK(hands > 0);
  outcomes_.assign(contenders_.size(), std::vector<RunOutcome>(runs));
  hands_.resize(hands);
  for (Hand& hand : hands_) {
    hand.tallies.resize(contenders_.size());
    for (const Contender& contender : contenders_) {
      hand.centers.push_back(std::make_unique<ContactCenter>(scenario, contender));
    }
  }
}

void Experiment::run(std::uint32_t number, unsigned hand) {
  Hand& own = hands_[hand];
  days_.make(number, own.day);
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    own.centers[i]->run(own.day, outcomes_[i][number], own.tallies[i]);
  }
}

std::vector<Runs> Experiment::results() const {
  std::vector<Runs> results;
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    Runs runs{contenders_[i].name, outcomes_[i], {}};
    for (const Hand& hand : hands_) runs.tally.add(hand.tallies[i]);
    results.push_back(std::move(runs));
  }
  return results;
}

}  // namespace stellwerk::lab
