// SPDX-License-Identifier: Apache-2.0
#include "core/resp/command_docs.h"

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/resp/command_table.h"
#include "core/resp/contract_docs.h"

namespace stellwerk::resp {
namespace {

using model::ReplyWriter;

// tidy-allow(version): when the commands came, which no release changes
constexpr std::string_view kSince = "0.1.0";

struct FlagName {
  Flag flag;
  std::string_view name;
};

constexpr std::array kFlagNames = {
    FlagName{Flag::kWrite, "write"}, FlagName{Flag::kReadonly, "readonly"},
    FlagName{Flag::kFast, "fast"},   FlagName{Flag::kBlocking, "blocking"},
    FlagName{Flag::kAdmin, "admin"}, FlagName{Flag::kLoading, "loading"},
    FlagName{Flag::kStale, "stale"}, FlagName{Flag::kNoAuth, "no_auth"}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

void write_flags(const CommandRow& row, ReplyWriter& writer) {
  std::size_t count = 0;
  for (const FlagName& item : kFlagNames) count += row.has(item.flag) ? 1U : 0U;
  writer.array(count);
  for (const FlagName& item : kFlagNames) {
    if (row.has(item.flag)) writer.simple(item.name);
  }
}

// Name, arity, flags, first key, last key, step, categories, tips, key specifications,
// subcommands. No argument is a key: where a command goes is decided by the log-in.
void write_info(const CommandRow& row, ReplyWriter& writer) {
  writer.array(10);
  writer.text(row.name);
  writer.integer(row.arity);
  write_flags(row, writer);
  for (int i = 0; i < 3; ++i) writer.integer(0);
  writer.array(1U +
               static_cast<std::size_t>(std::popcount(static_cast<Roles>(row.roles & kLoggedIn))));
  writer.simple("@" + std::string(row.group));
  for (const Role role : kEveryRole) {
    if ((row.roles & just(role)) != 0) writer.simple("@" + std::string(name(role)));
  }
  for (int i = 0; i < 3; ++i) writer.array(0);
}

void write_entry(ReplyWriter& writer, std::string_view key, std::string_view value) {
  writer.text(key);
  writer.text(value);
}

void write_parameter(const Parameter& parameter, ReplyWriter& writer) {
  const bool is_word = parameter.need == Need::kWord;
  const bool has_token = is_word || !parameter.is_positional();
  const bool is_optional =
      parameter.need == Need::kOptional || parameter.need == Need::kOptionalPositional;
  writer.map(2U + (has_token ? 1U : 0U) + (is_optional ? 1U : 0U));
  write_entry(writer, "name", is_word ? lower(parameter.name) : std::string(parameter.hint));
  write_entry(writer, "type", is_word ? "pure-token" : "string");
  if (has_token) write_entry(writer, "token", parameter.name);
  if (is_optional) {
    writer.text("flags");
    writer.array(1);
    writer.simple("optional");
  }
}

void write_docs(const CommandRow& row, ReplyWriter& writer) {
  writer.text(row.name);
  const bool is_plain = row.parameters.empty();
  const bool has_fields = !row.fields.empty();
  writer.map((is_plain && row.syntax.empty() ? 7U : 8U) + (has_fields ? 1U : 0U));
  write_entry(writer, "summary", row.summary);
  write_entry(writer, "since", kSince);
  write_entry(writer, "group", row.group);
  write_entry(writer, "syntax", syntax_of(row));
  write_entry(writer, "roles", names_of(row.roles));
  writer.text("errors");
  write_words(row.errors, writer);
  write_entry(writer, "reply", row.reply);
  if (has_fields) {
    writer.text("fields");
    write_words(row.fields, writer);
  }
  if (is_plain && row.syntax.empty()) return;
  writer.text("arguments");
  if (is_plain) {
    writer.array(1);
    write_parameter(positional(row.syntax, model::Field::kText, nullptr), writer);
    return;
  }
  writer.array(row.parameters.size());
  for (const Parameter& parameter : row.parameters) write_parameter(parameter, writer);
}

void write_all_info(std::span<const std::string_view> names, ReplyWriter& writer) {
  if (names.empty()) {
    writer.array(command_table().size());
    for (const CommandRow& row : command_table()) write_info(row, writer);
    return;
  }
  writer.array(names.size());
  for (const std::string_view name : names) {
    if (const CommandRow* row = find_command(name)) {
      write_info(*row, writer);
    } else {
      writer.null_array();
    }
  }
}

void write_all_docs(std::span<const std::string_view> names, ReplyWriter& writer) {
  std::vector<const CommandRow*> rows;
  for (const std::string_view name : names) {
    if (const CommandRow* row = find_command(name)) rows.push_back(row);
  }
  if (names.empty()) {
    for (const CommandRow& row : command_table()) rows.push_back(&row);
  }
  writer.map(rows.size());
  for (const CommandRow* row : rows) write_docs(*row, writer);
}

// `*` stands for any text, `?` for any byte; everything else for itself in any case.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = pattern.npos;
  std::size_t star_name = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' ||
                base::equals_ignoring_case(pattern.substr(p, 1), name.substr(n, 1)))) {
      ++p;
      ++n;
    } else if (star != pattern.npos) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void write_list(std::span<const std::string_view> filter, ReplyWriter& writer) {
  const bool is_filtered = filter.size() == 3 && base::equals_ignoring_case(filter[0], "FILTERBY");
  if (!filter.empty() && (!is_filtered || !base::equals_ignoring_case(filter[1], "PATTERN"))) {
    writer.error(model::Code::kBadArg, "COMMAND LIST takes FILTERBY PATTERN pattern");
    return;
  }
  std::vector<const CommandRow*> rows;
  for (const CommandRow& row : command_table()) {
    if (!is_filtered || matches(filter[2], row.name)) rows.push_back(&row);
  }
  writer.array(rows.size());
  for (const CommandRow* row : rows) writer.text(row->name);
}

void write_help(ReplyWriter& writer) {
  static constexpr std::array<std::string_view, 8> kLines = {
      "COMMAND -- describes every command, as INFO does.",
      "COMMAND COUNT -- how many there are.",
      "COMMAND DOCS [name ...] -- summary, syntax, arguments, roles, reply and errors.",
      "COMMAND INFO [name ...] -- arity and flags.",
      "COMMAND LIST [FILTERBY PATTERN pattern] -- the names.",
      "COMMAND ERRORS -- every error code: what it means and what to do.",
      "COMMAND EVENTS -- every event type: its streams and fields.",
      "COMMAND HELP -- this."};
  writer.array(kLines.size());
  for (const std::string_view line : kLines) writer.simple(line);
}

}  // namespace

