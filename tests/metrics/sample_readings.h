// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/readings.h"

namespace stellwerk::metrics {

// One shard, one tenant, one queue, one channel; each number easy to tell from the others.
[[nodiscard]] Readings sample_readings();

}  // namespace stellwerk::metrics
