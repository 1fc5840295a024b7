// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/event.h"
#include "core/model/reply.h"

namespace stellwerk::tests {

// What an engine said, taken apart into names and texts, so that a table can pick what it states.
// Absent parts have no field.
struct Fields {
  std::string
      head;  // event: its type. Reply: "OK", "-CODE", an integer, the state, or "" for a map
  std::vector<std::pair<std::string, std::string>> values;

  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, std::int64_t value);
  // Null when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  // Whether some field has this value.
  [[nodiscard]] bool has_value(std::string_view value) const;
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Fields&, const Fields&) = default;
};

[[nodiscard]] Fields fields_of(const model::Event& event);
[[nodiscard]] Fields fields_of(const model::Reply& reply);

// Takes the answer to a reading command apart. A nested value has a path, "billing.waiting" or
// "1.0.agent", and stands once more as a whole, "skills" = "billing=5,de=3"; "1.#" counts an array.
class FieldsWriter final : public model::ReplyWriter {
 public:
  void map(std::size_t pairs) override;
  void array(std::size_t items) override;
  void text(std::string_view value) override;
  void simple(std::string_view value) override;
  void integer(std::int64_t value) override;
  void real(double value) override;
  void null() override;
  void null_array() override;
  void error(model::Code code, std::string_view text) override;

  // REQUIRES: one whole answer was written.
  [[nodiscard]] Fields finish() const;

 private:
  struct Level {
    bool is_map = false;
    std::size_t left = 0;  // values still to come; keys do not count
    std::size_t index = 0;
    std::string path;
    std::string whole;
    std::string key;  // map: of the value to come
    bool has_key = false;
  };

  void open(bool is_map, std::size_t items);
  void value(const std::string& text, bool present);
  void close_finished();
  [[nodiscard]] std::string next_path();

  std::vector<Level> levels_;
  Fields fields_;
  bool done_ = false;
};

}  // namespace stellwerk::tests
