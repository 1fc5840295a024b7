// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace stellwerk::cli {

// How the daemon's certificate is judged.
struct TlsTrust {
  std::string authorities;  // a PEM file; empty: those that the system trusts
  std::string name;         // that the certificate must be for: a host name or an IP address
};

// TLS 1.2 or 1.3 over a connected socket that does not block.
// Thread safety: none.
class TlsChannel {
 public:
  enum class Outcome : std::uint8_t { kDone, kWouldBlock, kEnded, kFailed };

  // Shakes hands, and waits for that, at most 5 s. Null when it fails: `error` then says why, and
  // which flag helps. `peer` is what messages call the other side.
  [[nodiscard]] static std::unique_ptr<TlsChannel> open(int descriptor, const TlsTrust& trust,
                                                        const std::string& peer,
                                                        std::string& error);
  ~TlsChannel();
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  // `count` says how many bytes were taken or brought; 0 unless kDone.
  [[nodiscard]] Outcome write(std::string_view plain, std::size_t& count);
  [[nodiscard]] Outcome read(char* into, std::size_t size, std::size_t& count);
  // After kFailed.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  TlsChannel(ssl_ctx_st* context, ssl_st* ssl) : context_(context), ssl_(ssl) {}

  Outcome outcome_of(int result);
  std::string shake_hands(int descriptor, const TlsTrust& trust, const std::string& peer);

  ssl_ctx_st* const context_;
  ssl_st* const ssl_;
  std::string error_;
};

}  // namespace stellwerk::cli
