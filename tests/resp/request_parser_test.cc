// SPDX-License-Identifier: Apache-2.0
#include "core/resp/request_parser.h"

#include <algorithm>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::resp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Arguments = std::vector<std::string>;

Arguments copied(const RequestParser& parser) {
  return {parser.arguments().begin(), parser.arguments().end()};
}

std::string framed(const Arguments& arguments) {
  std::string bytes = "*" + std::to_string(arguments.size()) + "\r\n";
  for (const std::string& argument : arguments) {
    bytes += "$" + std::to_string(argument.size()) + "\r\n" + argument + "\r\n";
  }
  return bytes;
}

// Everything the bytes hold, each step in memory of exactly the size that is left.
struct Outcome {
  std::vector<Arguments> requests;
  std::string error;
  std::size_t left = 0;
};

Outcome parse_all(std::string_view bytes, const RequestLimits& limits = {}) {
  RequestParser parser(limits);
  Outcome outcome;
  for (;;) {
    const auto exact = std::make_unique<char[]>(bytes.size());
    std::ranges::copy(bytes, exact.get());
    const ParseStatus status = parser.parse({exact.get(), bytes.size()});
    EXPECT_LE(parser.consumed(), bytes.size());
    if (status == ParseStatus::kMalformed) {
      outcome.error = parser.error();
      return outcome;
    }
    if (status == ParseStatus::kRequest) outcome.requests.push_back(copied(parser));
    bytes.remove_prefix(parser.consumed());
    outcome.left = bytes.size();
    if (status == ParseStatus::kNeedMore) return outcome;
  }
}

TEST(RequestParser, ReadsArraysAndInlineCommandsInOneBuffer) {
  const Outcome outcome = parse_all(framed({"CONV.OPEN", "c1", "QUEUE", "billing"}) + "PING\r\n" +
                                    framed({"ECHO", std::string("a\r\n\0b", 5)}) +
                                    "ECHO \"two words\"\n" + framed({""}));
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.left, 0U);
  EXPECT_THAT(outcome.requests,
              ElementsAre(Arguments{"CONV.OPEN", "c1", "QUEUE", "billing"}, Arguments{"PING"},
                          Arguments{"ECHO", std::string("a\r\n\0b", 5)},
                          Arguments{"ECHO", "two words"}, Arguments{""}));
}

TEST(RequestParser, SkipsEmptyRequests) {
  const Outcome outcome = parse_all("*0\r\n\r\n*-1\r\n   \r\n\n*0\r\nPING\r\n*0\r\n");
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.requests, ElementsAre(Arguments{"PING"}));
  EXPECT_EQ(outcome.left, 0U);
}

TEST(RequestParser, ViewsPointIntoTheBytes) {
  const std::string bytes = framed({"ECHO", "hello"});
  RequestParser parser({});
  ASSERT_EQ(parser.parse(bytes), ParseStatus::kRequest);
  EXPECT_EQ(parser.arguments()[1].data(), bytes.data() + bytes.find("hello"));
  EXPECT_EQ(parser.consumed(), bytes.size());
}

TEST(RequestParser, EveryStrictPrefixNeedsMoreAndConsumesNothing) {
  for (const std::string& bytes :
       {framed({"CONV.OPEN", "c1", "QUEUE", "billing", "SKILLS", "de>=3"}), framed({"", "", ""}),
        std::string("ECHO \"a b\" 'c'\r\n")}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      RequestParser parser({});
      EXPECT_EQ(parser.parse(std::string_view(bytes).substr(0, size)), ParseStatus::kNeedMore);
      EXPECT_EQ(parser.consumed(), 0U);
      EXPECT_GE(parser.missing(), 1U);
      EXPECT_LE(parser.missing(), bytes.size() - size) << bytes << " at " << size;
      ASSERT_EQ(parser.parse(bytes), ParseStatus::kRequest);
      EXPECT_EQ(parser.consumed(), bytes.size());
    }
  }
}

TEST(RequestParser, GoesOnAfterEveryByteInMovedMemory) {
  const std::vector<Arguments> requests = {
      {"MSG.IN", "c1", "m1", std::string(300, 'p')}, {"PING"}, {"XLEN", "events"}};
  std::string bytes = "*0\r\n" + framed(requests[0]) + "\r\n" + "PING\r\n" + framed(requests[2]);
  RequestParser parser({});
  std::vector<Arguments> found;
  std::string held;
  for (const char byte : bytes) {
    std::string moved = held + byte;
    const ParseStatus status = parser.parse(moved);
    ASSERT_NE(status, ParseStatus::kMalformed);
    if (status == ParseStatus::kRequest) found.push_back(copied(parser));
    held = moved.substr(parser.consumed());
  }
  EXPECT_EQ(found, requests);
  EXPECT_EQ(held, "");
}

TEST(RequestParser, SaysHowMuchOfALongArgumentIsMissing) {
  RequestParser parser({});
  ASSERT_EQ(parser.parse("*2\r\n$4\r\nECHO\r\n$1000\r\nabc"), ParseStatus::kNeedMore);
  EXPECT_EQ(parser.missing(), 999U);
}

struct MalformedCase {
  std::string bytes;
  std::string error;
};

