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
constexpr std::size_t kEncryptedAtOnce = 64U << 10U;
// Closing a socket with unread bytes resets the connection, and a reset may overtake the last
// replies: so the client gets this long to close its side first.
constexpr std::int64_t kLingerMs = 1'000;

}  // namespace

Connection::Connection(ConnectionHome& home, SessionPlace& place, const Limits& limits,
                       asio::ip::tcp::socket socket, std::unique_ptr<TlsStream> tls,
                       std::uint64_t key, ClientRecord client)
    : home_(home),
      place_(place),
      limits_(limits),
      socket_(std::move(socket)),
      tls_(std::move(tls)),
      session_(place, key, std::move(client)),
      in_(kReadSizeFirst),
      connected_ms_(place.host.now_ms()) {}

void Connection::read() {
  if (reading_ || closed_ || input_over_ || awaits_turn) return;
  if (session_.ended()) begin_ = end_ = 0;  // read and dropped, to see the client's end
  make_room();
  // A parked session's client may send on until the buffer is full.
  if (end_ == in_.size()) return;
  reading_ = true;
  const asio::mutable_buffer into = tls_ != nullptr
                                        ? asio::buffer(tls_->input(), tls_->input_size())
                                        : asio::buffer(in_.data() + end_, in_.size() - end_);
  socket_.async_read_some(
      into, [this](const error_code& error, std::size_t size) { on_read(error, size); });
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
  if (tls_ != nullptr) {
    tls_->came(size);
    return decrypt();
  }
  // Full reads are a sign that more is there: fewer, larger ones then.
  const bool filled = end_ + size == in_.size() && in_.size() < kReadSizeKept;
  end_ += size;
  session_.active(place_.host.now_ms());
  parse();
  if (filled && begin_ == end_) in_.resize(in_.size() * 2);
  read();
}

// All that has come, unless a parked session leaves no room: then the rest when it goes on.
void Connection::decrypt() {
  session_.active(place_.host.now_ms());
  while (!closed_ && !awaits_turn) {
    if (session_.ended()) begin_ = end_ = 0;
    make_room();
    if (end_ == in_.size()) break;
    std::size_t count = 0;
    const TlsStream::Read status = tls_->read(in_.data() + end_, in_.size() - end_, count);
    end_ += count;
    if (status == TlsStream::Read::kSome) {
      parse();
      continue;
    }
    if (status == TlsStream::Read::kNeedMore) break;
    input_over_ = true;
    session_.input_over();
    if (status == TlsStream::Read::kFailed) {
      // It says why, if the peer still listens.
      static_cast<void>(write_once());
      place_.counters.cut_tls.add(1);
      return close();
    }
    break;
  }
  home_.touch(*this);
  read();
}

void Connection::parse() {
  const std::size_t used = session_.read(std::string_view(in_.data() + begin_, end_ - begin_));
  begin_ += used;
  SW_CHECK(begin_ <= end_);
  home_.touch(*this);
  if (session_.out_of_turn()) home_.wait_for_turn(*this, used > 0);
}

void Connection::go_on() {
  if (closed_) return;
  if (begin_ < end_) parse();
  if (tls_ != nullptr) return decrypt();
  read();
}

void Connection::resume() {
  if (closed_) return;
  home_.touch(*this);
  if (!session_.take_unparked()) return;
  if (begin_ < end_) parse();
  if (tls_ != nullptr) return decrypt();
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
  while (write_once() && tls_ != nullptr) {
  }
}

// A piece at a time, so that what waits for a slow reader waits once.
void Connection::encrypt() {
  const std::string_view plain = session_.output().pending().substr(0, kEncryptedAtOnce);
  if (!plain.empty() && tls_->pending().empty()) session_.output().sent(tls_->write(plain));
}

bool Connection::write_once() {
  if (tls_ != nullptr) encrypt();
  const std::string_view pending = tls_ != nullptr ? tls_->pending() : session_.output().pending();
  if (pending.empty()) return false;
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(pending.data(), pending.size()), error);
  if (error && error != asio::error::would_block) {
    close_for(error);
    return false;
  }
  place_.counters.sent_bytes.add(sent);
  const bool whole = sent == pending.size();
  if (tls_ != nullptr) {
    tls_->sent(sent);
  } else {
    session_.output().sent(sent);
  }
  if (!whole) wait_writable();
  return whole;
}

void Connection::cut_slow_reader() {
  place_.counters.cut_slow_reader.add(1);
  close();
}

// One that has not come as far as to be told is only closed.
void Connection::cut_stranger() {
  place_.counters.cut_stranger.add(1);
  if (is_shaking_hands()) return close();
  session_.send_away(limits_.login_ms_max);
  home_.touch(*this);
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
  if (tls_ != nullptr) {
    tls_->end();
    const std::string_view last = tls_->pending();
    static_cast<void>(socket_.write_some(asio::buffer(last.data(), last.size()), ignored));
  }
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  linger_until_ms_ = place_.host.now_ms() + kLingerMs;
  read();
}

void Connection::sweep(std::int64_t now_ms) {
  if (lingering() && now_ms >= linger_until_ms_) return close();
  if (is_strange() && now_ms - connected_ms_ >= limits_.login_ms_max) return cut_stranger();
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
