// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <thread>

#include <benchmark/benchmark.h>

#include "core/model/codec.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/per_producer_fifo_inbox.h"
#include "core/runtime/port.h"

namespace stellwerk::runtime {
namespace {

model::Command open_command() {
  model::Command command;
  command.kind = model::CommandKind::kConvOpen;
  command.conv = "conversation-0001";
  command.mark(model::Field::kConv);
  command.queue = "billing";
  command.mark(model::Field::kQueue);
  command.channel = "whatsapp";
  command.mark(model::Field::kChannel);
  return command;
}

// One hop without threads: blocks of state.range(0) commands through the inbox and back. The time
// of an item is what a command pays for the way, coding included.
void BM_HopSameThread(benchmark::State& state) {
  const auto commands = static_cast<std::uint32_t>(state.range(0));
  PerProducerFifoInbox inbox(65'536);
  WakeSignal signal;
  Counter command_ns;
  const std::array<ShardDoor, 1> doors = {ShardDoor{&inbox, &signal, &command_ns}};
  Port port(0, doors);
  const model::Command command = open_command();
  model::CommandDecoder decoder;
  std::array<CommandBlock*, 8> blocks{};
  std::uint64_t decoded = 0;
  for (auto _ : state) {
    for (std::uint32_t i = 0; i < commands; ++i) {
      if (!port.submit({}, command)) state.SkipWithError("the inbox is full");
    }
    port.flush();
    const std::size_t count = inbox.drain(blocks);
    for (std::size_t i = 0; i < count; ++i) {
      for (const CommandRecord& record : blocks[i]->records()) {
        if (decoder.decode(blocks[i]->bytes(record)) != nullptr) ++decoded;
      }
      inbox.done(blocks[i]);
    }
  }
  if (decoded != static_cast<std::uint64_t>(state.iterations()) * commands)
    state.SkipWithError("commands were lost");
  state.SetItemsProcessed(static_cast<std::int64_t>(decoded));
}
BENCHMARK(BM_HopSameThread)->Arg(1)->Arg(16)->Arg(64)->Arg(256);

// The queue alone: one block at a time, or as many as come.
void BM_QueueSameThread(benchmark::State& state) {
  const auto bulk = static_cast<std::size_t>(state.range(0));
  PerProducerFifo<CommandBlock> fifo;
  PerProducerFifo<CommandBlock>::Producer producer(fifo);
  CommandBlock block;
  std::array<CommandBlock*, 64> drained{};
  for (auto _ : state) {
    for (std::size_t i = 0; i < bulk; ++i) producer.push(&block);
    benchmark::DoNotOptimize(fifo.drain(std::span(drained).first(bulk)));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bulk));
}
BENCHMARK(BM_QueueSameThread)->Arg(1)->Arg(8)->Arg(64);

// Across two threads: this one produces blocks of state.range(0) commands, another takes them out.
void BM_HopAcrossThreads(benchmark::State& state) {
  const auto commands = static_cast<std::uint32_t>(state.range(0));
  PerProducerFifoInbox inbox(65'536);
  WakeSignal signal;
  Counter command_ns;
  const std::array<ShardDoor, 1> doors = {ShardDoor{&inbox, &signal, &command_ns}};
  Port port(0, doors);
  std::atomic<bool> stop{false};
  std::thread consumer([&inbox, &stop] {
    std::array<CommandBlock*, 8> blocks{};
    // relaxed: only an end.
    while (!stop.load(std::memory_order_relaxed) || !inbox.empty()) {
      const std::size_t count = inbox.drain(blocks);
      for (std::size_t i = 0; i < count; ++i) inbox.done(blocks[i]);
      if (count == 0) std::this_thread::yield();
    }
  });
  const model::Command command = open_command();
  for (auto _ : state) {
    for (std::uint32_t i = 0; i < commands;) {
      if (port.submit({}, command)) {
        ++i;
      } else {
        port.flush();
        std::this_thread::yield();
      }
    }
    port.flush();
  }
  // relaxed: only an end.
  stop.store(true, std::memory_order_relaxed);
  consumer.join();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * commands);
}
BENCHMARK(BM_HopAcrossThreads)->Arg(1)->Arg(64)->Arg(256)->UseRealTime();

// What a waker pays when the sleeper is awake.
void BM_NotifyAwake(benchmark::State& state) {
  WakeSignal signal;
  for (auto _ : state) signal.notify();
  if (signal.wakes_total() != 0) state.SkipWithError("a system call was made");
}
BENCHMARK(BM_NotifyAwake);

}  // namespace
}  // namespace stellwerk::runtime
