// SPDX-License-Identifier: Apache-2.0
// What one command costs on its way through the protocol: parsed, read, encoded, decoded, answered.
#include <cstdint>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/resp/command_reader.h"
#include "core/resp/reply_writers.h"
#include "core/resp/request_parser.h"

namespace stellwerk {
namespace {

std::string framed(std::initializer_list<std::string_view> arguments) {
  std::string bytes = "*" + std::to_string(arguments.size()) + "\r\n";
  for (const std::string_view argument : arguments) {
    bytes += "$" + std::to_string(argument.size()) + "\r\n" + std::string(argument) + "\r\n";
  }
  return bytes;
}

const std::string& accept_request() {
  static const std::string bytes = framed({"CONV.ACCEPT", "c-12345678", "o42", "IF", "1"});
  return bytes;
}

const std::string& open_request() {
  static const std::string bytes = framed({"CONV.OPEN", "c-12345678", "QUEUE", "billing", "CHANNEL",
                                           "chat", "SKILLS", "billing>=3,de", "PRIORITY", "3"});
  return bytes;
}

// The arguments, and the command read from them.
struct ReadOnce {
  explicit ReadOnce(const std::string& bytes) : parser({}), reader({}) {
    SW_CHECK(parser.parse(bytes) == resp::ParseStatus::kRequest);
    SW_CHECK(reader.read(parser.arguments()) == resp::ReadStatus::kCommand);
  }
  resp::RequestParser parser;
  resp::CommandReader reader;
};

void BM_ParseFiveArguments(benchmark::State& state) {
  resp::RequestParser parser({});
  for (auto _ : state) {
    SW_CHECK(parser.parse(accept_request()) == resp::ParseStatus::kRequest);
    benchmark::DoNotOptimize(parser.arguments().data());
  }
}
BENCHMARK(BM_ParseFiveArguments);

// Requests that have come together, one after the other. An item is one of them.
void BM_ParsePipelined(benchmark::State& state) {
  std::string bytes;
  for (std::int64_t i = 0; i < state.range(0); ++i) bytes += open_request();
  resp::RequestParser parser({});
  for (auto _ : state) {
    for (std::string_view left = bytes; !left.empty(); left.remove_prefix(parser.consumed())) {
      SW_CHECK(parser.parse(left) == resp::ParseStatus::kRequest);
      benchmark::DoNotOptimize(parser.arguments().data());
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_ParsePipelined)->Arg(1)->Arg(64)->Arg(1'024);

void BM_ReadFiveArguments(benchmark::State& state) {
  ReadOnce once(accept_request());
  for (auto _ : state) {
    SW_CHECK(once.reader.read(once.parser.arguments()) == resp::ReadStatus::kCommand);
    benchmark::DoNotOptimize(&once.reader.command());
  }
}
BENCHMARK(BM_ReadFiveArguments);

void BM_ReadOpen(benchmark::State& state) {
  ReadOnce once(open_request());
  for (auto _ : state) {
    SW_CHECK(once.reader.read(once.parser.arguments()) == resp::ReadStatus::kCommand);
    benchmark::DoNotOptimize(&once.reader.command());
  }
}
BENCHMARK(BM_ReadOpen);

void BM_EncodeOpen(benchmark::State& state) {
  const ReadOnce once(open_request());
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    encode(once.reader.command(), bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(BM_EncodeOpen);

void BM_DecodeOpen(benchmark::State& state) {
  const ReadOnce once(open_request());
  std::string bytes;
  encode(once.reader.command(), bytes);
  model::CommandDecoder decoder;
  for (auto _ : state) {
    const model::Command* command = decoder.decode(bytes);
    SW_CHECK(command != nullptr);
    benchmark::DoNotOptimize(command);
  }
}
BENCHMARK(BM_DecodeOpen);

model::Event assigned_event() {
  model::Event event;
  event.type = model::EventType::kConversationAssigned;
  event.seq = 987'654'321;
  event.at = {1'700'000'000'000};
  event.conv = "c-12345678";
  event.agent = "ann";
  event.queue = "billing";
  event.channel = "chat";
  event.priority = 3;
  event.episode = 1;
  event.waited_ms = 1'234;
  return event;
}

void BM_EncodeEvent(benchmark::State& state) {
  const model::Event event = assigned_event();
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    encode(event, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(BM_EncodeEvent);

void BM_DecodeEvent(benchmark::State& state) {
  std::string bytes;
  encode(assigned_event(), bytes);
  for (auto _ : state) {
    const auto event = model::decode_event(bytes);
    SW_CHECK(event.has_value());
    benchmark::DoNotOptimize(event->seq);
  }
}
BENCHMARK(BM_DecodeEvent);

// Everything between the socket and the engine for one CONV.OPEN.
void BM_OpenFromBytesToDecoded(benchmark::State& state) {
  resp::RequestParser parser({});
  resp::CommandReader reader({});
  model::CommandDecoder decoder;
  std::string bytes;
  for (auto _ : state) {
    SW_CHECK(parser.parse(open_request()) == resp::ParseStatus::kRequest);
    SW_CHECK(reader.read(parser.arguments()) == resp::ReadStatus::kCommand);
    bytes.clear();
    encode(reader.command(), bytes);
    benchmark::DoNotOptimize(decoder.decode(bytes));
  }
}
BENCHMARK(BM_OpenFromBytesToDecoded);

template <class Writer>
void BM_WriteConversation(benchmark::State& state) {
  model::Reply reply;
  reply.kind = model::ReplyKind::kConversation;
  reply.state = model::ConvState::kOffered;
  reply.conv = "c-12345678";
  reply.agent = "ann";
  reply.offer = 123'456;
  reply.seq = 987'654'321;
  reply.episode = 1;
  std::string out;
  for (auto _ : state) {
    out.clear();
    Writer writer(out);
    write(reply, writer);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["bytes"] = static_cast<double>(out.size());
}
BENCHMARK(BM_WriteConversation<resp::Resp2Writer>);
BENCHMARK(BM_WriteConversation<resp::Resp3Writer>);

}  // namespace
}  // namespace stellwerk
