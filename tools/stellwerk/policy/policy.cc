// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/policy.h"

#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

#include "core/policy/compile.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"
#include "tools/stellwerk/policy/trial_text.h"
#include "tools/stellwerk/policy/unified_diff.h"

namespace stellwerk::cli {
namespace {

constexpr int kRefused = 1;
constexpr int kDifferent = 1;
constexpr int kTrouble = 2;

int trouble(const std::string& why) {
  std::cerr << "stellwerk policy: " << why << '\n';
  return kTrouble;
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

int unreadable(const std::string& file) { return trouble("cannot read " + file); }

void print_problem(const std::string& file, const policy::Problem& problem) {
  std::cerr << file;
  if (problem.line > 0) std::cerr << ':' << problem.line;  // 0: of no line in particular
  std::cerr << ": ";
  if (!problem.key.empty()) std::cerr << printable(problem.key) << ": ";
  std::cerr << printable(problem.text) << '\n';
}

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

// Prints what POLICY.CHECK found; whether the document may be applied.
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

// The reply, or the exit code that the lack of one comes to.
struct Answer {
  Value reply;
  int code = 0;
};

Answer ask(Connection& connection, const Request& request) {
  auto reply = connection.call(request);
  if (!reply) return {{}, trouble(connection.failure())};
  if (!reply->is_error()) return {std::move(*reply), 0};
  std::cerr << "stellwerk policy: " << printable(reply->text) << '\n';
  return {{}, kRefused};
}

base::Instant wall_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

int check_offline(const PolicyOptions& options, const std::string& text) {
  const policy::Compiled compiled = policy::compile(text, wall_now());
  for (const policy::Problem& problem : compiled.problems) print_problem(options.file, problem);
  if (!compiled.ok()) return kRefused;
  std::cout << options.file << ": ok\n";
  return 0;
}

}  // namespace

int run_policy_check(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable(options.file);
  if (options.offline) return check_offline(options, *text);
  Connection connection = open_session(options.daemon);
  Request request{"POLICY.CHECK", *text};
  if (options.against_live) request.option("AGAINST", "live");
  const Answer answer = ask(connection, request);
  if (answer.code != 0) return answer.code;
  const bool good = print_report(options.file, answer.reply);
  const Value* live = answer.reply.find("live");
  if (options.json && live != nullptr) {
    std::cout << to_json(*live).dump(2) << '\n';
    return good ? 0 : kRefused;
  }
  if (!good) return kRefused;
  if (live != nullptr) std::cout << trial_text(*live);
  std::cout << options.file << ": ok\n";
  return 0;
}

int run_policy_apply(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable(options.file);
  Connection connection = open_session(options.daemon);
  // POLICY.APPLY names one mistake only, this all of them.
  const Answer checked = ask(connection, {"POLICY.CHECK", *text});
  if (checked.code != 0) return checked.code;
  if (!print_report(options.file, checked.reply)) return kRefused;
  Request request{"POLICY.APPLY", *text};
  if (options.version) request.option("IF", *options.version);
  const Answer applied = ask(connection, request);
  if (applied.code == 0) print(applied.reply, std::cout);
  return applied.code;
}

int run_policy_get(const PolicyOptions& options) {
  Connection connection = open_session(options.daemon);
  const Answer answer = ask(connection, {"POLICY.GET"});
  if (answer.code != 0) return answer.code;
  if (options.json) {
    std::cout << to_json(answer.reply).dump(2) << '\n';
    return 0;
  }
  const Value* version = answer.reply.find("version");
  if (version == nullptr || version->as_integer() == 0) {
    std::cerr << "stellwerk policy: there is no policy yet; give it one with 'policy apply'\n";
    return 0;
  }
  if (const Value* toml = answer.reply.find("toml")) std::cout << toml->text;
  return 0;
}

int run_policy_diff(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable(options.file);
  Connection connection = open_session(options.daemon);
  const Answer answer = ask(connection, {"POLICY.GET"});
  if (answer.code != 0) return kTrouble;
  const Value* toml = answer.reply.find("toml");
  const Value* version = answer.reply.find("version");
  if (toml == nullptr || version == nullptr) {
    return trouble("the answer to POLICY.GET has no version and toml");
  }
  const std::string in_force = "policy version " + std::to_string(version->as_integer());
  const std::string difference = unified_diff({in_force, toml->text}, {options.file, *text});
  std::cout << difference;
  return difference.empty() ? 0 : kDifferent;
}

}  // namespace stellwerk::cli
