// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/policy_talk.h"

#include <array>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

#include "tools/stellwerk/client/print.h"

namespace stellwerk::cli {
namespace {

std::vector<policy::Problem> problems_of(const Value& report) {
  std::vector<policy::Problem> problems;
  const Value* errors = report.find("errors");
  if (errors == nullptr) return problems;
  for (const Value& error : errors->items) {
    policy::Problem& problem = problems.emplace_back();
    if (const Value* line = error.find("line")) {
      problem.line = static_cast<std::uint32_t>(line->as_integer());
    }
    if (const Value* key = error.find("key")) problem.key = key->text;
    if (const Value* text = error.find("text")) problem.text = text->text;
  }
  return problems;
}

}  // namespace

int policy_trouble(const std::string& why) {
  std::cerr << "stellwerk policy: " << why << '\n';
  return kPolicyTrouble;
}

std::optional<std::string> read_document(const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file, std::ios::binary);
  std::istream& stream = file == "-" ? std::cin : opened;
  std::string text;
  std::array<char, 4'096> piece{};
  while (stream) {
    stream.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return stream.eof() && !stream.bad() ? std::optional(std::move(text)) : std::nullopt;
}

int unreadable_document(const std::string& file) { return policy_trouble("cannot read " + file); }

void print_problem(const std::string& file, const policy::Problem& problem) {
  std::cerr << file;
  if (problem.line > 0) std::cerr << ':' << problem.line;  // 0: of no line in particular
  std::cerr << ": ";
  if (!problem.key.empty()) std::cerr << printable(problem.key) << ": ";
  std::cerr << printable(problem.text) << '\n';
}

bool print_report(const std::string& file, const Value& report) {
  for (const policy::Problem& problem : problems_of(report)) print_problem(file, problem);
  if (const Value* warnings = report.find("warnings")) {
    for (const Value& warning : warnings->items) {
      std::cerr << file << ": warning: " << printable(warning.text) << '\n';
    }
  }
  const Value* ok = report.find("ok");
  return ok != nullptr && ok->as_integer() == 1;
}

PolicyAnswer ask_for_policy(Connection& connection, const Request& request) {
  auto reply = connection.call(request);
  if (!reply) return {{}, policy_trouble(connection.failure())};
  if (!reply->is_error()) return {std::move(*reply), 0};
  std::cerr << "stellwerk policy: " << printable(reply->text) << '\n';
  return {{}, kPolicyRefused};
}

}  // namespace stellwerk::cli
