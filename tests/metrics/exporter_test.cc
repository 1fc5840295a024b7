// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/exporter.h"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/metrics/catalog.h"
#include "tests/metrics/sample_readings.h"

namespace stellwerk::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string expose(const Readings& readings) {
  return exposition(Exporter([&readings] { return readings; }));
}

TEST(Exporter, ShowsWhatTheReadingsSay) {
  const std::string text = expose(sample_readings());
  EXPECT_THAT(text, HasSubstr("# TYPE stellwerk_conversations gauge\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "stellwerk_conversations{tenant=\"default\",queue=\"billing\",state=\"waiting\"} 7\n"));
  EXPECT_THAT(
      text,
      HasSubstr("stellwerk_oldest_wait_seconds{tenant=\"default\",queue=\"billing\"} 61.5\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_sla_breached_total{tenant=\"default\",queue=\"billing\","
                              "clock=\"next_response\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_offers_ended_total{tenant=\"default\","
                              "outcome=\"expired\"} 4\n"));
  EXPECT_THAT(text,
              HasSubstr("stellwerk_agents{tenant=\"default\",state=\"away\",kind=\"bot\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_occupancy_ratio{tenant=\"default\"} 0.75\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_inbox_depth{shard=\"0\"} 12\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_connections_cut_total{reason=\"slow_reader\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_build_info{version=\"test\",compiler=\""));
}

TEST(Exporter, HistogramsAreCumulativeAndInSeconds) {
  const std::string text = expose(sample_readings());
  const std::string labels = "{tenant=\"default\",queue=\"billing\"";
  EXPECT_THAT(text, HasSubstr("stellwerk_wait_seconds_bucket" + labels + ",le=\"0.1\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_wait_seconds_bucket" + labels + ",le=\"0.5\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_wait_seconds_bucket" + labels + ",le=\"+Inf\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_wait_seconds_count" + labels + "} 6\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_wait_seconds_sum" + labels + "} 90000.25\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_decision_seconds_bucket{shard=\"0\",le=\"1e-06\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_decision_seconds_bucket{shard=\"0\",le=\"2.5e-06\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_shard_batch_commands_bucket{shard=\"0\",le=\"4\"} 1\n"));
}

TEST(Exporter, LeavesOutWhatASilentShardDoesNotSay) {
  Readings readings = sample_readings();
  readings.shards.front().up = false;
  readings.shards.front().figures.tenants.clear();
  const std::string text = expose(readings);
  EXPECT_THAT(text, HasSubstr("stellwerk_shard_up{shard=\"0\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("stellwerk_inbox_depth{shard=\"0\"} 12\n"));
  EXPECT_THAT(text, Not(HasSubstr("stellwerk_shard_commands_total{")));
  EXPECT_THAT(text, Not(HasSubstr("queue=\"billing\"")));
}

TEST(Exporter, EveryMetricOfTheCatalogHasASampleWithItsLabels) {
  std::map<std::string, prometheus::MetricFamily> families;
  const Readings readings = sample_readings();
  for (prometheus::MetricFamily& family : Exporter([&readings] { return readings; }).Collect()) {
    const std::string name = family.name;
    EXPECT_TRUE(families.emplace(name, std::move(family)).second) << name << " twice";
  }
  EXPECT_EQ(families.size(), catalog().size());
  for (const Description& metric : catalog()) {
    const std::string name(metric.name);
    ASSERT_TRUE(families.contains(name)) << name;
    ASSERT_FALSE(families[name].metric.empty()) << name << " has no sample";
    std::set<std::string> seen;
    for (const prometheus::ClientMetric& sample : families[name].metric) {
      std::string labels;
      std::string values;
      for (const auto& label : sample.label) {
        labels += (labels.empty() ? "" : ",") + label.name;
        values += label.value + '\n';
      }
      EXPECT_EQ(labels, metric.labels) << name;
      EXPECT_TRUE(seen.insert(values).second) << name << " has one sample twice: " << values;
    }
  }
}

TEST(Catalog, NamesFollowTheConventions) {
  std::set<std::string_view> names;
  for (const Description& metric : catalog()) {
    const std::string_view name = metric.name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(name.starts_with("stellwerk_")) << name;
    EXPECT_EQ(name.ends_with("_total"), metric.type == Type::kCounter) << name;
    EXPECT_THAT(std::string(name), ::testing::MatchesRegex("[a-z][a-z_]*[a-z]")) << name;
    EXPECT_EQ(name.find("_ms"), std::string_view::npos) << name << ": base units are seconds";
    EXPECT_TRUE(metric.help.ends_with('.')) << name;
    EXPECT_EQ(describe(metric.metric).name, name);
    if (metric.type == Type::kHistogram) {
      EXPECT_TRUE(name.ends_with("_seconds") || name.ends_with("_commands")) << name;
    }
  }
}

}  // namespace
}  // namespace stellwerk::metrics
