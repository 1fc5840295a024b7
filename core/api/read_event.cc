// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "core/api/answer_reader.h"
#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/event.h"

namespace stellwerk::api {
namespace {

std::int64_t integer(std::string_view text) {
  const auto value = base::parse_integer(text);
  SW_CHECK(value.has_value());
  return *value;
}

EventType type_of(std::string_view text) {
  for (std::uint8_t i = 0; i < model::kEventTypeCount; ++i) {
    if (model::name(static_cast<model::EventType>(i)) == text) return static_cast<EventType>(i);
  }
  SW_CHECK_MSG(false, "an event of an unknown type");
}

template <auto Member>
void put_text(Event& event, std::string_view text) {
  event.*Member = std::remove_reference_t<decltype(event.*Member)>(text);
}

void put_payload(Event& event, std::string_view text) { event.payload.emplace(text); }

template <auto Member>
void put_number(Event& event, std::string_view text) {
  using Number = typename std::remove_reference_t<decltype(event.*Member)>::value_type;
  event.*Member = static_cast<Number>(integer(text));
}

void put_type(Event& event, std::string_view text) { event.type = type_of(text); }
void put_at(Event& event, std::string_view text) { event.at_ms = integer(text); }

struct Field {
  std::string_view name;
  void (*put)(Event& event, std::string_view text);
};

// In the order in which entries have them.
constexpr std::array kFields = {
    Field{"type", put_type},
    Field{"conv", put_text<&Event::conversation>},
    Field{"agent", put_text<&Event::agent>},
    Field{"queue", put_text<&Event::queue>},
    Field{"offer", put_text<&Event::offer>},
    Field{"at", put_at},
    Field{"msgid", put_text<&Event::message>},
    Field{"channel", put_text<&Event::channel>},
    Field{"customer", put_text<&Event::customer>},
    Field{"payload", put_payload},
    Field{"from", put_text<&Event::from>},
    Field{"author", put_text<&Event::author>},
    Field{"expires", put_number<&Event::expires_ms>},
    Field{"reason", put_text<&Event::reason>},
    Field{"state", put_text<&Event::state>},
    Field{"epoch", put_number<&Event::epoch>},
    Field{"clock", put_text<&Event::clock>},
    Field{"due", put_number<&Event::due_ms>},
    Field{"sla", put_text<&Event::sla>},
    Field{"missing", put_text<&Event::missing>},
    Field{"skills", put_text<&Event::skills>},
    Field{"agents", put_text<&Event::agents>},
    Field{"priority", put_number<&Event::priority>},
    Field{"reopened", put_number<&Event::reopened>},
    Field{"episode", put_number<&Event::episode>},
    Field{"waited_ms", put_number<&Event::waited_ms>},
    Field{"callback", put_number<&Event::callback>},
    Field{"version", put_number<&Event::version>},
};

}  // namespace

void read_event(AnswerReader& reader, Event& event) {
  event = Event{};
  const Value entry = reader.next();
  SW_CHECK(entry.tag == Tag::kArray && entry.items == 2);
  const std::string_view id = reader.next().text;
  event.seq = static_cast<std::uint64_t>(integer(id.substr(0, id.find('-'))));
  const Value fields = reader.next();
  SW_CHECK(fields.tag == Tag::kArray);
  const auto* from = kFields.begin();
  for (std::uint32_t i = 0; i < fields.items; i += 2) {
    const std::string_view name = reader.next().text;
    const std::string_view text = reader.next().text;
    const auto* found = std::find_if(from, kFields.end(),
                                     [name](const Field& field) { return field.name == name; });
    // A field out of its order, or one that embedders are not told.
    if (found == kFields.end()) found = std::ranges::find(kFields, name, &Field::name);
    if (found == kFields.end()) continue;
    found->put(event, text);
    from = found + 1;
  }
}

}  // namespace stellwerk::api
