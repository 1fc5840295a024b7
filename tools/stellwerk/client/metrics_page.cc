// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/metrics_page.h"

#include <charconv>
#include <limits>
#include <map>
#include <poll.h>

#include "core/base/check.h"
#include "core/base/text.h"
#include "tools/stellwerk/client/connection.h"

namespace stellwerk::cli {
namespace {

constexpr int kWaitMs = 5'000;

std::optional<double> read_number(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  return number;
}

std::string_view label_value(std::string_view labels, std::string_view name) {
  const std::size_t at = labels.find(std::string(name) + "=\"");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = labels.substr(at + name.size() + 2);
  return rest.substr(0, rest.find('"'));
}

}  // namespace

std::optional<MetricsPage> MetricsPage::fetch(const Address& address, std::string& why) {
  Connection connection = Connection::open(address);
  connection.outgoing() =
      "GET /metrics HTTP/1.1\r\nHost: " + address.text() + "\r\nConnection: close\r\n\r\n";
  while (connection.failure().empty()) {
    connection.flush();
    pollfd wait{connection.descriptor(), POLLIN, 0};
    if (::poll(&wait, 1, kWaitMs) == 0) {
      why = address.text() + " does not answer";
      return std::nullopt;
    }
    connection.fill();
  }
  const std::string_view answer = connection.incoming();
  const std::size_t body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 200") || body == std::string_view::npos) {
    why =
        answer.empty() ? connection.failure() : std::string(answer.substr(0, answer.find("\r\n")));
    return std::nullopt;
  }
  return parse(answer.substr(body + 4));
}

MetricsPage MetricsPage::parse(std::string_view text) {
  MetricsPage page;
  while (!text.empty()) {
    std::string_view line = base::next_item(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t end = line.rfind(' ');
    if (line.starts_with('#') || end == std::string_view::npos) continue;
    const auto value = read_number(line.substr(end + 1));
    if (!value) continue;
    const std::string_view series = line.substr(0, end);
    const std::size_t brace = series.find('{');
    Sample& sample = page.samples_.emplace_back();
    sample.name = series.substr(0, brace);
    if (brace != std::string_view::npos) sample.labels = series.substr(brace);
    sample.value = *value;
  }
  return page;
}

double MetricsPage::sum(std::string_view name, std::string_view label) const {
  double total = 0;
  for (const Sample& sample : samples_) {
    if (sample.name == name && sample.labels.find(label) != std::string::npos) {
      total += sample.value;
    }
  }
  return total;
}

std::optional<double> MetricsPage::quantile(std::string_view name, double share) const {
  SW_CHECK(share >= 0 && share <= 1);
  std::map<double, double> buckets;  // upper bound to how many do not exceed it
  for (const Sample& sample : samples_) {
    if (sample.name != std::string(name) + "_bucket") continue;
    const auto bound = read_number(label_value(sample.labels, "le"));
    if (bound) buckets[*bound] += sample.value;
  }
  if (buckets.empty() || buckets.rbegin()->second <= 0) return std::nullopt;
  const double rank = share * buckets.rbegin()->second;
  double low = 0;
  double below = 0;
  for (const auto& [bound, count] : buckets) {
    if (count >= rank && count > below) {
      if (bound == std::numeric_limits<double>::infinity()) return low;
      return low + (bound - low) * (rank - below) / (count - below);
    }
    low = bound;
    below = count;
  }
  return low;
}

}  // namespace stellwerk::cli
