// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_target.h"

#include <algorithm>
#include <poll.h>
#include <utility>

#include "tools/stellwerk/client/metrics_page.h"
#include "tools/stellwerk/load/load_run.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint32_t kDemands = 4'096;
constexpr std::size_t kSetupBatch = 256;
constexpr const char* kQueue = "load";

// Sends the requests in batches and waits for each batch. Empty, or the first error.
std::string send_in_batches(Connection& connection, const std::vector<Request>& requests) {
  std::size_t sent = 0;
  std::size_t answered = 0;
  while (answered < requests.size()) {
    while (sent < requests.size() && sent - answered < kSetupBatch) {
      connection.send(requests[sent++]);
    }
    if (!connection.flush() || !connection.fill()) return connection.failure();
    while (auto reply = connection.next_reply()) {
      ++answered;
      if (reply->is_error()) return reply->text;
    }
    pollfd wait{connection.descriptor(), POLLIN, 0};
    if (answered < sent) ::poll(&wait, 1, 1'000);
  }
  return connection.failure();
}

}  // namespace

LoadTarget::LoadTarget(const LoadOptions& options)
    : options_(options),
      session_(options.daemon),
      control_(open_session(options.daemon)),
      job_(options.agents, kDemands, options.seed) {
  session_.require_empty();
  session_.apply_policy(sim::LoadJob::policy(options.rule));
  error_ = session_.error();
  std::vector<Request> requests;
  for (const sim::LoadAgent& agent : job_.agents()) {
    Request set{"AGENT.SET", agent.name, "SKILLS", agent.skills_text(), "QUEUES", kQueue};
    set.option("CAPACITY", agent.capacity);
    requests.push_back(std::move(set));
    requests.push_back({"AGENT.STATE", agent.name, "ONLINE"});
  }
  send_all("registering agents", std::move(requests));
}

void LoadTarget::leave() {
  std::vector<Request> requests;
  for (const sim::LoadAgent& agent : job_.agents()) requests.push_back({"AGENT.DEL", agent.name});
  send_all("removing the agents", std::move(requests));
}

void LoadTarget::send_all(const std::string& what, std::vector<Request> requests) {
  if (!error_.empty()) return;
  const std::string problem = send_in_batches(control_, requests);
  if (!problem.empty()) error_ = what + ": " + problem;
}

LoadTarget::Counts LoadTarget::counts() {
  Counts counts;
  if (!error_.empty()) return counts;
  counts.by_stats = session_.assigned_total(kQueue);
  error_ = session_.error();
  if (!options_.http) return counts;
  std::string why;
  const auto page = MetricsPage::fetch(*options_.http, why);
  if (!page) {
    error_ = "no metrics: " + why;
    return counts;
  }
  counts.by_metrics = static_cast<std::uint64_t>(
      page->sum("stellwerk_assignments_total", "queue=\"" + std::string(kQueue) + "\""));
  return counts;
}

LoadFigures LoadTarget::run(const LoadShape& shape) {
  const Counts before = counts();
  const std::uint64_t after = session_.last_entry();
  if (error_.empty()) error_ = session_.error();
  if (!error_.empty()) return {};
  LoadRun run(options_, shape, job_, after);
  error_ = run.play();
  const Counts now = counts();
  LoadFigures result = run.result();
  result.assigned_by_daemon = now.by_stats - before.by_stats;
  if (now.by_metrics && before.by_metrics) {
    result.assigned_by_metrics = *now.by_metrics - *before.by_metrics;
  }
  return result;
}

LoadFigures LoadTarget::run_at(LoadShape shape, const Rate& rate) {
  double highest = 0;
  if (rate.kind == Rate::Kind::kShare) {
    shape.per_second.reset();
    highest = run(shape).cycles_per_s();
    shape.per_second = rate.value * highest;
    if (error_.empty() && !(highest > 0)) error_ = "the closed loop before came to nothing";
  } else if (rate.kind == Rate::Kind::kPerSecond) {
    shape.per_second = rate.value;
  }
  LoadFigures result = run(shape);
  result.highest_per_second = highest;
  return result;
}

}  // namespace stellwerk::cli
