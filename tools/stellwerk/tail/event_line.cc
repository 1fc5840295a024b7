// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/event_line.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "tools/stellwerk/client/json_text.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/time_text.h"
#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kWidthMax = 36;
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kFaint = "\x1b[2m";

struct Colour {
  std::string_view type;  // or its beginning
  std::string_view code;
};
constexpr std::array<Colour, 11> kColours = {{
    {"sla.breached", "\x1b[1;31m"},
    {"sla.warning", "\x1b[33m"},
    {"sla.met", "\x1b[32m"},
    {"conversation.unroutable", "\x1b[31m"},
    {"conversation.abandoned", "\x1b[33m"},
    {"conversation.", "\x1b[36m"},
    {"offer.", "\x1b[34m"},
    {"message.", "\x1b[32m"},
    {"wait.", "\x1b[33m"},
    {"agent.", "\x1b[35m"},
    {"", "\x1b[1m"},
}};

std::string_view colour_of(std::string_view type) {
  return std::ranges::find_if(
             kColours, [type](const Colour& colour) { return type.starts_with(colour.type); })
      ->code;
}

// On one line, in quotes when a blank or a quote is in it.
std::string shown(std::string_view value) {
  std::string text;
  for (const char byte : printable(value)) {
    if (byte == '\n') {
      text += "\\n";
    } else if (byte == '\t') {
      text += "\\t";
    } else {
      if (byte == '"') text += '\\';
      text += byte;
    }
  }
  const bool is_bare = !text.empty() && text.find_first_of(" \"=") == std::string::npos;
  return is_bare ? text : '"' + text + '"';
}

bool is_column(std::string_view name) {
  return name == "type" || name == "conv" || name == "agent" || name == "queue" || name == "at";
}

}  // namespace

void EventLines::add_column(Column& column, const StreamEvent& event, std::string& out) {
  const std::string_view value = event.field(column.field);
  const std::string text = value.empty() ? "-" : printable(value);
  const bool is_coloured = coloured_ && column.field == "type";
  const std::size_t width = columns(text);
  column.width = std::max(column.width, std::min(width, kWidthMax));
  out += "  ";
  if (is_coloured) out += colour_of(text);
  out += text;
  if (is_coloured) out += kPlain;
  out.append(column.width - std::min(width, column.width), ' ');
}

void EventLines::add_field(std::string_view name, std::string_view value, const StreamEvent& event,
                           std::string& out) const {
  out += ' ';
  if (coloured_) out += kFaint;
  out += printable(name);
  out += '=';
  if (coloured_) out += kPlain;
  if (name == "expires" || name == "due") {
    const auto at = base::parse_integer(event.field("at"));
    const auto then = base::parse_integer(value);
    if (at && then) {
      out += (*then < *at ? "" : "+") + span_text({*then - *at});
      return;
    }
  }
  out += shown(value);
}

std::string EventLines::line(const StreamEvent& event) {
  const auto at = base::parse_integer(event.field("at"));
  std::string out = at ? local_time({*at}) : std::string(23, '-');
  for (Column& column : columns_) add_column(column, event, out);
  out += ' ';
  add_field("id", event.id, event, out);
  for (const auto& [name, value] : event.fields) {
    if (!is_column(name)) add_field(name, value, event, out);
  }
  return out;
}

std::string json_line(const StreamEvent& event) {
  nlohmann::ordered_json line;
  line["id"] = event.id;
  for (const auto& [name, value] : event.fields) line[name] = text_json(value);
  return line.dump();
}

}  // namespace stellwerk::cli
