// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/sim/load_job.h"
#include "tools/stellwerk/load/load_figures.h"

namespace stellwerk::cli {

// What the connections of a load run have in common.
struct LoadLedger {
  enum class Phase : std::uint8_t {
    kFlatOut,    // a closed loop: as much as may be under way
    kScheduled,  // what has arrived, and no earlier
    kDraining,   // only close
  };

  static constexpr std::size_t kIdentifierSize = 16;  // the run's prefix and the number
  using Identifier = std::array<char, kIdentifierSize>;

  // `after`: number of the daemon's last event, which no other run has had.
  LoadLedger(const sim::LoadJob& job, std::uint64_t after, std::uint64_t seed);

  // The part of CONV.OPEN behind the identifier, of the demand drawn before; draws the next, and
  // has the processor fetch it meanwhile: all of them do not fit into its caches.
  std::string_view draw_opening();

  [[nodiscard]] Identifier identifier(std::uint32_t conv) const;
  // The number of a conversation of this run; false when it is another's.
  [[nodiscard]] bool number(std::string_view identifier, std::uint32_t& conv) const;

  [[nodiscard]] bool measures(std::uint64_t at_ns) const {
    return at_ns >= measure_from_ns && at_ns < measure_until_ns;
  }

  std::string openings;               // by demand, one behind the other
  std::vector<std::uint32_t> begins;  // in that; one more than demands
  std::size_t next_demand = 0;
  std::string prefix;  // of this run's identifiers, 8 characters
  base::Prng prng;

  Phase phase = Phase::kFlatOut;
  // Events tell what has been assigned, not the answers to CONV.OPEN.
  bool told_by_events = false;
  std::uint64_t measure_from_ns = ~std::uint64_t{0};
  std::uint64_t measure_until_ns = ~std::uint64_t{0};
  LoadFigures result;
};

}  // namespace stellwerk::cli
