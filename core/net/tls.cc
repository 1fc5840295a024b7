// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "core/base/check.h"

namespace stellwerk::net {
namespace {

std::string last_error() {
  const unsigned long code = ::ERR_peek_last_error();
  const char* const reason = ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason != nullptr ? reason : "it is no PEM file of that kind";
}

// A key that needs a password must not ask for one on the terminal.
int no_password(char* /*into*/, int /*size*/, int /*writing*/, void* /*nothing*/) { return 0; }

bool is_readable(const char* what, const std::string& file, std::string& error) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (in && in.peek() != std::ifstream::traits_type::eof()) return true;
  error = std::string(what) + ": " + file +
          " cannot be read: " + (errno != 0 ? std::strerror(errno) : "it is empty");
  return false;
}

bool load(::SSL_CTX* context, const std::string& certificate, const std::string& key,
          std::string& error) {
  ::SSL_CTX_set_default_passwd_cb(context, no_password);
  if (::SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    error = "tls_cert: " + certificate + " is no certificate: " + last_error();
    return false;
  }
  if (::SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    error = "tls_key: " + key + " is no key of " + certificate + ": " + last_error();
    return false;
  }
  if (::SSL_CTX_check_private_key(context) == 1) return true;
  error = "tls_key: " + key + " does not belong to " + certificate + ": " + last_error();
  return false;
}

}  // namespace

TlsStream::TlsStream(::ssl_st* ssl) : ssl_(ssl) {}

TlsStream::~TlsStream() { ::SSL_free(ssl_); }

void TlsStream::came(std::size_t size) {
  const int taken = ::BIO_write(::SSL_get_rbio(ssl_), input_.data(), static_cast<int>(size));
  SW_CHECK_MSG(taken == static_cast<int>(size), "no memory for what has come");
}

TlsStream::Read TlsStream::read(char* into, std::size_t size, std::size_t& count) {
  ::ERR_clear_error();
  count = 0;
  const int done = ::SSL_read_ex(ssl_, into, size, &count);
  const int why = done == 1 ? SSL_ERROR_NONE : ::SSL_get_error(ssl_, done);
  collect();
  switch (why) {
    case SSL_ERROR_NONE:
      return Read::kSome;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Read::kNeedMore;
    case SSL_ERROR_ZERO_RETURN:
      return Read::kEnd;
    default:
      return Read::kFailed;
  }
}

bool TlsStream::is_agreed() const { return ::SSL_is_init_finished(ssl_) == 1; }

std::size_t TlsStream::write(std::string_view plain) {
  ::ERR_clear_error();
  std::size_t count = 0;
  if (::SSL_write_ex(ssl_, plain.data(), plain.size(), &count) != 1) count = 0;
  collect();
  return count;
}

void TlsStream::end() {
  ::ERR_clear_error();
  if (::SSL_is_init_finished(ssl_) == 1) ::SSL_shutdown(ssl_);
  collect();
}

void TlsStream::sent(std::size_t size) {
  sent_ += size;
  SW_CHECK(sent_ <= out_.size());
  if (sent_ < out_.size()) return;
  out_.clear();
  sent_ = 0;
}

void TlsStream::collect() {
  ::BIO* const from = ::SSL_get_wbio(ssl_);
  const std::size_t size = ::BIO_ctrl_pending(from);
  if (size == 0) return;
  const std::size_t before = out_.size();
  out_.resize(before + size);
  const int got = ::BIO_read(from, out_.data() + before, static_cast<int>(size));
  SW_CHECK(got == static_cast<int>(size));
}

std::unique_ptr<TlsContext> TlsContext::open(const std::string& certificate, const std::string& key,
                                             std::string& error) {
  if (!is_readable("tls_cert", certificate, error) || !is_readable("tls_key", key, error)) {
    return nullptr;
  }
  ::ERR_clear_error();
  std::unique_ptr<TlsContext> made(new TlsContext(::SSL_CTX_new(::TLS_server_method())));
  if (made->context_ == nullptr) {
    error = "TLS is not to be had: " + last_error();
    return nullptr;
  }
  ::SSL_CTX_set_min_proto_version(made->context_, TLS1_2_VERSION);
  ::SSL_CTX_set_session_cache_mode(made->context_, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_options(made->context_, SSL_OP_NO_RENEGOTIATION);
  ::SSL_CTX_set_mode(made->context_, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                         SSL_MODE_RELEASE_BUFFERS);
  if (!load(made->context_, certificate, key, error)) return nullptr;
  return made;
}

TlsContext::~TlsContext() { ::SSL_CTX_free(context_); }

std::unique_ptr<TlsStream> TlsContext::accept() const {
  ::SSL* const ssl = ::SSL_new(context_);
  ::BIO* const in = ::BIO_new(::BIO_s_mem());
  ::BIO* const out = ::BIO_new(::BIO_s_mem());
  if (ssl == nullptr || in == nullptr || out == nullptr) {
    ::BIO_free(in);
    ::BIO_free(out);
    ::SSL_free(ssl);
    return nullptr;
  }
  // Empty is not the end.
  ::BIO_ctrl(in, BIO_C_SET_BUF_MEM_EOF_RETURN, -1, nullptr);
  ::SSL_set_bio(ssl, in, out);
  ::SSL_set_accept_state(ssl);
  return std::make_unique<TlsStream>(ssl);
}

}  // namespace stellwerk::net
