// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stellwerk::net {

// What is kept of a password: scrypt$N$r$p$SALT$HASH, salt and hash in hexadecimal.
struct PasswordHash {
  std::uint64_t n = 16'384;  // a power of two from 1,024 to 1,048,576
  std::uint32_t r = 8;       // 1 to 32; 128 * n * r bytes of memory, 128 MiB at most
  std::uint32_t p = 1;       // 1 to 16
  std::string salt;          // 8 to 64 bytes
  std::string hash;          // 16 to 64 bytes
};

// Reads the text form. Answers what is wrong with it, empty when nothing is.
[[nodiscard]] std::string parse_password_hash(std::string_view text, PasswordHash& hash);
[[nodiscard]] std::string to_text(const PasswordHash& hash);

// A hash of the password with the default cost and a random salt. False when the system gives no
// random numbers or no memory.
[[nodiscard]] bool make_password_hash(std::string_view password, PasswordHash& hash);

enum class PasswordCheck : std::uint8_t { kRight, kWrong, kNoMemory };

// Takes as long as the hash's cost says, some 50 ms by default, whether it is right or not.
[[nodiscard]] PasswordCheck check_password(std::string_view password, const PasswordHash& hash);

}  // namespace stellwerk::net
