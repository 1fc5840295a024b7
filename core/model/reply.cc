// SPDX-License-Identifier: Apache-2.0
#include "core/model/reply.h"

namespace stellwerk::model {
namespace {

void write_text(ReplyWriter& writer, std::string_view key, std::string_view value) {
  writer.text(key);
  if (value.empty()) {
    writer.null();
  } else {
    writer.text(value);
  }
}

void write_integer(ReplyWriter& writer, std::string_view key, std::int64_t value, bool present) {
  writer.text(key);
  if (present) {
    writer.integer(value);
  } else {
    writer.null();
  }
}

void write_count(ReplyWriter& writer, std::string_view key, std::uint64_t value) {
  write_integer(writer, key, static_cast<std::int64_t>(value), true);
}

void write_conversation(const Reply& reply, ReplyWriter& writer) {
  writer.map(reply.escalated < 0 ? 10 : 11);
  write_text(writer, "conv", reply.conv);
  write_text(writer, "state", name(reply.state));
  write_text(writer, "agent", reply.agent);
  write_text(writer, "offer", reply.offer == 0 ? std::string() : offer_name(reply.offer));
  write_integer(writer, "position", reply.position, reply.position != 0);
  write_integer(writer, "eta_ms", reply.eta_ms, reply.eta_ms >= 0);
  write_integer(writer, "eta_p90_ms", reply.eta_p90_ms, reply.eta_p90_ms >= 0);
  write_count(writer, "seq", reply.seq);
  write_count(writer, "duplicate", reply.duplicate ? 1 : 0);
  write_count(writer, "episode", reply.episode);
  if (reply.escalated >= 0) write_integer(writer, "escalated", reply.escalated, true);
}

void write_message(const Reply& reply, ReplyWriter& writer) {
  writer.map(6);
  write_text(writer, "conv", reply.conv);
  write_count(writer, "seq", reply.seq);
  write_text(writer, "state", name(reply.state));
  write_text(writer, "agent", reply.agent);
  write_count(writer, "duplicate", reply.duplicate ? 1 : 0);
  write_count(writer, "episode", reply.episode);
}

}  // namespace

void write(const Reply& reply, ReplyWriter& writer) {
  switch (reply.kind) {
    case ReplyKind::kOk:
      writer.simple("OK");
      return;
    case ReplyKind::kInteger:
      writer.integer(reply.integer);
      return;
    case ReplyKind::kConversation:
      write_conversation(reply, writer);
      return;
    case ReplyKind::kMessage:
      write_message(reply, writer);
      return;
    case ReplyKind::kError:
      writer.error(reply.code, reply.text);
      return;
  }
}

}  // namespace stellwerk::model
