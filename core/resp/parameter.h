// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/code.h"
#include "core/model/command.h"

// How the arguments of a request become the fields of a command.
namespace stellwerk::resp {

// The sizes that a request is judged by before it goes anywhere. The defaults are the engine's.
struct ArgumentLimits {
  std::uint32_t agent_skills_max = 32;
  std::uint32_t requirement_skills_max = 4;
  std::uint32_t agent_channels_max = 32;
  std::uint32_t agent_queues_max = 256;
  std::uint32_t attributes_max = 32;            // entries of ATTRS and of LABELS
  std::uint32_t attributes_size_max = 4'096;    // bytes of the whole list
  std::uint32_t payload_size_max = 64U << 10U;  // above: TOOBIG
  std::uint32_t page_size_max = 10'000;         // COUNT of a list
};

inline constexpr std::uint32_t kCapacityMax = 1'000'000;
inline constexpr std::size_t kFreeTextSizeMax = 512;

// Why a request is not a command.
struct Refusal {
  model::Code code = model::Code::kOk;
  std::string text;
};

// The lists that a command's views point into.
struct TermLists {
  std::vector<model::Term> skills, channels, queues, prefer, streams;
};

// One request on its way into a command.
struct Reading {
  const ArgumentLimits& limits;
  model::Command& command;
  TermLists& lists;
  Refusal& refusal;

  // Keeps the joined text as the refusal. Always false.
  bool refuse(model::Code code, std::initializer_list<std::string_view> text);
};

enum class Need : std::uint8_t {
  kWord,                // the name itself, in its place
  kPositional,          // a value in its place
  kOptionalPositional,  // the last value, which may be left out
  kRequired,            // NAME value, in any order
  kOptional,            // NAME value, in any order, may be left out
};

// One thing a command can be given.
struct Parameter {
  using Read = bool (*)(Reading&, const Parameter&, std::string_view value);

  std::string_view name;
  std::string_view hint;  // what its value is, for people
  Need need = Need::kOptional;
  model::Field field = model::Field::kText;
  Read read = nullptr;

  [[nodiscard]] constexpr bool is_positional() const { return need <= Need::kOptionalPositional; }
};

constexpr Parameter word(std::string_view name) {
  return {name, name, Need::kWord, model::Field::kText, nullptr};
}

constexpr Parameter positional(std::string_view name, model::Field field, Parameter::Read read,
                               std::string_view hint = {}) {
  return {name, hint.empty() ? name : hint, Need::kPositional, field, read};
}

constexpr Parameter required(std::string_view name, std::string_view hint, model::Field field,
                             Parameter::Read read) {
  return {name, hint, Need::kRequired, field, read};
}

constexpr Parameter option(std::string_view name, std::string_view hint, model::Field field,
                           Parameter::Read read) {
  return {name, hint, Need::kOptional, field, read};
}

// A caller's text in single quotes for a message: cut at 64 bytes, control bytes as '?'.
[[nodiscard]] std::string shown(std::string_view value);

}  // namespace stellwerk::resp
