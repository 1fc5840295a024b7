// SPDX-License-Identifier: Apache-2.0
#include "core/net/server.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <stellwerk/version.h>

#include "core/base/check.h"
#include "core/metrics/exporter.h"
#include "core/model/codec.h"
#include "core/net/acceptor.h"
#include "core/net/figures_desk.h"
#include "core/net/http_server.h"
#include "core/net/io_thread.h"
#include "core/net/login_desk.h"
#include "core/net/mailbox.h"
#include "core/net/resp_outlet.h"
#include "core/net/server_facts.h"
#include "core/net/tls.h"
#include "core/runtime/runtime.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::int64_t kScrapeMs = 1'000;
constexpr std::int64_t kQuietMs = 1'000;
// Clocks that are kept by NTP are nearer to each other than this.
constexpr std::int64_t kClockNotedMs = 1'000;

class HttpDuty final : public runtime::Duty {
 public:
  explicit HttpDuty(HttpServer& server) : server_(server) {}
  std::size_t do_work() override {
    server_.run();
    return 1;
  }
  [[nodiscard]] bool has_work() override { return true; }
  [[nodiscard]] std::int64_t idle_ns_max() override { return 0; }
  [[nodiscard]] bool finish() override { return true; }

 private:
  HttpServer& server_;
};

runtime::RuntimeOptions runtime_options(const ServerOptions& options) {
  runtime::RuntimeOptions result = options.runtime;
  result.tenants = static_cast<std::uint32_t>(options.tenants.size());
  result.ports_max = options.io_threads + 2;  // one for the policy, one for scrapes
  return result;
}

