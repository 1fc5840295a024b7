// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace stellwerk::runtime {

// What a crew does: job `job`, on thread `hand`, from 0.
using CrewJob = std::function<void(std::size_t job, unsigned hand)>;
// Told from the caller's thread, between its own jobs, how many are done.
using CrewProgress = std::function<void(std::size_t done)>;

// Does jobs 0 to `count` - 1, each once and in any order, on up to `hands` threads, the caller's
// among them, and returns when all are done. Jobs of one hand never overlap. REQUIRES: hands > 0.
void work_off(std::size_t count, unsigned hands, const CrewJob& work,
              const CrewProgress& progress = nullptr);

// Threads that this machine can run at once, at least 1.
[[nodiscard]] unsigned hands_available();

}  // namespace stellwerk::runtime
