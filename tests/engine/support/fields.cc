// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/fields.h"

#include <array>
#include <cstdio>

#include "core/base/check.h"

namespace stellwerk::tests {
namespace {

void add_text(Fields& fields, std::string_view name, std::string_view value) {
  if (!value.empty()) fields.add(name, value);
}

void add_integer(Fields& fields, std::string_view name, std::int64_t value) {
  if (value >= 0) fields.add(name, value);
}

}  // namespace

void Fields::add(std::string_view name, std::string_view value) {
  values.emplace_back(name, value);
}

void Fields::add(std::string_view name, std::int64_t value) {
  values.emplace_back(name, std::to_string(value));
}

const std::string* Fields::find(std::string_view name) const {
  for (const auto& [key, value] : values) {
    if (key == name) return &value;
  }
  return nullptr;
}

bool Fields::has_value(std::string_view value) const {
  for (const auto& entry : values) {
    if (entry.second == value) return true;
  }
  return false;
}

std::string Fields::to_string() const {
  std::string text = head;
  for (const auto& [key, value] : values) text += ' ' + key + '=' + value;
  return text;
}

Fields fields_of(const model::Event& event) {
  Fields fields;
  fields.head = model::name(event.type);
  add_text(fields, "conv", event.conv);
  add_text(fields, "agent", event.agent);
  if (event.offer != 0) fields.add("offer", model::offer_name(event.offer));
  add_text(fields, "state", event.state);
  add_text(fields, "clock", event.clock);
  add_text(fields, "msgid", event.message);
  add_text(fields, "queue", event.queue);
  fields.add("at", event.at.ms);
  add_text(fields, "channel", event.channel);
  add_text(fields, "customer", event.customer);
  if (event.has_payload) fields.add("payload", event.payload);
  add_text(fields, "from", event.from);
  add_text(fields, "author", event.author);
  add_text(fields, "reason", event.reason);
  add_text(fields, "missing", event.missing);
  add_text(fields, "sla", event.sla);
  add_text(fields, "skills", event.skills);
  add_text(fields, "agents", event.agents);
  add_integer(fields, "expires", event.expires);
  add_integer(fields, "due", event.due);
  add_integer(fields, "epoch", event.epoch);
  add_integer(fields, "version", event.version);
  add_integer(fields, "priority", event.priority);
  add_integer(fields, "reopened", event.reopened);
  add_integer(fields, "episode", event.episode);
  add_integer(fields, "waited_ms", event.waited_ms);
  add_integer(fields, "callback", event.callback);
  return fields;
}

Fields fields_of(const model::Reply& reply) {
  Fields fields;
  switch (reply.kind) {
    case model::ReplyKind::kOk:
      fields.head = "OK";
      return fields;
    case model::ReplyKind::kInteger:
      fields.head = std::to_string(reply.integer);
      return fields;
    case model::ReplyKind::kError:
      fields.head = '-' + std::string(model::name(reply.code));
      fields.add("text", reply.text);
      return fields;
    case model::ReplyKind::kConversation:
    case model::ReplyKind::kMessage:
      break;
  }
  fields.head = model::name(reply.state);
  add_text(fields, "conv", reply.conv);
  add_text(fields, "agent", reply.agent);
  if (reply.offer != 0) fields.add("offer", model::offer_name(reply.offer));
  if (reply.position != 0) fields.add("position", std::int64_t{reply.position});
  add_integer(fields, "eta_ms", reply.eta_ms);
  add_integer(fields, "eta_p90_ms", reply.eta_p90_ms);
  fields.add("seq", static_cast<std::int64_t>(reply.seq));
  fields.add("duplicate", reply.duplicate ? "1" : "0");
  fields.add("episode", std::int64_t{reply.episode});
  return fields;
}

void FieldsWriter::map(std::size_t pairs) { open(true, pairs); }

void FieldsWriter::array(std::size_t items) { open(false, items); }

void FieldsWriter::text(std::string_view value_text) { value(std::string(value_text), true); }

void FieldsWriter::simple(std::string_view value_text) { value(std::string(value_text), true); }

void FieldsWriter::integer(std::int64_t number) { value(std::to_string(number), true); }

void FieldsWriter::real(double number) {
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.9g", number);
  value(buffer.data(), true);
}

void FieldsWriter::null() { value("null", false); }

void FieldsWriter::null_array() { value("null", false); }

void FieldsWriter::error(model::Code code, std::string_view error_text) {
  SW_CHECK_MSG(levels_.empty(), "an error inside of an answer");
  fields_.head = '-' + std::string(model::name(code));
  fields_.add("text", error_text);
  done_ = true;
}

Fields FieldsWriter::finish() const {
  SW_CHECK_MSG(done_ && levels_.empty(), "the answer is not whole");
  return fields_;
}

std::string FieldsWriter::next_path() {
  if (levels_.empty()) return {};
  const Level& level = levels_.back();
  const std::string name = level.is_map ? level.key : std::to_string(level.index);
  return level.path.empty() ? name : level.path + '.' + name;
}

void FieldsWriter::open(bool is_map, std::size_t items) {
  SW_CHECK_MSG(!done_, "more than one answer");
  const std::string path = next_path();
  if (!is_map) fields_.add(path.empty() ? "#" : path + ".#", static_cast<std::int64_t>(items));
  levels_.push_back({is_map, items, 0, path, {}, {}, false});
  close_finished();
}

void FieldsWriter::value(const std::string& text, bool present) {
  SW_CHECK_MSG(!done_, "more than one answer");
  if (levels_.empty()) {
    fields_.head = text;
    done_ = true;
    return;
  }
  if (Level& level = levels_.back(); level.is_map && !level.has_key) {
    level.key = text;
    level.has_key = true;
    return;
  }
  const std::string path = next_path();
  if (present) fields_.add(path, text);
  Level& level = levels_.back();
  if (!level.whole.empty()) level.whole += ',';
  level.whole += level.is_map ? level.key + '=' + text : text;
  level.has_key = false;
  ++level.index;
  --level.left;
  close_finished();
}

void FieldsWriter::close_finished() {
  while (!levels_.empty() && levels_.back().left == 0) {
    const Level closed = levels_.back();
    levels_.pop_back();
    if (levels_.empty()) {
      done_ = true;
      return;
    }
    fields_.add(closed.path, closed.whole);
    Level& level = levels_.back();
    if (!level.whole.empty()) level.whole += ',';
    level.whole += level.is_map ? level.key + "={" + closed.whole + '}' : '[' + closed.whole + ']';
    level.has_key = false;
    ++level.index;
    --level.left;
  }
}

}  // namespace stellwerk::tests
