// SPDX-License-Identifier: Apache-2.0
#include "core/resp/write_reply.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/resp/reply_writers.h"

namespace stellwerk::resp {
namespace {

// Names beyond this are not put together here; identifiers have 128 bytes at most.
constexpr std::size_t kNamesSizeMax = 512;
// Keys, numbers and heads of a conversation's map take less than the rest.
constexpr std::size_t kBufferSize = kNamesSizeMax + 768;

// Puts one small answer together. Nothing is checked against the buffer's end: see above.
class Composer {
 public:
  explicit Composer(bool resp3) : resp3_(resp3) {}

  void literal(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void text(std::string_view value) {
    if (value.empty()) return null();
    *at_++ = '$';
    digits(value.size());
    literal(value);
    literal("\r\n");
  }
  template <class Integer>
  void integer(Integer value) {
    *at_++ = ':';
    digits(value);
  }
  void integer_or_null(std::int64_t value, bool present) { present ? integer(value) : null(); }
  void null() { literal(resp3_ ? std::string_view("_\r\n") : std::string_view("$-1\r\n")); }

  [[nodiscard]] std::string_view bytes() const {
    return {buffer_.data(), static_cast<std::size_t>(at_ - buffer_.data())};
  }

 private:
  template <class Integer>
  void digits(Integer value) {
    constexpr std::ptrdiff_t kDigitsMax = 20;
    at_ = std::to_chars(at_, at_ + kDigitsMax, value).ptr;
    literal("\r\n");
  }

  const bool resp3_;
  std::array<char, kBufferSize> buffer_;
  char* at_ = buffer_.data();
};

void compose_conversation(const model::Reply& reply, bool resp3, Composer& out) {
  const bool more = reply.escalated >= 0;
  out.literal(resp3 ? std::string_view(more ? "%11\r\n" : "%10\r\n")
                    : std::string_view(more ? "*22\r\n" : "*20\r\n"));
  out.literal("$4\r\nconv\r\n");
  out.text(reply.conv);
  out.literal("$5\r\nstate\r\n");
  out.text(name(reply.state));
  out.literal("$5\r\nagent\r\n");
  out.text(reply.agent);
  out.literal("$5\r\noffer\r\n");
  out.text(reply.offer == 0 ? std::string() : model::offer_name(reply.offer));
  out.literal("$8\r\nposition\r\n");
  out.integer_or_null(reply.position, reply.position != 0);
  out.literal("$6\r\neta_ms\r\n");
  out.integer_or_null(reply.eta_ms, reply.eta_ms >= 0);
  out.literal("$10\r\neta_p90_ms\r\n");
  out.integer_or_null(reply.eta_p90_ms, reply.eta_p90_ms >= 0);
  out.literal("$3\r\nseq\r\n");
  out.integer(reply.seq);
  out.literal("$9\r\nduplicate\r\n");
  out.literal(reply.duplicate ? ":1\r\n" : ":0\r\n");
  out.literal("$7\r\nepisode\r\n");
  out.integer(reply.episode);
  if (!more) return;
  out.literal("$9\r\nescalated\r\n");
  out.integer(int{reply.escalated});
}

}  // namespace

void write_reply(const model::Reply& reply, std::uint8_t protocol, std::string& out) {
  const bool resp3 = protocol == 3;
  if (reply.kind == model::ReplyKind::kConversation &&
      reply.conv.size() + reply.agent.size() <= kNamesSizeMax) {
    Composer composer(resp3);
    compose_conversation(reply, resp3, composer);
    out.append(composer.bytes());
  } else if (resp3) {
    Resp3Writer writer(out);
    model::write(reply, writer);
  } else {
    Resp2Writer writer(out);
    model::write(reply, writer);
  }
}

}  // namespace stellwerk::resp
