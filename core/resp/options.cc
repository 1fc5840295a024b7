// SPDX-License-Identifier: Apache-2.0
#include "core/resp/options.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/text.h"

namespace stellwerk::resp {
namespace {

using model::Code;

const Parameter* find_option(std::span<const Parameter> parameters, std::string_view name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.is_positional() || parameter.name.size() != name.size()) continue;
    if (base::equals_ignoring_case(parameter.name, name)) return &parameter;
  }
  return nullptr;
}

bool refuse_option(Reading& reading, std::span<const Parameter> parameters, std::string_view name) {
  std::string known;
  for (const Parameter& parameter : parameters) {
    if (parameter.is_positional()) continue;
    known += known.empty() ? "; use " : ", ";
    known += parameter.name;
  }
  if (known.empty()) known = "; there are none here";
  return reading.refuse(Code::kBadArg, {"unknown option ", shown(name), known});
}

bool read_positional(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (parameter.need == Need::kWord) {
    if (base::equals_ignoring_case(value, parameter.name)) return true;
    return reading.refuse(Code::kBadArg,
                          {"expected ", parameter.name, " instead of ", shown(value)});
  }
  reading.command.mark(parameter.field);
  return parameter.read(reading, parameter, value);
}

}  // namespace

bool read_options(Reading& reading, std::span<const Parameter> parameters,
                  std::span<const std::string_view> arguments) {
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const Parameter* parameter = find_option(parameters, arguments[i]);
    if (parameter == nullptr) return refuse_option(reading, parameters, arguments[i]);
    if (reading.command.has(parameter->field)) {
      return reading.refuse(Code::kBadArg, {parameter->name, ": given twice; give it once"});
    }
    if (i + 1 == arguments.size()) {
      return reading.refuse(Code::kBadArg, {parameter->name, ": needs a value: ", parameter->name,
                                            " ", parameter->hint});
    }
    reading.command.mark(parameter->field);
    if (!parameter->read(reading, *parameter, arguments[i + 1])) return false;
  }
  return true;
}

bool read_parameters(Reading& reading, std::span<const Parameter> parameters,
                     std::span<const std::string_view> arguments) {
  std::size_t at = 0;
  for (const Parameter& parameter : parameters) {
    if (!parameter.is_positional()) break;
    if (at == arguments.size() && parameter.need == Need::kOptionalPositional) break;
    SW_CHECK(at < arguments.size());
    if (!read_positional(reading, parameter, arguments[at++])) return false;
  }
  if (!read_options(reading, parameters, arguments.subspan(at))) return false;
  for (const Parameter& parameter : parameters) {
    if (parameter.need != Need::kRequired || reading.command.has(parameter.field)) continue;
    return reading.refuse(Code::kBadArg,
                          {parameter.name, ": missing; add ", parameter.name, " ", parameter.hint});
  }
  return true;
}

}  // namespace stellwerk::resp
