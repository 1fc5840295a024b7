// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/net/access_list.h"
#include "core/net/mailbox.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::net {

class IoThread;

// A log-in on its way to the desk and back.
struct Login {
  enum class Verdict : std::uint8_t { kGranted, kWrong, kNoMemory, kTooMany };

  std::uint32_t origin = 0;    // I/O thread
  std::uint64_t session = 0;   // by its key there
  User* user = nullptr;        // null: there is none of that name
  const User* held = nullptr;  // as whom the session is logged in now
  std::string password;
  Verdict verdict = Verdict::kWrong;
};

// The one thread that checks passwords, which takes long on purpose: I/O threads go on meanwhile.
// Since every log-in comes by, it also counts each user's connections.
// Thread safety: mailbox() is for anyone; everything else belongs to the thread.
class LoginDesk final : public runtime::Duty {
 public:
  // Log-ins of one I/O thread that may be under way; the next is refused.
  static constexpr std::size_t kUnderWayMax = 64;

  explicit LoginDesk(const AccessList& access);
  ~LoginDesk() override;

  // All I/O threads by index. Before the thread starts.
  void meet(std::span<IoThread* const> threads) { threads_ = threads; }

  // Takes kLogin letters, answers each with kVerdict to its I/O thread.
  [[nodiscard]] Mailbox& mailbox() { return mailbox_; }

  // runtime::Duty. Sleeps inside do_work(); a kWake letter ends it.
  std::size_t do_work() override;
  [[nodiscard]] bool has_work() override { return true; }
  [[nodiscard]] std::int64_t idle_ns_max() override { return 0; }
  [[nodiscard]] bool finish() override { return true; }

 private:
  [[nodiscard]] Login::Verdict judge(const Login& login);
  void deliver();

  const AccessList& access_;
  std::span<IoThread* const> threads_;
  Mailbox mailbox_;
  std::vector<std::uint64_t> granted_;  // log-ins ever, by user
  std::vector<std::unique_ptr<Login>> judged_;
};

}  // namespace stellwerk::net
