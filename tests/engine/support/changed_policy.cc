// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/changed_policy.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/codec.h"
#include "tests/engine/support/fields.h"
#include "tests/engine/support/policy_lines.h"

namespace stellwerk::tests {

std::string policy_in_force(const engine::Engine& engine) {
  const CommandLine ask({"POLICY.GET"}, {});
  FieldsWriter writer;
  engine.query(ask.command(), writer);
  const Fields reply = writer.finish();
  const std::string* toml = reply.find("toml");
  return toml == nullptr ? std::string() : *toml;
}

std::string changed_policy(const engine::Engine& engine, std::string_view routing,
                           bool drop_skills) {
  const std::string before = policy_in_force(engine);
  std::string text;
  for (std::string_view rest = before; !rest.empty();) {
    const std::vector<std::string> words = split_words(base::next_item(rest, '\n'));
    if (words.empty()) continue;
    if (words[0] == "routing") {
      text.append("routing ").append(routing);
    } else {
      for (const std::string& word : words) {
        if (drop_skills && word.starts_with("skills=")) continue;
        text.append(word).append(" ");
      }
    }
    text += '\n';
  }
  return text;
}

CommandLine& with_lines(CommandLine& line, std::string_view lines) {
  PolicyLines document;
  for (std::string_view rest = lines; !rest.empty();) {
    const std::vector<std::string> words = split_words(base::next_item(rest, '\n'));
    if (words.empty()) continue;
    const std::string error = document.add(words);
    SW_CHECK_MSG(error.empty(), error.c_str());
  }
  std::string payload;
  model::encode(document.policy(), payload);
  line.attach_policy(std::string(lines), payload);
  return line;
}

}  // namespace stellwerk::tests
