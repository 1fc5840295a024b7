// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/record_file.h"

#include <cstdint>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "tools/stellwerk/journal/record_json.h"

namespace stellwerk::cli {

using journal::Fault;
using journal::Problem;

Problem read_record_file(const std::string& path, const journal::Journal::Visit& visit) {
  std::ifstream in(path, std::ios::binary);
  std::map<std::uint32_t, std::uint64_t> last;  // number, by shard
  std::string text;
  RecordLine line;
  for (std::uint64_t number = 1; std::getline(in, text); ++number) {
    const auto wrong = [&path, number](const std::string& what) {
      return Problem{Fault::kDamaged,
                     fmt::format("{}:{}: {}; export the journal again", path, number, what)};
    };
    const std::string complaint = from_json(text, line);
    if (!complaint.empty()) return wrong("the line " + complaint);
    std::uint64_t& before = last[line.shard];
    if (line.record.seq != before + 1) {
      return wrong(fmt::format("record {} of shard {} is missing: record {} comes next", before + 1,
                               line.shard, line.record.seq));
    }
    before = line.record.seq;
    if (!visit(line.record)) return {};
  }
  if (in.eof()) return {};
  return {Fault::kUnavailable, path + " cannot be read; is it there, and may it be read?"};
}

std::string limits_of_record_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  RecordLine line;
  if (!std::getline(in, text) || !from_json(text, line).empty()) return {};
  return line.limits;
}

}  // namespace stellwerk::cli