TEST(RequestParser, RefusesWhatIsMalformedAtOnce) {
  const std::vector<MalformedCase> cases = {
      {"*1025", "invalid multibulk length, at most 1024"},
      {"*99999999999999999999", "invalid multibulk length, at most 1024"},
      {"*x", "invalid multibulk length"},
      {"*\r", "invalid multibulk length"},
      {"*-\r", "invalid multibulk length"},
      {"*1x", "invalid multibulk length"},
      {"*1\rx", "invalid multibulk length"},
      {"*00000000000000000000001\r\n", "invalid multibulk length"},
      {"*1\r\nPING", "expected '$', got 'P'"},
      {"*1\r\n\x01", "expected '$', got '\\x01'"},
      {"*1\r\n$-1\r\n", "invalid bulk length"},
      {"*1\r\n$1048577", "invalid bulk length, at most 1048576"},
      {"*1\r\n$9223372036854775807", "invalid bulk length, at most 1048576"},
      {"*1\r\n$4\r\nPINGxx", "expected CRLF behind a bulk string of 4 bytes"},
      {"*3\r\n$1\r\na\r\n$1048576\r\n" + std::string(1048576, 'x') + "\r\n$1048576\r\n",
       "too big request, at most 2097152 bytes"},
      {std::string(65537, 'x'), "too big inline request, at most 65536 bytes"},
      {"ECHO \"a\r\n", "unbalanced quotes in request"},
      {"\x16\x03\x01", "expected '*' or a command, got '\\x16'"},
      {"POST / HTTP/1.1\r\n", "this is not an HTTP port"},
      {"GET / HTTP/1.1\r\n", "this is not an HTTP port"},
      {"host: localhost:7411\r\n", "this is not an HTTP port"},
  };
  for (const MalformedCase& item : cases) {
    const std::string shown = item.bytes.substr(0, 40);
    EXPECT_EQ(parse_all(item.bytes).error, "Protocol error: " + item.error) << shown;
  }
}

TEST(RequestParser, TakesWhatJustFitsTheLimits) {
  RequestLimits limits;
  limits.arguments_max = 3;
  limits.argument_size_max = 5;
  limits.inline_size_max = 8;
  limits.request_size_max = framed({"12345", "12345", "12345"}).size();
  EXPECT_EQ(parse_all(framed({"12345", "12345", "12345"}), limits).requests.size(), 1U);
  EXPECT_EQ(parse_all("a b c   \n", limits).requests.size(), 1U);
  EXPECT_THAT(parse_all("a b c    \n", limits).error, HasSubstr("too big inline"));
  EXPECT_THAT(parse_all("a b c d\n", limits).error, HasSubstr("too many inline arguments"));
}

TEST(RequestParser, StaysMalformed) {
  RequestParser parser({});
  ASSERT_EQ(parser.parse("*x"), ParseStatus::kMalformed);
  EXPECT_EQ(parser.parse("PING\r\n"), ParseStatus::kMalformed);
  EXPECT_EQ(parser.consumed(), 0U);
}

std::string draw_frame(base::Prng& prng) {
  if (prng.chance(1, 8)) return "XRANGE events - + COUNT \"10\"\r\n";
  Arguments arguments(1 + prng.below(6));
  for (std::string& argument : arguments) {
    argument.resize(prng.below(12));
    for (char& c : argument) c = static_cast<char>(prng.below(256));
  }
  return framed(arguments);
}

std::string mutate_once(std::string bytes, base::Prng& prng) {
  static constexpr std::string_view kTelling = "*$\r\n0123456789-\"'";
  const auto at = static_cast<std::size_t>(prng.below(bytes.size()));
  const char byte = prng.chance(1, 2)
                        ? kTelling[static_cast<std::size_t>(prng.below(kTelling.size()))]
                        : static_cast<char>(prng.below(256));
  switch (prng.below(3)) {
    case 0:
      bytes[at] = byte;
      break;
    case 1:
      bytes.insert(at, 1, byte);
      break;
    default:
      bytes.erase(at, 1);
  }
  return bytes;
}

// Whole and cut anywhere: the same requests and the same verdict.
TEST(RequestParser, AMillionMutatedFramesParseAlikeInOnePieceAndInTwo) {
  constexpr std::uint64_t kSeed = 4711;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  std::uint64_t requests = 0;
  std::uint64_t malformed = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string mutated = mutate_once(draw_frame(prng), prng);
    const auto exact = std::make_unique<char[]>(mutated.size());
    std::ranges::copy(mutated, exact.get());
    const std::string_view bytes(exact.get(), mutated.size());
    RequestParser whole({});
    std::size_t consumed = 0;
    std::uint64_t before = requests;
    ParseStatus verdict = ParseStatus::kRequest;
    while (verdict == ParseStatus::kRequest) {
      verdict = whole.parse(bytes.substr(consumed));
      consumed += whole.consumed();
      ASSERT_LE(consumed, bytes.size());
      if (verdict == ParseStatus::kRequest) ++requests;
    }
    if (verdict == ParseStatus::kMalformed) ++malformed;

    RequestParser pieces({});
    const auto cut = static_cast<std::size_t>(prng.below(bytes.size() + 1));
    std::size_t at = 0;
    ParseStatus status = ParseStatus::kRequest;
    for (const std::size_t end : {cut, bytes.size()}) {
      do {
        status = pieces.parse(bytes.substr(at, end - at));
        at += pieces.consumed();
        if (status == ParseStatus::kRequest) ++before;
      } while (status == ParseStatus::kRequest);
    }
    ASSERT_EQ(before, requests) << testing::PrintToString(bytes);
    ASSERT_EQ(status, verdict) << testing::PrintToString(bytes);
    ASSERT_EQ(at, consumed) << testing::PrintToString(bytes);
  }
  EXPECT_GT(requests, 100'000U);
  EXPECT_GT(malformed, 100'000U);
}

}  // namespace
}  // namespace stellwerk::resp
