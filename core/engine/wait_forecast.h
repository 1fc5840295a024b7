// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace stellwerk::engine {

// What is to be expected of a wait from now on.
struct ExpectedWait {
  base::Duration median;
  base::Duration p90;  // in nine of ten cases no longer
};

// The same as it is shown; what is not known is left out.
struct Outlook {
  std::optional<ExpectedWait> wait;
  std::optional<std::uint32_t> chance_permille;  // to start in time
};

// How long those who come to wait in a queue will, learned from those who did: so many times the
// usual interval between two starts as stand before it, corrected by what such forecasts have come
// to. The corrections are quantiles of (wait / (position * interval)), tracked on line for each
// power of two of the position: each start moves a quantile up when it was too low and down when it
// was not, by steps in the proportion of its level, so that in the long run the share of the level
// lies below it, whatever the distribution and however it drifts (Robbins and Monro, 1951; Gibbs
// and Candès, "Adaptive conformal inference under distribution shift", 2021). Integers only.
class WaitForecast {
 public:
  // From what a forecast was made, for the conversation to keep until it starts.
  struct Made {
    std::uint8_t bin = 0;    // of the position; 0: none was made
    std::uint16_t base = 0;  // logarithm of position * interval; 0: the interval was not known
  };

  // Somebody waits again.
  void begins(base::Instant now) { busy_since_ = now; }
  // REQUIRES: position > 0.
  [[nodiscard]] Made made(std::uint64_t position) const;
  // What it was made for has waited so long and starts.
  void started(base::Instant now, Made made, base::Duration waited);

  // None before kTrusted have started. REQUIRES: position > 0.
  [[nodiscard]] std::optional<ExpectedWait> at(std::uint64_t position) const;
  // That it starts within `left`, in thousandths; none as above. REQUIRES: position > 0.
  [[nodiscard]] std::optional<std::uint32_t> chance_permille(std::uint64_t position,
                                                             base::Duration left) const;

  // For digests: visit(integer) of all that matters; nothing when nothing was learned.
  template <typename Visit>
  void visit(Visit visit) const {
    if (interval_ == 0) return;
    visit(interval_);
    visit(last_start_.ms);
    visit(busy_since_.ms);
    for (const Bin& bin : bins_) {
      if (bin.count == 0) continue;
      visit(bin.count);
      for (const std::int32_t quantile : bin.quantiles) visit(quantile);
    }
  }
  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& self) {
    archive(self.interval_, self.last_start_, self.busy_since_);
    for (auto& bin : self.bins_) {
      archive(bin.count);
      for (auto& quantile : bin.quantiles) archive(quantile);
      if constexpr (Archive::kLoads) {
        if (!bin.is_sound()) archive.fail();
      }
    }
    if constexpr (Archive::kLoads) {
      if (self.interval_ < 0) archive.fail();
    }
  }

  static constexpr std::uint32_t kTrusted = 30;
  static constexpr std::size_t kBins =
      25;  // [0] of all positions, [n] of those with n binary digits

 private:
  // In thousandths. What takes long is known late, so nine of ten are tracked a little higher.
  static constexpr std::array<std::int32_t, 6> kLevels = {100, 250, 500, 750, 925, 950};
  static constexpr std::size_t kMedian = 2;
  static constexpr std::size_t kP90 = 4;

  struct Bin {
    std::uint32_t count = 0;  // up to kCounted
    // Of the logarithm, in 1/65536 octaves. What exponential intervals would have.
    std::array<std::int32_t, 6> quantiles = {-160'000, -80'000, -30'000, 25'000, 75'000, 100'000};

    void add(std::int32_t ratio);
    // Whether the quantiles are what adding could have made of them.
    [[nodiscard]] bool is_sound() const;
  };

  [[nodiscard]] std::uint64_t usual(std::uint64_t position) const;
  // Null before kTrusted have started.
  [[nodiscard]] const Bin* bin_at(std::uint64_t position) const;

  std::int64_t interval_ = 0;  // between two starts, 1/64 ms; 0: not known
  base::Instant last_start_;
  base::Instant busy_since_;
  std::array<Bin, kBins> bins_{};
};

}  // namespace stellwerk::engine
