// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "core/metrics/readings.h"

namespace stellwerk::metrics {

// Turns readings into Prometheus' families whenever it is asked to.
// Thread safety: as that of the function that takes the readings.
class Exporter final : public prometheus::Collectable {
 public:
  explicit Exporter(std::function<Readings()> read);

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::function<Readings()> read_;
};

// What a scrape is answered: Prometheus' text format, and its content type.
[[nodiscard]] std::string exposition(const prometheus::Collectable& source);
inline constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace stellwerk::metrics
