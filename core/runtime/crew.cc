// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/crew.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "core/base/check.h"

namespace stellwerk::runtime {

void work_off(std::size_t count, unsigned hands, const CrewJob& work,
              const CrewProgress& progress) {
  SW_CHECK(hands > 0);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  const auto labour = [&](unsigned hand) {
    while (true) {
      // relaxed: only who gets which job; what jobs write is handed over by the joins.
      const std::size_t job = next.fetch_add(1, std::memory_order_relaxed);
      if (job >= count) return;
      work(job, hand);
      // relaxed: a number to show.
      const std::size_t finished = done.fetch_add(1, std::memory_order_relaxed) + 1;
      if (hand == 0 && progress) progress(finished);
    }
  };
  std::vector<std::thread> others;
  const auto wanted = static_cast<unsigned>(std::min<std::size_t>(hands, count));
  for (unsigned hand = 1; hand < wanted; ++hand) others.emplace_back(labour, hand);
  labour(0);
  for (std::thread& other : others) other.join();
}

unsigned hands_available() { return std::max(std::thread::hardware_concurrency(), 1U); }

}  // namespace stellwerk::runtime
