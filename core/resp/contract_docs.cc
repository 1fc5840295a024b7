// SPDX-License-Identifier: Apache-2.0
#include "core/resp/contract_docs.h"

#include <cstddef>
#include <span>
#include <vector>

#include "core/resp/error_table.h"
#include "core/resp/event_table.h"

namespace stellwerk::resp {
namespace {

using model::ReplyWriter;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) words.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return words;
}

void write_array(std::span<const std::string_view> words, ReplyWriter& writer) {
  writer.array(words.size());
  for (const std::string_view word : words) writer.text(word);
}

// An event of that type with everything that could put it into another stream.
model::Event full_event(model::EventType type) {
  model::Event event;
  event.type = type;
  event.agent = "agent";
  event.channel = "channel";
  return event;
}

void write_streams(model::EventType type, ReplyWriter& writer) {
  std::vector<std::string_view> streams = {"events"};
  const model::Event event = full_event(type);
  if (in_inbox(event)) streams.emplace_back("inbox");
  if (in_outbox(event)) streams.emplace_back("outbox");
  write_array(streams, writer);
}

}  // namespace

void write_words(std::string_view text, ReplyWriter& writer) {
  write_array(words_of(text), writer);
}

void write_error_docs(ReplyWriter& writer) {
  writer.map(kErrors.size());
  for (const ErrorRow& row : kErrors) {
    writer.text(row.code);
    writer.map(3);
    writer.text("meaning");
    writer.text(row.meaning);
    writer.text("remedy");
    writer.text(row.remedy);
    writer.text("any");
    writer.integer(row.any ? 1 : 0);
  }
}

void write_event_docs(ReplyWriter& writer) {
  writer.map(kEvents.size());
  for (const EventRow& row : kEvents) {
    std::vector<std::string_view> always = {"type", "at"};
    std::vector<std::string_view> sometimes;
    for (const std::string_view word : words_of(row.fields)) {
      if (word.starts_with('(')) {
        sometimes.push_back(word.substr(1, word.size() - 2));
      } else {
        always.push_back(word);
      }
    }
    writer.text(name(row.type));
    writer.map(4);
    writer.text("summary");
    writer.text(row.summary);
    writer.text("streams");
    write_streams(row.type, writer);
    writer.text("fields");
    write_array(always, writer);
    writer.text("optional");
    write_array(sometimes, writer);
  }
}

}  // namespace stellwerk::resp
