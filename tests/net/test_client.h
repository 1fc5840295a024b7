// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace stellwerk::net {

// A plain blocking client for tests. Whatever does not come within twenty seconds does not come:
// then the reading functions answer what they have.
class TestClient {
 public:
  // Connects to 127.0.0.1. `receive_buffer`: of the socket, in bytes; 0: the system's default.
  explicit TestClient(std::uint16_t port, int receive_buffer = 0);
  ~TestClient();
  TestClient(TestClient&& other) noexcept;
  TestClient& operator=(TestClient&& other) noexcept;
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  [[nodiscard]] bool connected() const { return fd_ >= 0; }

  // False when the connection is broken.
  bool send(std::string_view bytes);
  // As much as goes without blocking; answers how much.
  std::size_t send_some(std::string_view bytes);
  // Closes the sending side.
  void finish();
  // Closes at once, with a reset instead of an end.
  void reset();

  // One whole RESP value as its bytes.
  std::string reply();
  // Sends one command and reads its answer.
  std::string call(std::initializer_list<std::string_view> arguments);
  // Everything up to the end of the connection; `ended` tells whether it came, not a reset.
  std::string rest();
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  bool receive();
  std::size_t value_end(std::size_t start);

  int fd_ = -1;
  std::string in_;
  bool ended_ = false;
};

// A command as an array of bulk strings.
[[nodiscard]] std::string command(std::initializer_list<std::string_view> arguments);

}  // namespace stellwerk::net
