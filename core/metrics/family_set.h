// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

#include "core/metrics/catalog.h"

namespace stellwerk::metrics {

// counts[i] are the observations up to bounds[i]; the last count has no bound.
struct Histogram {
  std::span<const std::uint64_t> counts;
  std::span<const double> bounds;
  double sum = 0;
};

// The families of one scrape, in the order of the catalog, each there even without samples.
class FamilySet {
 public:
  using LabelValues = std::initializer_list<std::string_view>;

  FamilySet();

  // A sample of a gauge or a counter. REQUIRES: as many values as the metric has labels.
  void add(Metric metric, LabelValues labels, double value);
  void add(Metric metric, LabelValues labels, std::uint64_t value);
  void add(Metric metric, LabelValues labels, const Histogram& histogram);

  // Leaves the set empty.
  [[nodiscard]] std::vector<prometheus::MetricFamily> take();

 private:
  prometheus::ClientMetric& sample(Metric metric, LabelValues labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace stellwerk::metrics
