// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/workload/scenario.h"

// What happens in one run whatever the routing does: who comes when, how long his service takes and
// how patient he is, and who works when. The same for every policy that is compared.
namespace stellwerk::lab {

// Times from the beginning of the run.
struct Contact {
  std::int64_t at_ms = 0;
  std::int64_t service_ms = 0;            // by the fastest group
  std::int64_t patience_ms = kForeverMs;  // from when he waits for people
  std::uint32_t customer_class = 0;
  std::uint32_t priority = 0;  // 0: that of his class
  bool bot_answers = false;
};

// One agent's.
struct Seat {
  std::uint32_t group = 0;
  std::vector<Duty> duty;  // ascending, without overlap
};

struct Day {
  std::int64_t length_ms = 0;
  std::int64_t warm_up_ms = 0;
  std::int64_t overtime_ms = 0;
  std::vector<Contact> contacts;  // by time
  std::vector<Seat> seats;
  std::uint64_t redial_seed = 0;
};

// Where days come from. Thread safety: any thread, any number at once.
class DaySource {
 public:
  virtual ~DaySource() = default;
  // Fills in run `number`, from 0; what `day` had before is gone.
  virtual void make(std::uint32_t number, Day& day) const = 0;
};

}  // namespace stellwerk::lab
