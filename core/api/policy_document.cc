// SPDX-License-Identifier: Apache-2.0
#include "core/api/policy_document.h"

#include <utility>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"

namespace stellwerk::api {

PolicyDocument read_policy(std::string_view toml, base::Instant now) {
  policy::Compiled compiled = policy::compile(toml, now);
  PolicyDocument document;
  for (policy::Problem& problem : compiled.problems) {
    document.problems.push_back({problem.line, std::move(problem.key), std::move(problem.text)});
  }
  if (document.problems.empty()) model::encode(compiled.policy, document.compiled);
  return document;
}

Status policy_status(const std::vector<PolicyProblem>& problems) {
  SW_CHECK(!problems.empty());
  const PolicyProblem& first = problems.front();
  std::string text = "policy: " + policy::described({first.line, first.key, first.text});
  if (problems.size() > 1) text += " (and " + std::to_string(problems.size() - 1) + " more)";
  return {Code::kBadArg, std::move(text)};
}

void put_policy(model::Command& command, std::string_view toml, const PolicyDocument& document) {
  SW_CHECK(document.problems.empty());
  command.text = toml;
  command.mark(model::Field::kText);
  command.payload = document.compiled;
  command.mark(model::Field::kPayload);
}

}  // namespace stellwerk::api
