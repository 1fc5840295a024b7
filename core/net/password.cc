// SPDX-License-Identifier: Apache-2.0
#include "core/net/password.h"

#include <array>
#include <bit>
#include <limits>
#include <optional>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "core/base/text.h"

namespace stellwerk::net {
namespace {

constexpr std::string_view kForm =
    "is no password hash: write what stellwerkd --hash-password prints";
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kHashSize = 32;
constexpr std::uint64_t kMemoryMax = 128U << 20U;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
    text.push_back(kDigits[static_cast<unsigned char>(c) & 15U]);
  }
  return text;
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());  // NOLINT: OpenSSL's own type for bytes
}
const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: as above
}

template <typename Integer>
bool read_cost(std::string_view& rest, std::uint64_t least, std::uint64_t most, Integer& cost) {
  const std::optional<std::int64_t> value = base::parse_integer(base::next_item(rest, '$'));
  if (!value || *value < 0 || static_cast<std::uint64_t>(*value) < least ||
      static_cast<std::uint64_t>(*value) > most) {
    return false;
  }
  cost = static_cast<Integer>(*value);
  return true;
}

// Of `size` bytes; empty when there is no memory for it.
std::string derive(std::string_view password, const PasswordHash& with, std::size_t size) {
  std::string key(size, '\0');
  // OpenSSL counts a little more than the table itself.
  const std::uint64_t memory = 2 * 128 * with.r * (with.n + with.p) + (1U << 20U);
  const int done =
      ::EVP_PBE_scrypt(password.data(), password.size(), bytes_of(with.salt), with.salt.size(),
                       with.n, with.r, with.p, memory, bytes_of(key), key.size());
  if (done != 1) key.clear();
  return key;
}

}  // namespace

std::string parse_password_hash(std::string_view text, PasswordHash& hash) {
  std::string_view rest = text;
  if (base::next_item(rest, '$') != "scrypt") return std::string(kForm);
  if (!read_cost(rest, 1'024, 1'048'576, hash.n) || !std::has_single_bit(hash.n)) {
    return "N, its first number, must be a power of two from 1024 to 1048576";
  }
  if (!read_cost(rest, 1, 32, hash.r)) return "r, its second number, must be from 1 to 32";
  if (!read_cost(rest, 1, 16, hash.p)) return "p, its third number, must be from 1 to 16";
  if (128 * hash.n * hash.r > kMemoryMax) {
    return "N and r together take more than 128 MiB (128 * N * r): take less of one";
  }
  const std::optional<std::string> salt = from_hex(base::next_item(rest, '$'));
  const std::optional<std::string> key = from_hex(base::next_item(rest, '$'));
  if (!rest.empty()) return std::string(kForm);
  if (!salt || salt->size() < 8 || salt->size() > 64) {
    return "its salt must be 8 to 64 bytes in hexadecimal";
  }
  if (!key || key->size() < 16 || key->size() > 64) {
    return "its hash must be 16 to 64 bytes in hexadecimal";
  }
  hash.salt = *salt;
  hash.hash = *key;
  return {};
}

std::string to_text(const PasswordHash& hash) {
  return "scrypt$" + std::to_string(hash.n) + '$' + std::to_string(hash.r) + '$' +
         std::to_string(hash.p) + '$' + to_hex(hash.salt) + '$' + to_hex(hash.hash);
}

bool make_password_hash(std::string_view password, PasswordHash& hash) {
  hash = PasswordHash{};
  hash.salt.resize(kSaltSize);
  if (::RAND_bytes(bytes_of(hash.salt), static_cast<int>(kSaltSize)) != 1) return false;
  hash.hash = derive(password, hash, kHashSize);
  return !hash.hash.empty();
}

PasswordCheck check_password(std::string_view password, const PasswordHash& hash) {
  const std::string key = derive(password, hash, hash.hash.size());
  if (key.empty()) return PasswordCheck::kNoMemory;
  const bool same = ::CRYPTO_memcmp(key.data(), hash.hash.data(), key.size()) == 0;
  return same ? PasswordCheck::kRight : PasswordCheck::kWrong;
}

}  // namespace stellwerk::net
