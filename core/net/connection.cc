// SPDX-License-Identifier: Apache-2.0
#include "core/net/connection.h"

#include <cstring>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "core/base/check.h"

namespace stellwerk::net {
namespace {

using boost::system::error_code;
namespace asio = boost::asio;

constexpr std::size_t kReadSizeFirst = 4U << 10U;
// A buffer that a burst or a long request has made larger than this shrinks when it is empty.
constexpr std::size_t kReadSizeKept = 64U << 10U;
// Closing a socket with unread bytes resets the connection, and a reset may overtake the last
// replies: so the client gets this long to close its side first.
constexpr std::int64_t kLingerMs = 1'000;

}  // namespace

Connection::Connection(ConnectionHome& home, SessionPlace& place, const Limits& limits,
                       asio::ip::tcp::socket socket, std::uint64_t key, ClientRecord client)
    : home_(home),
      place_(place),
      limits_(limits),
      socket_(std::move(socket)),
      session_(place, key, std::move(client)),
      in_(kReadSizeFirst) {}

void Connection::read() {
  if (reading_ || closed_ || input_over_) return;
  if (session_.ended()) begin_ = end_ = 0;  // read and dropped, to see the client's end
  make_room();
  // A parked session's client may send on until the buffer is full.
  if (end_ == in_.size()) return;
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(in_.data() + end_, in_.size() - end_),
      [this](const error_code& error, std::size_t size) { on_read(error, size); });
}

void Connection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (in_.size() > kReadSizeKept) {
      in_.resize(kReadSizeKept);
      in_.shrink_to_fit();
    }
  }
  if (end_ < in_.size()) return;
  if (begin_ > 0) {
    std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  } else if (in_.size() < limits_.read_size_max) {
    in_.resize(in_.size() * 2);
  }
}

void Connection::on_read(const error_code& error, std::size_t size) {
  reading_ = false;
  if (closed_) return finish_if_idle();
  if (error) {
    input_over_ = true;
    session_.input_over();
    if (error != asio::error::eof) return close_for(error);
    home_.touch(*this);
    return;
  }
  place_.counters.wakes.add(1);
  place_.counters.received_bytes.add(size);
  // Full reads are a sign that more is there: fewer, larger ones then.
  const bool filled = end_ + size == in_.size() && in_.size() < kReadSizeKept;
  end_ += size;
  session_.active(place_.host.now_ms());
  parse();
  if (filled && begin_ == end_) in_.resize(in_.size() * 2);
  read();
}

void Connection::parse() {
  begin_ += session_.read(std::string_view(in_.data() + begin_, end_ - begin_));
  SW_CHECK(begin_ <= end_);
  home_.touch(*this);
}

void Connection::resume() {
  if (closed_) return;
  home_.touch(*this);
  if (!session_.take_unparked()) return;
  if (begin_ < end_) parse();
  read();
}

void Connection::settle() {
  if (closed_) return;
  write();
  if (closed_ || waiting_writable_ || !session_.finished()) return;
  if (input_over_) return close();
  if (session_.ended() && !lingering()) linger();
}

void Connection::write() {
  if (waiting_writable_) {
    // Judged at the end of a batch, so that one large answer may pass while the client reads.
    if (too_slow()) cut_slow_reader();
    return;
  }
  const std::string_view pending = session_.output().pending();
  if (pending.empty()) return;
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(pending.data(), pending.size()), error);
  if (error && error != asio::error::would_block) return close_for(error);
  place_.counters.sent_bytes.add(sent);
  session_.output().sent(sent);
  if (!session_.output().pending().empty()) wait_writable();
}

void Connection::cut_slow_reader() {
  place_.counters.cut_slow_reader.add(1);
  close();
}

void Connection::wait_writable() {
  taken_ms_ = place_.host.now_ms();
  waiting_writable_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_write, [this](const error_code& error) {
    waiting_writable_ = false;
    if (closed_) return finish_if_idle();
    if (error) return close_for(error);
    home_.touch(*this);
  });
}

void Connection::close_for(const error_code& error) {
  if (error == asio::error::timed_out || error == asio::error::host_unreachable ||
      error == asio::error::network_unreachable) {
    place_.counters.cut_vanished.add(1);
  }
  close();
}

void Connection::quiesce() {
  if (closed_) return;
  session_.end();
  read();
  home_.touch(*this);
}

void Connection::linger() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  linger_until_ms_ = place_.host.now_ms() + kLingerMs;
  read();
}

void Connection::sweep(std::int64_t now_ms) {
  if (lingering() && now_ms >= linger_until_ms_) return close();
  if (too_slow() && now_ms - taken_ms_ >= limits_.stall_ms_max) cut_slow_reader();
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  session_.input_over();
  error_code ignored;
  socket_.close(ignored);
  finish_if_idle();
}

void Connection::finish_if_idle() {
  if (!reading_ && !waiting_writable_) home_.done(*this);
}

}  // namespace stellwerk::net
