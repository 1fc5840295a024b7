// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <stellwerk/router.h>

#include "core/api/answer_reader.h"
#include "core/api/answer_writer.h"
#include "core/api/event_reader_state.h"
#include "core/api/policy_document.h"
#include "core/api/producer_state.h"
#include "core/api/router_core.h"
#include "core/base/check.h"
#include "core/base/text.h"
#include "core/runtime/system_clock.h"

namespace stellwerk {

using api::Phase;

namespace {

// Duty cycles of one poll(), each of up to about a thousand commands.
constexpr int kCyclesMax = 64;

constexpr std::int64_t kLongestMs = 1'000;
constexpr std::int64_t kDayMs = 86'400'000;

runtime::Idle idle_of(Idle idle) {
  switch (idle) {
    case Idle::kBlock:
      return runtime::Idle::kBlock;
    case Idle::kYield:
      return runtime::Idle::kYield;
    case Idle::kSpin:
      return runtime::Idle::kSpin;
  }
  SW_CHECK_MSG(false, "Options::invalid_field() has let it pass");
}

engine::Limits engine_limits(const Limits& limits) {
  engine::Limits engine;
  engine.conversations_max = limits.conversations_max;
  engine.agents_max = limits.agents_max;
  engine.skills_max = limits.skills_max;
  engine.agent_skills_max = limits.agent_skills_max;
  engine.requirement_skills_max = limits.requirement_skills_max;
  engine.payload_size_max = limits.payload_size_max;
  engine.unanswered_max = limits.unanswered_max;
  engine.closed_min = {limits.closed_ms_min};
  engine.closed_max = {limits.closed_ms_max};
  engine.closed_memory = limits.closed_memory;
  engine.dedupe_window = {limits.dedupe_ms_max};
  engine.dedupe_max = limits.dedupe_max;
  engine.decisions_max = limits.decisions_max;
  return engine;
}

runtime::RuntimeOptions runtime_options(const Options& options) {
  runtime::RuntimeOptions runtime;
  runtime.ports_max = options.producers_max;
  runtime.inbox_commands_max = options.inbox_commands_max;
  runtime.idle = idle_of(options.idle);
  runtime.speed = options.speed;
  runtime.engine = engine_limits(options.limits);
  runtime.streams.entries_max = options.events_max;
  runtime.streams.memory_max = options.events_memory_max;
  return runtime;
}

std::int64_t wall_ms() { return runtime::system_time().wall_ns() / 1'000'000; }

// The stream's name is right, or why it is not.
Status check(const EventStream& stream) {
  const std::string& key = stream.key();
  const std::size_t colon = key.find(':');
  if (colon == key.npos || base::is_identifier(std::string_view(key).substr(colon + 1))) return {};
  return {Code::kBadArg, "stream: '" + key.substr(0, 160) +
                             "' names nobody; use an agent's or a channel's identifier of 1 to "
                             "128 printable bytes without blank , = < >"};
}

}  // namespace

base::Instant api::RouterCore::about_now() const {
  const auto told = static_cast<std::int64_t>(told_ms.value());
  const auto since = static_cast<std::int64_t>(running_ns.value());
  if (since == 0) return {told};
  const auto passed = static_cast<double>(runtime::system_time().monotonic_ns() - since);
  return {told + static_cast<std::int64_t>(passed / 1e6 * options.speed)};
}

struct Router::State {
  explicit State(const Options& options);

  [[nodiscard]] Status no_port() const;
  [[nodiscard]] Status apply(std::string_view toml, const api::PolicyDocument& document);

