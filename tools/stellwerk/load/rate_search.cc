// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/rate_search.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint32_t kMajority = 2;  // of three
constexpr double kPrecision = 1.05;
constexpr double kUp = 1.5;
constexpr double kDown = 0.5;
constexpr double kStepBack = 0.9;
// Beyond these multiples of the start nothing is looked for.
constexpr double kLowest = 1.0 / 1'024;
constexpr double kHighest = 1'024;

}  // namespace

std::optional<double> RateSearch::next() const {
  if (stage_ == Stage::kFound || stage_ == Stage::kNone) return std::nullopt;
  return trial_;
}

std::optional<double> RateSearch::found() const {
  if (stage_ != Stage::kFound) return std::nullopt;
  return trial_;
}

void RateSearch::tried(bool met) {
  ++(met ? votes_for_ : votes_against_);
  if (votes_for_ < kMajority && votes_against_ < kMajority) return;
  votes_for_ = 0;
  votes_against_ = 0;
  decided(met);
}

void RateSearch::move_to(double rate) {
  trial_ = rate;
  if (rate < start_ * kLowest) stage_ = Stage::kNone;
}

void RateSearch::decided(bool met) {
  if (stage_ == Stage::kConfirming) {
    if (met) {
      stage_ = Stage::kFound;
    } else {
      move_to(trial_ * kStepBack);
    }
    return;
  }
  (met ? met_ : missed_) = trial_;
  if (met_ == 0) {
    move_to(missed_ * kDown);
  } else if (missed_ == 0 && met_ < start_ * kHighest) {
    move_to(met_ * kUp);
  } else if (missed_ > met_ * kPrecision) {
    move_to((met_ + missed_) / 2);
  } else {
    stage_ = Stage::kConfirming;
    move_to(met_);
  }
}

}  // namespace stellwerk::cli