void write_command_docs(std::span<const std::string_view> arguments, ReplyWriter& writer) {
  if (arguments.size() <= 1) return write_all_info({}, writer);
  const std::string_view which = arguments[1];
  const auto behind = arguments.subspan(2);
  if (base::equals_ignoring_case(which, "COUNT") && behind.empty()) {
    return writer.integer(static_cast<std::int64_t>(command_table().size()));
  }
  if (base::equals_ignoring_case(which, "INFO")) return write_all_info(behind, writer);
  if (base::equals_ignoring_case(which, "DOCS")) return write_all_docs(behind, writer);
  if (base::equals_ignoring_case(which, "LIST")) return write_list(behind, writer);
  if (base::equals_ignoring_case(which, "ERRORS") && behind.empty()) {
    return write_error_docs(writer);
  }
  if (base::equals_ignoring_case(which, "EVENTS") && behind.empty()) {
    return write_event_docs(writer);
  }
  if (base::equals_ignoring_case(which, "HELP") && behind.empty()) return write_help(writer);
  const bool is_keys = base::equals_ignoring_case(which, "GETKEYS");
  writer.error(model::Code::kErr,
               is_keys ? "The command has no key arguments"
                       : "unknown subcommand " + shown(which) + ". Try COMMAND HELP.");
}

}  // namespace stellwerk::resp
