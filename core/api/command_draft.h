// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/commands.h>
#include <stellwerk/options.h>
#include <stellwerk/status.h>

#include "core/model/command.h"

namespace stellwerk::api {

// A command on its way from an embedder's arguments to what the engine sees: checks each argument
// and keeps the first that is wrong. Views into the arguments.
// Thread safety: none; belongs to a producer.
class CommandDraft {
 public:
  explicit CommandDraft(const Limits& limits) : limits_(limits) {}

  // Forgets everything and begins anew.
  void begin(model::CommandKind kind);

  using TextMember = std::string_view model::Command::*;

  // An identifier that must be there, or may be empty for "not given".
  void identifier(std::string_view argument, std::string_view value, model::Field field,
                  TextMember member);
  void optional_identifier(std::string_view argument, std::string_view value, model::Field field,
                           TextMember member);
  // 1 to 512 bytes of anything.
  void free_text(std::string_view argument, std::string_view value, model::Field field,
                 TextMember member);
  void optional_free_text(std::string_view argument, std::string_view value, model::Field field,
                          TextMember member);
  void payload(std::string_view value);

  void number(std::string_view argument, std::optional<std::uint32_t> value, std::uint32_t least,
              std::uint32_t greatest, model::Field field, std::uint32_t model::Command::*member);
  void duration(std::string_view argument, std::optional<std::int64_t> ms, std::int64_t least,
                model::Field field, base::Duration model::Command::*member);
  void at(std::optional<std::int64_t> ms);

  void skills(const Skills& skills, std::uint32_t entries_max);
  void channels(const std::vector<ChannelMaximum>& channels);
  void queues(const std::vector<QueueId>& queues);
  void prefer(const std::vector<std::string>& skills);
  // As the wire has them: "key=value,...".
  void attributes(std::string_view argument, const std::vector<Attribute>& attributes,
                  model::Field field, TextMember member);

  void opening(const Opening& opening);
  void guard(const Guard& guard);

  void refuse(Code code, std::string text);

  [[nodiscard]] model::Command& command() { return command_; }
  [[nodiscard]] bool ok() const { return problem_.ok(); }
  [[nodiscard]] const Status& problem() const { return problem_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  void set(model::Field field, TextMember member, std::string_view value);
  bool list_entry(std::string_view argument, std::string_view name, std::uint64_t value,
                  std::uint64_t least, std::uint64_t greatest, std::vector<model::Term>& terms);

  const Limits& limits_;
  model::Command command_;
  Status problem_;
  std::vector<model::Term> skills_, channels_, queues_, prefer_;
  std::string attributes_;
};

}  // namespace stellwerk::api
