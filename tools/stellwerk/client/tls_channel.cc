// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/tls_channel.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace stellwerk::cli {
namespace {

constexpr int kHandshakeMs = 5'000;

std::string newest_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "it closed the connection" : reason;
}

// Empty, or what is wrong with the file.
std::string load_authorities(SSL_CTX* context, const std::string& file) {
  if (file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
    return {};
  }
  if (SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) == 1) return {};
  return "--tls-ca: cannot read certificates from " + file + ": " + newest_error();
}

bool expect_name(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* const wanted = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) == 1) return true;
  std::string sent = name;
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sent.data());
  return SSL_set1_host(ssl, name.c_str()) == 1;
}

std::string distrust(long verdict, const TlsTrust& trust) {
  const std::string why = X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "is not for " + trust.name + " (--tls-name NAME, if it is for another name)";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "is not valid now: " + why;
    default:
      return "is not trusted: " + why + " (--tls-ca FILE, the certificates of who signed it)";
  }
}

}  // namespace

std::unique_ptr<TlsChannel> TlsChannel::open(int descriptor, const TlsTrust& trust,
                                             const std::string& peer, std::string& error) {
  std::signal(SIGPIPE, SIG_IGN);  // what is written to a closed socket fails
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL* const ssl = context == nullptr ? nullptr : SSL_new(context);
  if (ssl == nullptr) {
    SSL_CTX_free(context);
    error = "no memory for TLS";
    return nullptr;
  }
  std::unique_ptr<TlsChannel> channel(new TlsChannel(context, ssl));
  error = channel->shake_hands(descriptor, trust, peer);
  return error.empty() ? std::move(channel) : nullptr;
}

TlsChannel::~TlsChannel() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

std::string TlsChannel::shake_hands(int descriptor, const TlsTrust& trust,
                                    const std::string& peer) {
  SSL_set_min_proto_version(ssl_, TLS1_2_VERSION);
  SSL_set_mode(ssl_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_set_verify(ssl_, SSL_VERIFY_PEER, nullptr);
  std::string problem = load_authorities(context_, trust.authorities);
  if (!problem.empty()) return problem;
  if (!expect_name(ssl_, trust.name) || SSL_set_fd(ssl_, descriptor) != 1) {
    return "\"" + trust.name + "\" is no name of a host (--tls-name NAME)";
  }
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(ssl_);
    if (result == 1) return {};
    const int wanted = SSL_get_error(ssl_, result);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) break;
    pollfd wait{descriptor, static_cast<short>(wanted == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT),
                0};
    const int ready = ::poll(&wait, 1, kHandshakeMs);
    if (ready == 0) return peer + " does not answer in TLS: is that what it speaks there?";
    if (ready < 0 && errno != EINTR) return std::strerror(errno);
  }
  const long verdict = SSL_get_verify_result(ssl_);
  if (verdict != X509_V_OK) return "the certificate of " + peer + ' ' + distrust(verdict, trust);
  return "cannot agree on TLS with " + peer + ": " + newest_error() +
         " (--tls is for the address of --tls-listen)";
}

TlsChannel::Outcome TlsChannel::outcome_of(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Outcome::kWouldBlock;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::kEnded;
    case SSL_ERROR_SYSCALL:
      error_ = errno == 0 ? "closed within TLS" : std::strerror(errno);
      return Outcome::kFailed;
    default:
      error_ = newest_error();
      return Outcome::kFailed;
  }
}

TlsChannel::Outcome TlsChannel::write(std::string_view plain, std::size_t& count) {
  count = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(ssl_, plain.data(), plain.size(), &count);
  return result == 1 ? Outcome::kDone : outcome_of(result);
}

TlsChannel::Outcome TlsChannel::read(char* into, std::size_t size, std::size_t& count) {
  count = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_, into, size, &count);
  return result == 1 ? Outcome::kDone : outcome_of(result);
}

}  // namespace stellwerk::cli
