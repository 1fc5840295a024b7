// SPDX-License-Identifier: Apache-2.0
#include "core/net/login_desk.h"

#include <optional>

#include <openssl/crypto.h>

#include "core/net/io_thread.h"

namespace stellwerk::net {
namespace {

constexpr std::int64_t kForEver = -1;
constexpr std::int64_t kAgainMs = 10;

}  // namespace

LoginDesk::LoginDesk(const AccessList& access) : access_(access), granted_(access.size()) {}

LoginDesk::~LoginDesk() {
  while (const std::optional<Mail> mail = mailbox_.receive()) {
    if (mail->kind == Mail::Kind::kLogin) delete mail->login;
  }
}

std::size_t LoginDesk::do_work() {
  const std::optional<Mail> mail = mailbox_.wait(judged_.empty() ? kForEver : kAgainMs);
  if (mail && mail->kind == Mail::Kind::kLogin) {
    std::unique_ptr<Login> login(mail->login);
    login->verdict = judge(*login);
    ::OPENSSL_cleanse(login->password.data(), login->password.size());
    judged_.push_back(std::move(login));
  }
  deliver();
  return 1;
}

Login::Verdict LoginDesk::judge(const Login& login) {
  const User& user = login.user != nullptr ? *login.user : access_.decoy();
  const PasswordCheck check = check_password(login.password, user.options.password);
  if (check == PasswordCheck::kNoMemory) return Login::Verdict::kNoMemory;
  if (check == PasswordCheck::kWrong || login.user == nullptr) return Login::Verdict::kWrong;
  if (login.held == login.user) return Login::Verdict::kGranted;
  std::uint64_t left = 0;
  for (const IoThread* const thread : threads_) left += thread->left(user);
  if (user.options.connections_max > 0 &&
      granted_[user.index] - left >= user.options.connections_max) {
    return Login::Verdict::kTooMany;
  }
  ++granted_[user.index];
  return Login::Verdict::kGranted;
}

// A box that is full is tried again later.
void LoginDesk::deliver() {
  std::erase_if(judged_, [this](std::unique_ptr<Login>& login) {
    Mailbox& home = threads_[login->origin]->mailbox();
    if (!home.send({.kind = Mail::Kind::kVerdict, .login = login.get()})) return false;
    static_cast<void>(login.release());
    return true;
  });
}

}  // namespace stellwerk::net
