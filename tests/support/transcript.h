// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/model/reply.h"

namespace stellwerk::testing_support {

// Writes answers as one line of text: [a, b], {key: value}, 'text', +status, 7, null, nil-array,
// !CODE text. Checks that what was opened is filled.
class Transcript final : public model::ReplyWriter {
 public:
  explicit Transcript(std::string& out) : out_(&out) {}

  void map(std::size_t pairs) override { open('{', '}', 2 * pairs); }
  void array(std::size_t items) override { open('[', ']', items); }
  void text(std::string_view value) override { item("'" + std::string(value) + "'"); }
  void simple(std::string_view value) override { item("+" + std::string(value)); }
  void integer(std::int64_t value) override { item(std::to_string(value)); }
  void real(double value) override { item(std::to_string(value)); }
  void null() override { item("null"); }
  void null_array() override { item("nil-array"); }
  void error(model::Code code, std::string_view text) override {
    item("!" + std::string(model::name(code)) + " " + std::string(text));
  }

  // One whole value has been written.
  [[nodiscard]] bool complete() const { return open_.empty() && values_ == 1; }

 private:
  struct Level {
    char close;
    std::size_t left;
    std::size_t size;
  };

  void separate() {
    if (open_.empty()) {
      ++values_;
      return;
    }
    Level& level = open_.back();
    SW_CHECK(level.left > 0);
    const std::size_t written = level.size - level.left;
    if (written > 0) *out_ += level.close == '}' && written % 2 == 1 ? ": " : ", ";
    --level.left;
  }
  void close_full() {
    while (!open_.empty() && open_.back().left == 0) {
      *out_ += open_.back().close;
      open_.pop_back();
    }
  }
  void open(char begin, char end, std::size_t size) {
    separate();
    *out_ += begin;
    open_.push_back({end, size, size});
    close_full();
  }
  void item(const std::string& value) {
    separate();
    *out_ += value;
    close_full();
  }

  std::string* out_;
  std::vector<Level> open_;
  int values_ = 0;
};

}  // namespace stellwerk::testing_support
