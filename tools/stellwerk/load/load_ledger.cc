// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_ledger.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr std::size_t kPrefixSize = 8;
constexpr std::size_t kCacheLine = 64;

void append_bulk(std::string& out, std::string_view text) {
  out += fmt::format("${}\r\n{}\r\n", text.size(), text);
}

std::string opening_tail(const sim::LoadDemand& demand) {
  std::string text;
  for (const std::string& argument :
       {std::string("QUEUE"), std::string("load"), std::string("CHANNEL"), std::string("load"),
        std::string("SKILLS"), demand.skills_text(), std::string("DUE"),
        std::to_string(demand.due.ms)}) {
    append_bulk(text, argument);
  }
  return text;
}

}  // namespace

LoadLedger::LoadLedger(const sim::LoadJob& job, std::uint64_t after, std::uint64_t seed)
    : prefix(fmt::format("{:08x}", after & 0xffff'ffffU)), prng(seed) {
  begins.push_back(0);
  for (const sim::LoadDemand& demand : job.demands()) {
    openings += opening_tail(demand);
    begins.push_back(static_cast<std::uint32_t>(openings.size()));
  }
}

std::string_view LoadLedger::draw_opening() {
  const auto opening_of = [this](std::size_t demand) {
    return std::string_view(openings).substr(begins[demand], begins[demand + 1] - begins[demand]);
  };
  const std::string_view drawn = opening_of(next_demand);
  next_demand = prng.below(begins.size() - 1);
  const std::string_view ahead = opening_of(next_demand);
  for (std::size_t at = 0; at < ahead.size(); at += kCacheLine) __builtin_prefetch(&ahead[at]);
  return drawn;
}

LoadLedger::Identifier LoadLedger::identifier(std::uint32_t conv) const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  Identifier text;
  std::copy_n(prefix.begin(), kPrefixSize, text.begin());
  for (std::size_t at = kIdentifierSize; at-- > kPrefixSize; conv >>= 4U) {
    text[at] = kDigits[conv & 0xfU];
  }
  return text;
}

bool LoadLedger::number(std::string_view identifier, std::uint32_t& conv) const {
  if (identifier.size() != kIdentifierSize || !identifier.starts_with(prefix)) return false;
  const char* const begin = identifier.data() + kPrefixSize;
  const char* const end = identifier.data() + kIdentifierSize;
  const auto read = std::from_chars(begin, end, conv, 16);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace stellwerk::cli
