// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/stellwerk/tail/stream_event.h"

namespace stellwerk::cli {

// Writes events as lines: time, type, conversation, agent, queue in columns that grow with what is
// in them, then the other fields as name=value, points in time as distances from the event's own.
class EventLines {
 public:
  explicit EventLines(bool coloured) : coloured_(coloured) {}

  // Without a line end.
  [[nodiscard]] std::string line(const StreamEvent& event);

 private:
  struct Column {
    std::string_view field;
    std::size_t width;
  };

  void add_column(Column& column, const StreamEvent& event, std::string& out);
  void add_field(std::string_view name, std::string_view value, const StreamEvent& event,
                 std::string& out) const;

  bool coloured_;
  Column columns_[4] = {{"type", 24}, {"conv", 8}, {"agent", 8}, {"queue", 8}};
};

// One line of JSON: the id and the fields, as texts.
[[nodiscard]] std::string json_line(const StreamEvent& event);

}  // namespace stellwerk::cli
