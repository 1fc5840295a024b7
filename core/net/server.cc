// SPDX-License-Identifier: Apache-2.0
#include "core/net/server.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

#include <stellwerk/version.h>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/net/resp_outlet.h"
#include "core/net/server_state.h"

namespace stellwerk::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::int64_t kQuietMs = 1'000;
constexpr std::int64_t kTurnNs = 1'000'000;

runtime::RuntimeOptions runtime_options(const ServerOptions& options) {
  runtime::RuntimeOptions result = options.runtime;
  result.tenants = static_cast<std::uint32_t>(options.tenants.size());
  result.terms.clear();
  for (const TenantOptions& tenant : options.tenants) result.terms.push_back(tenant.terms);
  // One for the policy, one for scrapes.
  result.ports_max = std::max(options.io_threads, 1U) + 2;
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

}  // namespace

Server::State::State(const ServerOptions& given, std::unique_ptr<runtime::JournalThread> kept)
    : options(given),
      journal(std::move(kept)),
      runtime(runtime_options(given), runtime_parts(given, journal.get())),
      access(given.users, given.tenants) {}

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
  std::vector<std::uint32_t> weights;
  for (const TenantOptions& tenant : options.tenants) weights.push_back(tenant.terms.weight);
  for (std::uint32_t index = 0; index < std::max(options.io_threads, 1U); ++index) {
    runtime::Port* const port = runtime.make_port();
    SW_CHECK(port != nullptr);
    IoThread::Options thread;
    thread.index = index;
    thread.limits.output_max = options.output_max;
    thread.limits.login_ms_max = options.login_timeout_ms;
    thread.weights = weights;
    thread.crank = options.io_threads == 0 ? &runtime : nullptr;
    thread.idle = options.runtime.idle;
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
  if (options.io_threads == 0) {
    state->runtime.start_folding();
  } else {
    state->runtime.start();
  }
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
  const bool turns = !state_->runtime.started();
  while (answer.empty()) {
    port->flush();
    if (turns) state_->runtime.do_work();
    port->wait(turns ? kTurnNs : -1);
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
        .emplace_back(state_->thread_name(state_->io_runners.size()), thread, thread.signal(),
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

std::string Server::State::thread_name(std::size_t index) const {
  return options.io_threads == 0 ? "router" : "io" + std::to_string(index);
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
  // The one that turns the crank stops it, too, before it ends.
  if (options.io_threads > 0) runtime.stop();
  for (runtime::ThreadRunner& runner : io_runners) runner.request_stop();
  for (IoThread& thread : io_threads) {
    static_cast<void>(thread.mailbox().send({.kind = Mail::Kind::kWake}));
  }
  for (runtime::ThreadRunner& runner : io_runners) runner.join();
  if (journal != nullptr) journal->stop();
  if (login_runner == nullptr) return;
  login_runner->request_stop();
  static_cast<void>(login_desk.mailbox().send({.kind = Mail::Kind::kWake}));
  login_runner->join();
}

}  // namespace stellwerk::net
