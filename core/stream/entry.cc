// SPDX-License-Identifier: Apache-2.0
#include "core/stream/entry.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "core/base/check.h"

namespace stellwerk::stream {
namespace {

// Enough for a 64-bit number in decimal and the tail of an identifier.
using NumberText = std::array<char, 24>;

std::string_view format(std::int64_t value, NumberText& text) {
  const std::to_chars_result result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), static_cast<std::size_t>(result.ptr - text.data())};
}

std::string_view format_id(std::uint64_t seq, NumberText& text) {
  char* end = std::to_chars(text.data(), text.data() + text.size() - 2, seq).ptr;
  *end++ = '-';
  *end++ = '0';
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

// Collects what is present: the writer wants the number of texts before the first.
class Fields {
 public:
  void add(std::string_view name, std::string_view value) {
    SW_CHECK(size_ < pairs_.size());
    pairs_[size_++] = {name, value};
  }
  void add_present(std::string_view name, std::string_view value) {
    if (!value.empty()) add(name, value);
  }
  void add_present(std::string_view name, std::int64_t value) {
    if (value < 0) return;
    SW_CHECK(numbers_used_ < numbers_.size());
    add(name, format(value, numbers_[numbers_used_++]));
  }
  void write(model::ReplyWriter& writer) const {
    writer.array(2 * size_);
    for (std::size_t i = 0; i < size_; ++i) {
      writer.text(pairs_[i].name);
      writer.text(pairs_[i].value);
    }
  }

 private:
  struct Pair {
    std::string_view name;
    std::string_view value;
  };
  std::size_t size_ = 0;
  std::size_t numbers_used_ = 0;
  std::array<Pair, 29> pairs_;
  std::array<NumberText, 10> numbers_;
};

}  // namespace

std::string entry_id(std::uint64_t seq) {
  NumberText text;
  return std::string(format_id(seq, text));
}

void write_entry(const model::Event& event, model::ReplyWriter& writer) {
  Fields fields;
  fields.add("type", model::name(event.type));
  fields.add_present("conv", event.conv);
  fields.add_present("agent", event.agent);
  fields.add_present("queue", event.queue);
  const std::string offer = event.offer == 0 ? std::string() : model::offer_name(event.offer);
  fields.add_present("offer", offer);
  NumberText at;
  fields.add("at", format(event.at.ms, at));
  fields.add_present("msgid", event.message);
  fields.add_present("channel", event.channel);
  fields.add_present("customer", event.customer);
  if (event.has_payload) fields.add("payload", event.payload);
  fields.add_present("from", event.from);
  fields.add_present("author", event.author);
  fields.add_present("expires", event.expires);
  fields.add_present("reason", event.reason);
  fields.add_present("state", event.state);
  fields.add_present("epoch", event.epoch);
  fields.add_present("clock", event.clock);
  fields.add_present("due", event.due);
  fields.add_present("sla", event.sla);
  fields.add_present("missing", event.missing);
  fields.add_present("skills", event.skills);
  fields.add_present("agents", event.agents);
  fields.add_present("priority", event.priority);
  fields.add_present("reopened", event.reopened);
  fields.add_present("episode", event.episode);
  fields.add_present("waited_ms", event.waited_ms);
  fields.add_present("callback", event.callback);
  fields.add_present("version", event.version);

  NumberText id;
  writer.array(2);
  writer.text(format_id(event.seq, id));
  fields.write(writer);
}

}  // namespace stellwerk::stream
