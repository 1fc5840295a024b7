// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/family_set.h"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/text.h"

namespace stellwerk::metrics {
namespace {

prometheus::MetricType prometheus_type(Type type) {
  switch (type) {
    case Type::kGauge:
      return prometheus::MetricType::Gauge;
    case Type::kCounter:
      return prometheus::MetricType::Counter;
    case Type::kHistogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

}  // namespace

FamilySet::FamilySet() {
  for (const Description& metric : catalog()) {
    prometheus::MetricFamily& family = families_.emplace_back();
    family.name = metric.name;
    family.help = metric.help;
    family.type = prometheus_type(metric.type);
  }
}

prometheus::ClientMetric& FamilySet::sample(Metric metric, LabelValues labels) {
  prometheus::ClientMetric& sample =
      families_[static_cast<std::size_t>(metric)].metric.emplace_back();
  std::string_view names = describe(metric).labels;
  for (const std::string_view value : labels) {
    const std::string_view label = base::next_item(names, ',');
    SW_CHECK_MSG(!label.empty(), "a sample has more labels than its metric");
    sample.label.push_back({std::string(label), std::string(value)});
  }
  SW_CHECK_MSG(names.empty(), "a sample has fewer labels than its metric");
  return sample;
}

void FamilySet::add(Metric metric, LabelValues labels, double value) {
  prometheus::ClientMetric& added = sample(metric, labels);
  if (describe(metric).type == Type::kCounter) {
    added.counter.value = value;
  } else {
    added.gauge.value = value;
  }
}

void FamilySet::add(Metric metric, LabelValues labels, std::uint64_t value) {
  add(metric, labels, static_cast<double>(value));
}

void FamilySet::add(Metric metric, LabelValues labels, const Histogram& histogram) {
  SW_CHECK(histogram.counts.size() == histogram.bounds.size() + 1);
  prometheus::ClientMetric::Histogram& added = sample(metric, labels).histogram;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    below += histogram.counts[i];
    const bool bounded = i < histogram.bounds.size();
    added.bucket.push_back(
        {below, bounded ? histogram.bounds[i] : std::numeric_limits<double>::infinity()});
  }
  added.sample_count = below;
  added.sample_sum = histogram.sum;
}

std::vector<prometheus::MetricFamily> FamilySet::take() { return std::exchange(families_, {}); }

}  // namespace stellwerk::metrics
