// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/model/codec.h"
#include "core/resp/command_reader.h"
#include "core/resp/reply_writers.h"
#include "core/resp/request_parser.h"
#include "tests/fuzz/target.h"

// Bytes of a connection: the requests in them and what becomes of each. The first byte chooses the
// limits and seeds how the bytes arrive; the rest is what arrives.

namespace stellwerk::fuzz {
namespace {

using resp::ParseStatus;
using Request = std::vector<std::string>;

struct Parsed {
  std::vector<Request> requests;
  std::size_t consumed = 0;
  bool malformed = false;
  std::string error;

  friend bool operator==(const Parsed&, const Parsed&) = default;
};

resp::RequestLimits limits_of(std::uint8_t choice) {
  if (choice % 2 == 0) return {};
  return {
      .arguments_max = 6, .argument_size_max = 120, .request_size_max = 200, .inline_size_max = 40};
}

// What a parser makes of the bytes when `arrives` says how many more of them are there each time.
template <class Arrives>
Parsed parsed(std::string_view bytes, const resp::RequestLimits& limits, Arrives arrives) {
  resp::RequestParser parser(limits);
  Parsed found;
  std::size_t here = 0;
  std::size_t least = 0;  // no request can be whole before so many bytes are there
  while (true) {
    const Exact window(bytes.substr(found.consumed, here - found.consumed));
    const ParseStatus status = parser.parse(window.view());
    SW_CHECK(parser.consumed() <= window.view().size());
    found.consumed += parser.consumed();
    if (status == ParseStatus::kMalformed) {
      found.malformed = true;
      found.error = parser.error();
      SW_CHECK(found.error.starts_with("Protocol error: "));
      return found;
    }
    if (status == ParseStatus::kRequest) {
      SW_CHECK(!parser.arguments().empty() && parser.arguments().size() <= limits.arguments_max);
      SW_CHECK(here >= least && parser.consumed() > 0);
      Request& request = found.requests.emplace_back();
      for (const std::string_view argument : parser.arguments()) request.emplace_back(argument);
      continue;
    }
    SW_CHECK(parser.missing() > 0);
    least = here + parser.missing();
    if (here == bytes.size()) return found;
    here += arrives(bytes.size() - here);
  }
}

Parsed parsed_whole(std::string_view bytes, const resp::RequestLimits& limits) {
  return parsed(bytes, limits, [](std::size_t rest) { return rest; });
}

// As one array of bulk strings it must come out as it went in.
void check_round_trip(const Request& request) {
  std::string bytes;
  resp::Resp2Writer writer(bytes);
  writer.array(request.size());
  for (const std::string& argument : request) writer.text(argument);
  const Parsed again = parsed_whole(bytes, {});
  SW_CHECK(!again.malformed && again.consumed == bytes.size());
  SW_CHECK(again.requests.size() == 1 && again.requests.front() == request);
}

// What a reader answers, as bytes to compare: of a command its encoding, of a refusal its reply.
std::string answer_of(resp::CommandReader& reader, const Request& request) {
  const std::vector<std::string_view> arguments(request.begin(), request.end());
  const resp::ReadStatus status = reader.read(arguments);
  std::string answer(1, static_cast<char>(status));
  if (status == resp::ReadStatus::kCommand) {
    SW_CHECK(reader.row() != nullptr && reader.row()->kind == reader.command().kind);
    model::encode(reader.command(), answer);
  } else if (status == resp::ReadStatus::kRefused) {
    SW_CHECK(reader.refusal().code != model::Code::kOk && !reader.refusal().text.empty());
    resp::Resp2Writer writer(answer);
    writer.error(reader.refusal().code, reader.refusal().text);
    SW_CHECK(answer.find_first_of("\r\n") == answer.size() - 2 && answer.ends_with("\r\n"));
  } else {
    SW_CHECK(reader.row() != nullptr);
  }
  return answer;
}

void check_command(resp::CommandReader& used, const Request& request) {
  resp::CommandReader fresh({});
  const std::string answer = answer_of(fresh, request);
  SW_CHECK(answer_of(used, request) == answer);
  if (answer[0] != static_cast<char>(resp::ReadStatus::kCommand)) return;
  const Exact encoded(std::string_view(answer).substr(1));
  model::CommandDecoder decoder;
  const model::Command* const command = decoder.decode(encoded.view());
  SW_CHECK_MSG(command != nullptr, "what the reader makes cannot be sent to a shard");
  std::string again;
  model::encode(*command, again);
  SW_CHECK(again == encoded.view());
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  const std::uint8_t choice = draws.byte();
  const std::string_view bytes = draws.rest();
  const resp::RequestLimits limits = limits_of(choice);
  const Parsed whole = parsed_whole(bytes, limits);

  base::Prng prng(choice);
  const Parsed in_pieces = parsed(bytes, limits, [&prng](std::size_t rest) {
    const std::size_t most = prng.chance(1, 4) ? 64 : 3;
    return std::min(rest, static_cast<std::size_t>(prng.below(most)) + 1);
  });
  // Which mistake is seen first may depend on what is there already; what came before may not.
  SW_CHECK(in_pieces.requests == whole.requests && in_pieces.consumed == whole.consumed);
  SW_CHECK(in_pieces == whole);

  resp::CommandReader reader({});
  for (const Request& request : whole.requests) {
    check_round_trip(request);
    check_command(reader, request);
  }
}

}  // namespace stellwerk::fuzz
