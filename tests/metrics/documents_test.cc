// SPDX-License-Identifier: Apache-2.0
// The document, the dashboard and the alert rules name exactly what is exported.
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "core/metrics/catalog.h"

namespace stellwerk::metrics {
namespace {

std::string read(const std::string& path) {
  const char* root = std::getenv("STELLWERK_SOURCE");
  std::ifstream in(std::string(root == nullptr ? "." : root) + '/' + path);
  EXPECT_TRUE(in) << path << ": set STELLWERK_SOURCE to the source folder";
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

struct Row {
  std::string type;
  std::string labels;
};

// The rows | `stellwerk_...` | type | labels | meaning | of the document's tables.
std::map<std::string, Row> documented() {
  std::map<std::string, Row> rows;
  const std::regex pattern(R"(\| `(stellwerk_\w+)` \| (\w+) \| ([^|]*) \| ([^|]+\.) \|)");
  std::istringstream lines(read("docs/metrics.md"));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!line.starts_with("| `stellwerk_")) continue;
    EXPECT_TRUE(std::regex_match(line, match, pattern)) << "not a row of four cells: " << line;
    const std::string labels = std::regex_replace(match[3].str(), std::regex("[` ]|–"), "");
    EXPECT_TRUE(rows.emplace(match[1], Row{match[2], labels}).second) << line << " twice";
  }
  return rows;
}

TEST(Documents, DescribeEveryMetricAndNoOther) {
  std::map<std::string, Row> rows = documented();
  for (const Description& metric : catalog()) {
    const auto row = rows.find(std::string(metric.name));
    ASSERT_NE(row, rows.end()) << metric.name << " is missing in docs/metrics.md";
    EXPECT_EQ(row->second.type, name(metric.type)) << metric.name;
    EXPECT_EQ(row->second.labels, metric.labels) << metric.name;
    rows.erase(row);
  }
  for (const auto& [name, row] : rows) ADD_FAILURE() << name << " is not exported";
}

// Every name of a series: a histogram has three.
std::set<std::string> series() {
  std::set<std::string> names;
  for (const Description& metric : catalog()) {
    const std::string name(metric.name);
    if (metric.type == Type::kHistogram) {
      names.insert({name + "_bucket", name + "_sum", name + "_count"});
    } else {
      names.insert(name);
    }
  }
  return names;
}

class NamedIn : public ::testing::TestWithParam<const char*> {};

TEST_P(NamedIn, OnlyWhatIsExported) {
  const std::string text = read(GetParam());
  const std::set<std::string> known = series();
  const std::regex pattern(R"(\bstellwerk_\w+)");
  std::set<std::string> named;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    named.insert(match->str());
  }
  EXPECT_GE(named.size(), 8U);
  for (const std::string& name : named) {
    EXPECT_TRUE(known.contains(name)) << name << " in " << GetParam() << " is not exported";
  }
}

INSTANTIATE_TEST_SUITE_P(Dashboards, NamedIn,
                         ::testing::Values("dashboards/overview.json", "dashboards/alerts.yml"));

}  // namespace
}  // namespace stellwerk::metrics
