// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace stellwerk::net {

// TLS of one connection, without its socket: what the socket brought goes in, plain bytes come out,
// and the other way round. The handshake happens on the way.
// Thread safety: none; one thread at a time.
class TlsStream {
 public:
  enum class Read : std::uint8_t {
    kSome,      // plain bytes
    kNeedMore,  // nothing until the socket brings more
    kEnd,       // the peer has closed its side
    kFailed,    // no TLS that we speak, or damaged
  };

  // Takes `ssl` over.
  explicit TlsStream(ssl_st* ssl);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // Where the socket's next bytes go.
  [[nodiscard]] char* input() { return input_.data(); }
  [[nodiscard]] std::size_t input_size() const { return input_.size(); }
  // So many of them have come. REQUIRES: read() had come to kNeedMore.
  void came(std::size_t size);
  // Plain bytes; `count` of them, 0 unless kSome.
  [[nodiscard]] Read read(char* into, std::size_t size, std::size_t& count);

  // The handshake is over.
  [[nodiscard]] bool is_agreed() const;

  // Takes plain bytes to be sent; answers how many.
  [[nodiscard]] std::size_t write(std::string_view plain);
  // Says that nothing more will be sent.
  void end();

  // For the socket; the first `size` of it are sent.
  [[nodiscard]] std::string_view pending() const { return std::string_view(out_).substr(sent_); }
  void sent(std::size_t size);

 private:
  void collect();

  ssl_st* const ssl_;
  std::array<char, 17 << 10> input_{};  // a record at its largest
  std::string out_;
  std::size_t sent_ = 0;
};

// A certificate and its key, for connections that begin from now on.
// Thread safety: one thread; the streams may be used by others.
class TlsContext {
 public:
  // Reads both files, PEM. Null when that fails; `error` then names the file and says why.
  [[nodiscard]] static std::unique_ptr<TlsContext> open(const std::string& certificate,
                                                        const std::string& key, std::string& error);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // The server's side of a new connection. Null without memory.
  [[nodiscard]] std::unique_ptr<TlsStream> accept() const;

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}

  ssl_ctx_st* const context_;
};

}  // namespace stellwerk::net
