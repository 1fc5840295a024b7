// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <poll.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "core/sim/load_job.h"
#include "tools/stellwerk/client/metrics_page.h"
#include "tools/stellwerk/load/load_client.h"
#include "tools/stellwerk/load/load_report.h"
#include "tools/stellwerk/replay/session.h"

namespace stellwerk::cli {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kFailed = 1;
constexpr int kImpossible = 2;
constexpr std::uint32_t kDemands = 4'096;
constexpr std::size_t kSetupBatch = 256;

int impossible(const std::string& why) {
  fmt::print(stderr, "stellwerk load: {}\n", why);
  return kImpossible;
}

// Sends the requests in batches and waits for each batch. Empty, or the first error.
std::string send_all(Connection& connection, const std::vector<Request>& requests) {
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

std::string register_agents(Connection& connection, const sim::LoadJob& job) {
  std::vector<Request> requests;
  for (const sim::LoadAgent& agent : job.agents()) {
    Request set{"AGENT.SET", agent.name, "SKILLS", agent.skills_text(), "QUEUES", "load"};
    set.option("CAPACITY", agent.capacity);
    requests.push_back(std::move(set));
    requests.push_back({"AGENT.STATE", agent.name, "ONLINE"});
  }
  return send_all(connection, requests);
}

std::string remove_agents(Connection& connection, const sim::LoadJob& job) {
  std::vector<Request> requests;
  for (const sim::LoadAgent& agent : job.agents()) requests.push_back({"AGENT.DEL", agent.name});
  return send_all(connection, requests);
}

// A bar on the terminal's standard error while the load runs.
class Bar {
 public:
  explicit Bar(double seconds) : seconds_(seconds), shown_(::isatty(STDERR_FILENO) != 0) {}
  ~Bar() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void show(double passed, std::uint64_t cycles) {
    if (!shown_ || passed < next_) return;
    next_ = passed + 0.2;
    const int full = static_cast<int>(40 * std::min(1.0, passed / seconds_));
    fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {:.1f} s, {} cycles", "", full, "", 40 - full, passed,
               cycles);
  }

 private:
  double seconds_;
  bool shown_;
  double next_ = 0;
};

class LoadRun {
 public:
  LoadRun(const LoadOptions& options, const sim::LoadJob& job, std::uint64_t after)
      : options_(options), common_(job, after, options.seed) {
    const auto busy = static_cast<std::uint32_t>(job.capacity() * 8 / 10 / options.connections);
    for (std::uint32_t i = 0; i < options.connections; ++i) {
      clients_.push_back(std::make_unique<LoadClient>(open_resp2_session(options.daemon), common_,
                                                      options.pipeline, std::max(busy, 1U)));
    }
  }

  // Fills, measures, empties. Empty, or what went wrong.
  std::string play() {
    Bar bar(options_.seconds);
    for (auto& client : clients_) client->refill(false);
    while (!all_full()) {
      if (!turn(false)) return failure();
    }
    common_.measuring = true;
    const auto begin = Steady::now();
    const std::chrono::duration<double> length(options_.seconds);
    while (Steady::now() - begin < length) {
      if (!turn(false)) return failure();
      bar.show(std::chrono::duration<double>(Steady::now() - begin).count(),
               common_.measured_cycles);
    }
    measured_ = std::chrono::duration<double>(Steady::now() - begin).count();
    common_.measuring = false;
    for (auto& client : clients_) client->refill(true);
    while (!all_drained()) {
      if (!turn(true)) return failure();
    }
    return {};
  }

  [[nodiscard]] const LoadCommon& common() const { return common_; }
  [[nodiscard]] double measured() const { return measured_; }

 private:
  // Waits for replies, takes them and sends as much anew.
  bool turn(bool draining) {
    descriptors_.clear();
    for (const auto& client : clients_) {
      const int wanted = client->connection().wants_write() ? POLLIN | POLLOUT : POLLIN;
      descriptors_.push_back({client->connection().descriptor(), static_cast<short>(wanted), 0});
    }
    ::poll(descriptors_.data(), descriptors_.size(), 1'000);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      if (descriptors_[i].revents == 0) continue;
      if (!clients_[i]->receive()) return false;
      clients_[i]->refill(draining);
    }
    return common_.errors < kErrorsMax;
  }

  [[nodiscard]] bool all_full() const {
    return std::all_of(clients_.begin(), clients_.end(),
                       [](const auto& client) { return client->was_full(); });
  }
  [[nodiscard]] bool all_drained() const {
    return std::all_of(clients_.begin(), clients_.end(),
                       [](const auto& client) { return client->is_drained(); });
  }
  [[nodiscard]] std::string failure() const {
    if (!common_.first_error.empty()) return common_.first_error;
    for (const auto& client : clients_) {
      if (!client->connection().failure().empty()) return client->connection().failure();
    }
    return "too many errors";
  }

  static constexpr std::uint64_t kErrorsMax = 1'000;

  const LoadOptions& options_;
  LoadCommon common_;
  std::vector<std::unique_ptr<LoadClient>> clients_;
  std::vector<pollfd> descriptors_;
  double measured_ = 0;
};

std::optional<std::uint64_t> daemon_assignments(const LoadOptions& options) {
  if (!options.http) return std::nullopt;
  std::string why;
  const auto page = MetricsPage::fetch(*options.http, why);
  if (!page) {
    fmt::print(stderr, "stellwerk load: no metrics: {}\n", why);
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(page->sum("stellwerk_assignments_total", "queue=\"load\""));
}

}  // namespace

int run_load(const LoadOptions& options) {
  Session session(options.daemon);
  session.require_empty();
  session.apply_policy(sim::LoadJob::policy(options.rule));
  const std::uint64_t after = session.last_entry();
  if (!session.error().empty()) return impossible(session.error());

  const sim::LoadJob job(options.agents, kDemands, options.seed);
  Connection control = open_session(options.daemon);
  if (std::string error = register_agents(control, job); !error.empty()) {
    return impossible("registering agents: " + error);
  }
  const auto before = daemon_assignments(options);
  LoadRun run(options, job, after);
  const std::string error = run.play();
  if (!error.empty()) return impossible(error);

  LoadReport report;
  report.options = &options;
  report.seconds = run.measured();
  report.common = &run.common();
  if (const auto now = daemon_assignments(options); now && before) {
    report.assigned_by_daemon = *now - *before;
  }
  if (std::string problem = remove_agents(control, job); !problem.empty()) {
    return impossible("removing the agents: " + problem);
  }
  return report.write() ? 0 : kFailed;
}

}  // namespace stellwerk::cli
