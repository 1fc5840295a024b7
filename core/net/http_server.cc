// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_server.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace stellwerk::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kConnectionsMax = 64;
constexpr std::uint32_t kHeaderSizeMax = 8'192;
constexpr std::chrono::seconds kRequestTime{10};
constexpr std::chrono::milliseconds kAcceptPause{100};

using Response = http::response<http::string_body>;

Response respond(const http::request<http::empty_body>& request,
                 const HttpServer::Handler& handler) {
  HttpReply reply;
  const bool head = request.method() == http::verb::head;
  if (head || request.method() == http::verb::get) {
    const std::string_view target{request.target().data(), request.target().size()};
    reply = handler(target.substr(0, target.find('?')));
  } else {
    reply = {405, "text/plain; charset=utf-8", "only GET and HEAD are answered here\n"};
  }
  Response response{static_cast<http::status>(reply.status), request.version()};
  response.set(http::field::content_type,
               boost::core::string_view(reply.content_type.data(), reply.content_type.size()));
  if (reply.status == 405) response.set(http::field::allow, "GET, HEAD");
  response.keep_alive(request.keep_alive());
  response.content_length(reply.body.size());
  if (!head) response.body() = std::move(reply.body);
  return response;
}

// One client. Owned by its pending operation: each handler holds a reference, and the last one that
// starts no other operation lets go of it.
class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(tcp::socket socket, const HttpServer::Handler& handler, std::size_t& open)
      : stream_(std::move(socket)), handler_(handler), open_(open) {
    ++open_;
  }
  ~HttpConnection() { --open_; }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(kHeaderSizeMax);
    parser_->body_limit(0);
    stream_.expires_after(kRequestTime);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->write();
                     });
  }

 private:
  void write() {
    response_ = respond(parser_->get(), handler_);
    stream_.expires_after(kRequestTime);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (error) return;
                        if (self->response_.keep_alive()) return self->read();
                        self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
                      });
  }

  beast::tcp_stream stream_;
  const HttpServer::Handler& handler_;
  std::size_t& open_;
  beast::flat_buffer buffer_{2 * kHeaderSizeMax};
  std::optional<http::request_parser<http::empty_body>> parser_;
  Response response_;
};

}  // namespace

struct HttpServer::State {
  // Counts what connections hold, so it outlives the context that destroys them.
  std::size_t connections = 0;
  Handler handler;
  Endpoint endpoint;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};

  bool listen(const Endpoint& wanted, error_code& error) {
    const asio::ip::address address = asio::ip::make_address(wanted.address, error);
    if (error) return false;
    const tcp::endpoint local{address, wanted.port};
    if (acceptor.open(local.protocol(), error)) return false;
    if (acceptor.set_option(tcp::acceptor::reuse_address(true), error)) return false;
    if (acceptor.bind(local, error)) return false;
    if (acceptor.listen(tcp::acceptor::max_listen_connections, error)) return false;
    const tcp::endpoint bound = acceptor.local_endpoint(error);
    endpoint = {bound.address().to_string(), bound.port()};
    return !error;
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      if (connections < kConnectionsMax) {
        std::make_shared<HttpConnection>(std::move(socket), handler, connections)->read();
      }
      accept();
    });
  }

  // Out of descriptors: the connection stays in the kernel's queue until one is free.
  void accept_later() {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;

std::unique_ptr<HttpServer> HttpServer::open(const Endpoint& endpoint, Handler handler,
                                             std::string& error) {
  auto state = std::make_unique<State>();
  state->handler = std::move(handler);
  error_code code;
  if (!state->listen(endpoint, code)) {
    error = "cannot listen on " + to_text(endpoint) + ": " + code.message();
    return nullptr;
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

const Endpoint& HttpServer::endpoint() const { return state_->endpoint; }

void HttpServer::run() {
  state_->accept();
  state_->context.run();
}

void HttpServer::stop() { state_->context.stop(); }

}  // namespace stellwerk::net