  api::RouterCore core;
  std::int64_t start_ms;
  bool polled = false;
};

Router::State::State(const Options& options) : start_ms(options.start_ms.value_or(wall_ms())) {
  core.options = options;
  core.options.policy = {};
  core.told_ms.set(static_cast<std::uint64_t>(start_ms));
  auto clock = std::make_unique<api::RouterClock>(base::Instant{start_ms});
  core.clock = clock.get();
  runtime::RuntimeParts parts;
  parts.outlet = [](std::uint32_t) { return std::make_unique<api::AnswerOutlet>(); };
  parts.clock = [&clock](std::uint32_t) { return std::move(clock); };
  core.runtime = std::make_unique<runtime::Runtime>(runtime_options(options), parts);
}

Status Router::State::no_port() const {
  return {Code::kFull,
          "producers_max: " + std::to_string(core.options.producers_max) +
              " producers and event readers exist; destroy one or allow more, retry-after-ms=1000",
          1'000};
}

// The first command of all, decided before anybody else has a way in.
Status Router::State::apply(std::string_view toml, const api::PolicyDocument& document) {
  runtime::Port* const port = core.runtime->make_port();
  SW_CHECK(port != nullptr);
  model::Command command;
  command.kind = model::CommandKind::kPolicyApply;
  api::put_policy(command, toml, document);
  runtime::Envelope to;
  to.session = port->new_session();
  SW_CHECK(port->submit(to, command));
  port->flush();
  while (core.runtime->do_work() > 0) {
  }
  Reply reply;
  port->drain([&reply](const runtime::Port::Reply& answer) {
    api::read_reply(answer.bytes, model::CommandKind::kPolicyApply, reply);
  });
  core.runtime->retire(*port);
  SW_CHECK(reply.version != 0 || !reply.status.ok());
  return reply.status;
}

Result<std::unique_ptr<Router>> Router::open(const Options& options) {
  const std::string_view field = options.invalid_field();
  if (!field.empty()) {
    std::string text(field);
    text += ": out of its range; <stellwerk/options.h> has the ranges";
    return Status{Code::kBadArg, std::move(text)};
  }
  api::PolicyDocument document;
  if (!options.policy.empty())
    document = api::read_policy(options.policy, {options.start_ms.value_or(wall_ms())});
  if (!document.problems.empty()) return api::policy_status(document.problems);
  auto state = std::make_unique<State>(options);
  if (!options.policy.empty()) {
    const Status status = state->apply(options.policy, document);
    if (!status.ok()) return status;
  }
  return std::unique_ptr<Router>(new Router(std::move(state)));
}

Router::Router(std::unique_ptr<State> state) : state_(std::move(state)) {}

Router::~Router() { stop(); }

std::vector<PolicyProblem> Router::check_policy(std::string_view toml) {
  return api::read_policy(toml, {wall_ms()}).problems;
}

Result<Producer> Router::make_producer(const ProducerOptions& options) {
  runtime::Port* const port = state_->core.runtime->make_port();
  if (port == nullptr) return state_->no_port();
  return Producer(std::make_unique<Producer::State>(state_->core, *port, options));
}

Result<EventReader> Router::make_event_reader(const EventStream& stream, std::uint64_t after) {
  Status status = check(stream);
  if (!status.ok()) return status;
  runtime::Port* port = nullptr;
  if (state_->core.phase() == Phase::kOpen) {
    port = state_->core.runtime->make_port();
    if (port == nullptr) return state_->no_port();
  }
  return EventReader(std::make_unique<EventReader::State>(state_->core, port, stream, after));
}

std::size_t Router::poll(std::int64_t now_ms) {
  SW_CHECK_MSG(!state_->core.runtime->started(), "poll() after start()");
  SW_CHECK_MSG(now_ms > state_->start_ms - kDayMs,
               "poll() is told another clock than Options::start_ms is on");
  state_->polled = true;
  if (state_->core.phase() != Phase::kOpen) return 0;
  state_->core.clock->advance_to({now_ms});
  state_->core.told_ms.set(static_cast<std::uint64_t>(now_ms));
  std::size_t done = 0;
  for (int cycle = 0; cycle < kCyclesMax; ++cycle) {
    const std::size_t count = state_->core.runtime->do_work();
    done += count;
    if (count == 0) break;
  }
  return done;
}

std::int64_t Router::idle_ms_max() {
  const std::int64_t ns = state_->core.runtime->idle_ns_max();
  if (ns < 0) return kLongestMs;
  return std::min(kLongestMs, ns / 1'000'000 + (ns % 1'000'000 == 0 ? 0 : 1));
}

void Router::wait(std::int64_t timeout_ms) {
  const std::int64_t ms = timeout_ms < 0 ? kLongestMs : std::min(timeout_ms, kLongestMs);
  state_->core.runtime->wait(ms * 1'000'000);
}

void Router::start() {
  SW_CHECK_MSG(!state_->polled, "start() after poll()");
  // The clock begins at the machine's time unless it has come further already.
  const std::int64_t begin_ms = std::max(state_->core.about_now().ms, wall_ms());
  state_->core.told_ms.set(static_cast<std::uint64_t>(begin_ms));
  const std::int64_t now_ns = runtime::system_time().monotonic_ns();
  state_->core.running_ns.set(static_cast<std::uint64_t>(now_ns));
  state_->core.clock->run(state_->core.options.speed);
  state_->core.runtime->start();
}

void Router::stop() {
  if (state_->core.phase() == Phase::kStopped) return;
  state_->core.set_phase(Phase::kStopping);
  state_->core.runtime->stop();
  state_->core.set_phase(Phase::kStopped);
}

}  // namespace stellwerk
