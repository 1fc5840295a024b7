// SPDX-License-Identifier: Apache-2.0
// Who the connection's client is, and what he may.
#include <string>
#include <utility>

#include "core/net/session.h"
#include "core/net/session_commands.h"

namespace stellwerk::net {
namespace {

// Before a log-in, a request can only be one.
constexpr resp::RequestLimits kStrangersLimits{.arguments_max = 10,
                                               .argument_size_max = 16U << 10U,
                                               .request_size_max = 32U << 10U,
                                               .inline_size_max = 16U << 10U};

constexpr std::string_view kLogInFirst =
    "Authentication required: log in with AUTH user password, or HELLO 3 AUTH user password";

std::string full(std::string_view what, std::int64_t wait_ms) {
  return std::string(what) + ": retry-after-ms=" + std::to_string(wait_ms);
}

}  // namespace

Session::~Session() { log_out(); }

void Session::log_out() {
  if (user_ == nullptr) return;
  place_.host.leave(*std::exchange(user_, nullptr));
}

void Session::be(User* user) {
  user_ = user;
  was_known_ = was_known_ || user != nullptr;
  client_.user = user == nullptr ? std::string_view() : user->options.name;
  client_.tenant = user == nullptr ? kNoTenant : user->options.tenant;
  parser_.set_limits(user == nullptr ? kStrangersLimits : resp::RequestLimits{});
}

void Session::begin_as_stranger() {
  guarded_ = place_.access.guarded();
  if (guarded_) be(nullptr);
}

void Session::send_away(std::int64_t after_ms) {
  refuse(model::Code::kNoAuth, "no log-in within " + std::to_string(after_ms) +
                                   " ms of connecting: connect again and log in at once, with AUTH "
                                   "user password or HELLO 3 AUTH user password");
  end();
}

bool Session::admit(const resp::CommandRow* row, Arguments arguments) {
  if (row != nullptr && (row->roles & resp::kStranger) != 0) return true;
  if (user_ == nullptr) {
    refuse(model::Code::kNoAuth, kLogInFirst);
    return false;
  }
  if (!take_token()) return false;
  if (row == nullptr) return true;  // the reader has said so
  const resp::CommandRight right = resp::right_for(*row, arguments);
  std::string what = "'" + std::string(row->name);
  const bool named = right.is_form() && right.word != resp::kAnyWord;
  if (named) what.append("|").append(right.word.empty() ? right.option : right.word);
  return may(right.roles, right.operators, what + "'");
}

bool Session::admit_streams(const model::Command& command) {
  for (const model::Term& stream : command.streams) {
    const std::string_view kind = stream.name.substr(0, stream.name.find(':'));
    if (!may(resp::roles_for_stream(stream.name), false,
             "the stream '" + std::string(kind) + (kind == "events" ? "'" : ":...'"))) {
      return false;
    }
  }
  return true;
}

bool Session::may(resp::Roles roles, bool operators, std::string_view what) {
  const resp::Role role = user_->options.role;
  if ((roles & resp::just(role)) != 0 && (!operators || user_->is_operator())) return true;
  std::string text(what);
  text.append(" is not for the role ").append(resp::name(role)).append(", but for ");
  text.append(resp::names_of(roles));
  if (operators) text += " of the tenant default";
  refuse(model::Code::kNoPerm, text);
  return false;
}

bool Session::take_token() {
  const std::int64_t now_ns = place_.host.now_ms() * 1'000'000;
  const bool own = user_->bucket.has_value();
  const std::int64_t own_wait_ms = own ? user_->bucket->take(now_ns) : 0;
  if (own_wait_ms > 0) {
    place_.counters.rate_limited.add(1);
    refuse(model::Code::kFull, full("the user sends more than his rate", own_wait_ms));
    return false;
  }
  if (user_->tenant_bucket == nullptr) return true;
  const std::int64_t wait_ms = user_->tenant_bucket->take(now_ns);
  if (wait_ms == 0) return true;
  if (own) user_->bucket->give_back();
  place_.counters.rate_limited.add(1);
  refuse(model::Code::kFull, full("the tenant sends more than its rate", wait_ms));
  return false;
}

void Session::log_in(std::string_view name, std::string_view password,
                     std::unique_ptr<Greeting> greeting) {
  auto login = std::make_unique<Login>();
  login->session = key_;
  login->user = place_.access.find(name);
  login->held = user_;
  login->password = password;
  if (!place_.host.check(std::move(login))) {
    place_.counters.logins_busy.add(1);
    return refuse(model::Code::kFull, full("too many log-ins are being checked", 1'000));
  }
  greeting_ = std::move(greeting);
  park(Park::kLogin);
}

void Session::login_came(const Login& login) {
  if (park_ != Park::kLogin) {
    if (login.verdict == Login::Verdict::kGranted && login.held != login.user) {
      place_.host.leave(*login.user);
    }
    return;
  }
  verdict_ = login;
  if (output_.settled()) finish_login();
}

// Another tenant may live in another shard, whose answers would overtake those still awaited.
void Session::finish_login() {
  const Login login = *std::exchange(verdict_, std::nullopt);
  const std::unique_ptr<Greeting> greeting = std::move(greeting_);
  unpark();
  switch (login.verdict) {
    case Login::Verdict::kGranted:
      break;
    case Login::Verdict::kWrong:
      place_.counters.logins_wrong.add(1);
      return output_.append("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
    case Login::Verdict::kNoMemory:
      place_.counters.logins_busy.add(1);
      return refuse(model::Code::kFull, full("no memory to check a password", 1'000));
    case Login::Verdict::kTooMany:
      place_.counters.logins_busy.add(1);
      return refuse(model::Code::kFull,
                    full("the user has as many connections as he may have, close some", 1'000));
  }
  place_.counters.logins_granted.add(1);
  if (login.held != login.user) {
    log_out();
    be(login.user);
  }
  SessionCommands(*this).welcome(greeting.get());
}

}  // namespace stellwerk::net
