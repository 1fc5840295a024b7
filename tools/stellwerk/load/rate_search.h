// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace stellwerk::cli {

// Finds the highest rate that meets a condition which a noisy machine meets only now and then: goes
// up or down from `start` by factors until one rate has met it and one has not, halves the way
// between the two until they are within 5 %, and then has the lower one confirmed. Of each rate,
// the confirmation too, two tries out of three decide. A rate that is not confirmed gives way to
// one 10 % below, and so on. There is none when everything down to a thousandth of `start` misses.
class RateSearch {
 public:
  // REQUIRES: start > 0.
  explicit RateSearch(double start) : start_(start), trial_(start) {}

  // The rate to try next; empty when the search is over.
  [[nodiscard]] std::optional<double> next() const;
  // Whether the try of next() met the condition.
  void tried(bool met);
  // Once it is over: the highest rate that meets the condition, if any does.
  [[nodiscard]] std::optional<double> found() const;

 private:
  enum class Stage : std::uint8_t { kSearching, kConfirming, kFound, kNone };

  void decided(bool met);
  void move_to(double rate);

  double start_;
  double trial_;
  double met_ = 0;     // the highest that did; 0: none yet
  double missed_ = 0;  // the lowest that did not; 0: none yet
  std::uint32_t votes_for_ = 0;
  std::uint32_t votes_against_ = 0;
  Stage stage_ = Stage::kSearching;
};

}  // namespace stellwerk::cli
