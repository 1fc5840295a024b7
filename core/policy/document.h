// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/policy/compile.h"
#include "core/policy/toml.h"

// Reading the tables of a TOML document key by key, with a problem for everything unexpected.
namespace stellwerk::policy {

class Problems {
 public:
  void add(const toml::node& at, std::string key, std::string text);

  [[nodiscard]] std::size_t count() const { return problems_.size(); }

  // By line, in the order of discovery within one.
  [[nodiscard]] std::vector<Problem> sorted();

 private:
  std::vector<Problem> problems_;
};

// One value and where it stands.
struct Place {
  Problems& problems;
  std::string key;  // "queue.wrap_up"
  const toml::node& node;

  void refuse(std::string text) const { problems.add(node, key, std::move(text)); }
};

// A key that a table may have. Without `read` it belongs to a later version.
template <class Target>
struct Key {
  std::string_view name;
  void (*read)(const Place& place, Target& target) = nullptr;
};

// Refuses a key that no version has; names the nearest of `known`.
void refuse_unknown(const Place& place, std::string_view name,
                    std::span<const std::string_view> known);
void refuse_later(const Place& place);

// Reads every key of `table` into `target`.
template <class Target>
void read_table(const toml::table& table, std::string_view path, std::span<const Key<Target>> keys,
                Problems& problems, Target& target) {
  for (const auto& [toml_key, node] : table) {
    const std::string_view name = toml_key.str();
    const Place place{problems, std::string(path) + "." + std::string(name), node};
    const Key<Target>* found = nullptr;
    for (const Key<Target>& key : keys) {
      if (key.name == name) found = &key;
    }
    if (found == nullptr) {
      std::vector<std::string_view> known;
      for (const Key<Target>& key : keys) known.push_back(key.name);
      refuse_unknown(place, name, known);
    } else if (found->read == nullptr) {
      refuse_later(place);
    } else {
      found->read(place, target);
    }
  }
}

// Each answers the value, or refuses it and answers nothing.
[[nodiscard]] std::optional<std::string_view> text_at(const Place& place);
[[nodiscard]] std::optional<std::string> identifier_at(const Place& place);
[[nodiscard]] std::optional<bool> flag_at(const Place& place);
[[nodiscard]] std::optional<std::int64_t> integer_at(const Place& place, std::int64_t least,
                                                     std::int64_t greatest);
// A number from least to greatest, both in thousandths, rounded to one.
[[nodiscard]] std::optional<std::uint32_t> permille_at(const Place& place, std::uint32_t least,
                                                       std::uint32_t greatest);
// "30s", or an integer of milliseconds.
[[nodiscard]] std::optional<base::Duration> duration_at(const Place& place, std::int64_t least_ms);
// The position of the text among `choices`.
[[nodiscard]] std::optional<std::size_t> choice_at(const Place& place,
                                                   std::span<const std::string_view> choices);

// The value in single quotes for a message, shortened.
[[nodiscard]] std::string shown(std::string_view value);

}  // namespace stellwerk::policy