runtime::RuntimeParts runtime_parts(const ServerOptions& options, runtime::JournalThread* journal) {
  runtime::RuntimeParts parts;
  parts.note = options.note;
  parts.outlet = [](std::uint32_t) { return std::make_unique<RespOutlet>(); };
  if (journal != nullptr) {
    parts.journal = [journal](std::uint32_t shard) { return journal->journal(shard); };
    parts.archive = [journal](std::uint32_t tenant, runtime::ArchiveUse use) {
      return journal->archive(tenant, use);
    };
  }
  return parts;
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

struct Server::State {
  State(const ServerOptions& given, std::unique_ptr<runtime::JournalThread> kept)
      : options(given),
        journal(std::move(kept)),
        runtime(runtime_options(given), runtime_parts(given, journal.get())),
        access(given.users, given.tenants) {}

  void make_facts();
  void make_threads();
  HttpReply answer(std::string_view path);
  metrics::Readings read_metrics();
  metrics::NetReadings read_net() const;
  HttpReply readiness();
  std::string journal_trouble() const;
  std::string clock_note(const metrics::ShardReadings& readings) const;
  void stop();
  [[nodiscard]] bool open_tls(std::string& error);
  void read_certificate_on_hangup();

  const ServerOptions options;
  // Before the runtime, which fills its mailboxes until it has stopped.
  std::unique_ptr<FiguresDesk> desk;
  std::unique_ptr<runtime::JournalThread> journal;  // null: none
  runtime::Runtime runtime;
  std::vector<bool> has_policy;  // by tenant, at the start
  ServerFacts facts;
  AccessList access;
  asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::signal_set signals{context};
  asio::signal_set hangups{context};
  Mailbox office;
  LoginDesk login_desk{access};
  std::deque<IoThread> io_threads;
  std::vector<IoThread*> io_thread_list;
  std::unique_ptr<Acceptor> acceptor;
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<HttpDuty> http_duty;
  runtime::WakeSignal http_signal;
  std::deque<runtime::ThreadRunner> io_runners;
  std::unique_ptr<runtime::ThreadRunner> http_runner;
  runtime::WakeSignal login_signal;
  std::unique_ptr<runtime::ThreadRunner> login_runner;  // null: nobody logs in
  bool started = false;
};

void Server::State::make_facts() {
  using std::chrono::duration;
  facts.version = kVersion;
  facts.config = options.config;
  facts.data = options.data;
  facts.tenants.clear();
  for (const TenantOptions& tenant : options.tenants) facts.tenants.push_back(tenant.name);
  facts.shards = options.runtime.shards;
  facts.io_threads = options.io_threads;
  facts.clock_speed = options.runtime.speed;
  facts.started = std::chrono::steady_clock::now();
  facts.start_time_seconds =
      duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  facts.connections_max = options.connections_max;
  facts.net = [this] { return read_net(); };
}

void Server::State::make_threads() {
  for (std::uint32_t index = 0; index < options.io_threads; ++index) {
    runtime::Port* const port = runtime.make_port();
    SW_CHECK(port != nullptr);
    IoThread::Options thread;
    thread.index = index;
    thread.limits.output_max = options.output_max;
    thread.office = &office;
    thread.login_desk = &login_desk.mailbox();
    io_thread_list.push_back(&io_threads.emplace_back(thread, facts, access, *port));
  }
  login_desk.meet(io_thread_list);
  for (IoThread& thread : io_threads) thread.meet(io_thread_list);
  acceptor = std::make_unique<Acceptor>(context, io_thread_list, options.connections_max,
                                        options.peer_timeout_ms);
}

bool Server::State::open_tls(std::string& error) {
  if (!options.tls_listen) return true;
  std::unique_ptr<TlsContext> tls = TlsContext::open(options.tls_cert, options.tls_key, error);
  if (tls == nullptr || !acceptor->open(*options.tls_listen, std::move(tls), error)) return false;
  facts.tls_port = acceptor->endpoint(1).port;
  return true;
}

void Server::State::read_certificate_on_hangup() {
  hangups.async_wait([this](const error_code& failed, int) {
    if (failed) return;
    std::string error;
    std::unique_ptr<TlsContext> tls = TlsContext::open(options.tls_cert, options.tls_key, error);
    const bool good = tls != nullptr;
    if (good) acceptor->renew(std::move(tls));
    if (options.note) {
      options.note(good ? "SIGHUP: new connections get the certificate in " + options.tls_cert
                        : "SIGHUP: the certificate stays as it was: " + error);
    }
    read_certificate_on_hangup();
  });
}

std::unique_ptr<Server> Server::open(const ServerOptions& options, std::string& error,
                                     std::unique_ptr<runtime::JournalThread> journal) {
  auto state = std::make_unique<State>(options, std::move(journal));
  if (!state->runtime.recovery().none()) {
    error = state->runtime.recovery().text;
    return nullptr;
  }
  for (std::uint32_t tenant = 0; tenant < options.tenants.size(); ++tenant) {
    const runtime::Shard& shard = state->runtime.shard(state->runtime.shard_of(tenant));
    state->has_policy.push_back(shard.engine(tenant).figures().policy_version > 0);
  }
  state->make_facts();
  state->make_threads();
  if (!state->acceptor->open(options.listen, error) || !state->open_tls(error)) return nullptr;
  State* const raw = state.get();
  state->http = HttpServer::open(
      options.http, [raw](std::string_view path) { return raw->answer(path); }, error);
  if (state->http == nullptr) return nullptr;
  runtime::Port* const port = state->runtime.make_port();
  SW_CHECK(port != nullptr);
  state->desk =
      std::make_unique<FiguresDesk>(state->runtime, *port, options.runtime.inbox_commands_max);
  state->facts.port = state->acceptor->endpoint(0).port;
  if (state->journal != nullptr) state->journal->start();
  state->runtime.start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { state_->stop(); }

bool Server::has_policy(std::uint32_t tenant) const { return state_->has_policy[tenant]; }

bool Server::apply_policy(std::string_view toml, const model::Policy& policy, std::string& error,
                          std::uint32_t tenant) {
  SW_CHECK(!state_->started);
  runtime::Port* const port = state_->runtime.make_port();
  SW_CHECK(port != nullptr);
  std::string payload;
  model::encode(policy, payload);
  model::Command command;
  command.kind = model::CommandKind::kPolicyApply;
  command.text = toml;
  command.mark(model::Field::kText);
  command.payload = payload;
  command.mark(model::Field::kPayload);
  SW_CHECK(port->submit({.session = port->new_session(), .tenant = tenant}, command));
  std::string answer;
  while (answer.empty()) {
    port->wait(-1);
    port->drain([&answer](const runtime::Port::Reply& reply) { answer = reply.bytes; });
  }
  state_->runtime.retire(*port);
  if (!answer.starts_with('-')) return true;
  error = answer.substr(1, answer.find('\r') - 1);
  return false;
}

void Server::start() {
  SW_CHECK(!std::exchange(state_->started, true));
  // From here on: whoever has seen the ready line may signal at once, before run() waits.
  for (const int number : {SIGTERM, SIGINT}) {
    error_code error;
    state_->signals.add(number, error);
    SW_CHECK(!error);
  }
  if (state_->options.tls_listen) {
    error_code error;
    state_->hangups.add(SIGHUP, error);
    SW_CHECK(!error);
    state_->read_certificate_on_hangup();
  }
  for (IoThread& thread : state_->io_threads) {
    state_->io_runners
        .emplace_back("io" + std::to_string(state_->io_runners.size()), thread, thread.signal(),
                      runtime::Idle::kYield)
        .start();
  }
  if (state_->access.guarded()) {
    state_->login_runner = std::make_unique<runtime::ThreadRunner>(
        "login", state_->login_desk, state_->login_signal, runtime::Idle::kBlock);
    state_->login_runner->start();
  }
  state_->http_duty = std::make_unique<HttpDuty>(*state_->http);
  state_->http_runner = std::make_unique<runtime::ThreadRunner>(
      "http", *state_->http_duty, state_->http_signal, runtime::Idle::kBlock);
  state_->http_runner->start();
  state_->acceptor->start();
}

const Endpoint& Server::listen() const { return state_->acceptor->endpoint(0); }
const Endpoint* Server::tls() const {
  return state_->options.tls_listen ? &state_->acceptor->endpoint(1) : nullptr;
}
const Endpoint& Server::http() const { return state_->http->endpoint(); }
std::uint64_t Server::recovered() const { return state_->runtime.recovered(); }

std::uint64_t Server::replayed() const { return state_->runtime.replayed(); }

const std::vector<std::string>& Server::notes() const { return state_->runtime.notes(); }

int Server::run() {
  int signal = 0;
  asio::io_context& context = state_->context;
  state_->signals.async_wait([&context, &signal](const error_code& error, int number) {
    if (error) return;
    signal = number;
    context.stop();
  });
  asio::posix::stream_descriptor letters(context, state_->office.fd());
  letters.async_wait(asio::posix::descriptor_base::wait_read, [&](const error_code& error) {
    if (error) return;
    static_cast<void>(state_->office.receive());
    context.stop();
  });
  context.run();
  letters.release();
  state_->stop();
  return signal;
}

void Server::request_stop() {
  // Full only when thousands have asked before.
  static_cast<void>(state_->office.send({.kind = Mail::Kind::kWake}));
}

void Server::State::stop() {
  if (!std::exchange(started, false)) {
    runtime.stop();
    if (journal != nullptr) journal->stop();
    return;
  }
  acceptor->stop();
  http_runner->request_stop();
  http->stop();
  http_runner->join();
  for (IoThread& thread : io_threads) {
    static_cast<void>(thread.mailbox().send({.kind = Mail::Kind::kQuiesce}));
  }
  std::size_t quiet = 0;
  while (quiet < io_threads.size()) {
    const std::optional<Mail> mail = office.wait(kQuietMs);
    if (mail && mail->kind == Mail::Kind::kQuiet) ++quiet;
  }
  runtime.stop();
  if (journal != nullptr) journal->stop();
  for (runtime::ThreadRunner& runner : io_runners) runner.request_stop();
  for (IoThread& thread : io_threads) {
    static_cast<void>(thread.mailbox().send({.kind = Mail::Kind::kWake}));
  }
  for (runtime::ThreadRunner& runner : io_runners) runner.join();
  if (login_runner == nullptr) return;
  login_runner->request_stop();
  static_cast<void>(login_desk.mailbox().send({.kind = Mail::Kind::kWake}));
  login_runner->join();
}

HttpReply Server::State::answer(std::string_view path) {
  if (path == "/metrics") {
    const metrics::Exporter exporter([this] { return read_metrics(); });
    return {200, metrics::kExpositionType, metrics::exposition(exporter)};
  }
  if (path == "/healthz") return {.body = "ok\n"};
  if (path == "/readyz") return readiness();
  return {.status = 404, .body = "there are /metrics, /healthz and /readyz\n"};
}

// What the journal cannot do at the moment, for who has to mend it; empty when all is well.
std::string Server::State::journal_trouble() const {
  if (journal == nullptr) return {};
  const runtime::JournalFigures figures = journal->figures();
  if (figures.failed) {
    return "the journal in " + options.data + " cannot be written: " + journal->error() +
           "; nothing is decided any more. Mend the disk and start again\n";
  }
  if (figures.room == journal::Room::kPlenty) return {};
  return "the disk of " + options.data + " has " + mebibytes(figures.free_bytes) +
         " left: " + (figures.room == journal::Room::kLow ? "new work" : "every write") +
         " is refused until there are more than " + mebibytes(figures.needed_bytes) + "\n";
}

// What the operator should know of the time, although work goes on; empty when all is well.
std::string Server::State::clock_note(const metrics::ShardReadings& readings) const {
  const std::int64_t ahead_ms = readings.figures.shard.clock_ahead_ms;
  const bool follows = options.runtime.speed >= 1 && options.runtime.speed <= 1;
  if (!follows || std::abs(ahead_ms) < kClockNotedMs) return {};
  const char* const where = ahead_ms > 0 ? " s ahead of" : " s behind";
  return "engine time is " + std::to_string(std::abs(ahead_ms) / 1'000) + where +
         " the machine's clock and is drawn to it by at most 3 s a minute: see that the machine's "
         "clock is right\n";
}

HttpReply Server::State::readiness() {
  std::string wrong = journal_trouble();
  std::string notes;
  const std::vector<metrics::ShardReadings> shards = desk->ask(kScrapeMs);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (!shards[i].up) wrong += "shard " + std::to_string(i) + " does not answer\n";
    if (notes.empty()) notes = clock_note(shards[i]);
    if (shards[i].figures.shard.failed) {
      wrong += "shard " + std::to_string(i) + " has stopped: its journal refuses to be written\n";
    }
  }
  if (wrong.empty()) return {.body = "ready\n" + notes};
  return {.status = 503, .body = wrong + notes};
}

metrics::NetReadings Server::State::read_net() const {
  metrics::NetReadings net;
  net.connections = acceptor->connections();
  net.connections_max = options.connections_max;
  net.accepted = acceptor->accepted().value();
  net.refused_limit = acceptor->refused_limit().value();
  net.refused_descriptors = acceptor->refused_descriptors().value();
  for (const IoThread& thread : io_threads) {
    const NetCounters& counters = thread.counters();
    net.cut_protocol += counters.cut_protocol.value();
    net.cut_slow_reader += counters.cut_slow_reader.value();
    net.cut_killed += counters.cut_killed.value();
    net.cut_tls += counters.cut_tls.value();
    net.cut_vanished += counters.cut_vanished.value();
    net.received_bytes += counters.received_bytes.value();
    net.sent_bytes += counters.sent_bytes.value();
    net.wakes += counters.wakes.value();
    net.commands_shard += counters.commands_shard.value();
    net.commands_local += counters.commands_local.value();
    net.full_replies += counters.full_replies.value();
    net.rate_limited += counters.rate_limited.value();
    net.logins_granted += counters.logins_granted.value();
    net.logins_wrong += counters.logins_wrong.value();
    net.logins_busy += counters.logins_busy.value();
  }
  return net;
}

metrics::Readings Server::State::read_metrics() {
  metrics::Readings readings;
  readings.version = facts.version;
  readings.start_time_seconds = facts.start_time_seconds;
  readings.clock_speed = facts.clock_speed;
  readings.tenants = facts.tenants;
  readings.shards = desk->ask(kScrapeMs);
  for (std::uint32_t i = 0; i < readings.shards.size(); ++i) {
    readings.shards[i].folding = runtime.folding(i);
  }
  readings.net = read_net();
  if (journal != nullptr) readings.journal = journal->figures();
  return readings;
}

}  // namespace stellwerk::net
