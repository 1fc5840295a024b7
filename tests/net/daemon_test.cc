// SPDX-License-Identifier: Apache-2.0
// stellwerkd as it is started and stopped: ready line, exit codes, signals.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/daemon_process.h"
#include "tests/net/test_client.h"

namespace stellwerk::net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

// A configuration file that goes with the test.
class File {
 public:
  explicit File(const std::string& text)
      : path_(::testing::TempDir() + "stellwerkd-" + std::to_string(::getpid()) + ".toml") {
    std::ofstream(path_) << text;
  }
  ~File() { std::remove(path_.c_str()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Runs it until it ends by itself.
struct Ended {
  explicit Ended(std::vector<std::string> arguments) {
    DaemonProcess daemon(std::move(arguments));
    code = daemon.wait();
    output = daemon.ready() + daemon.output();
    errors = daemon.errors();
  }
  int code = 0;
  std::string output;
  std::string errors;
};

TEST(Daemon, SaysReadyServesAndStops) {
  DaemonProcess daemon({});
  EXPECT_THAT(daemon.ready(), MatchesRegex("ready resp=127\\.0\\.0\\.1:[0-9]+ "
                                           "http=127\\.0\\.0\\.1:[0-9]+ data=none recovered=0"));
  EXPECT_EQ(TestClient(daemon.port()).call({"PING"}), "+PONG\r\n");
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(daemon.output(), "") << "the ready line is all there is";
}

TEST(Daemon, InterruptStopsItToo) {
  DaemonProcess daemon({"--log-level", "off"});
  daemon.signal(SIGINT);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(daemon.errors(), "");
}

TEST(Daemon, StopsInTimeAndInOrderInTheMiddleOfABurst) {
  DaemonProcess daemon({"--io-threads", "2"});
  TestClient client(daemon.port());
  TestClient never_reads(daemon.port(), 4'096);
  never_reads.send(command({"ECHO", std::string(900'000, 'x')}) +
                   command({"ECHO", std::string(900'000, 'x')}));
  std::string burst;
  std::string expected;
  for (int i = 0; i < 10'000; ++i) {
    burst += command({"AGENT.SET", "anna"}) + command({"ECHO", "e"});
    expected += "+OK\r\n$1\r\ne\r\n";
  }
  ASSERT_EQ(client.call({"PING"}), "+PONG\r\n");
  std::size_t sent = client.send_some(burst);
  const auto before = std::chrono::steady_clock::now();
  daemon.signal(SIGTERM);
  while (sent < burst.size() && client.send(burst.substr(sent, 4'000))) sent += 4'000;
  const std::string got = client.rest();
  EXPECT_TRUE(client.ended()) << "reset instead of closed";
  EXPECT_TRUE(expected.starts_with(got)) << "answers are missing or out of order";
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(Daemon, OutOfDescriptorsItPausesAndGoesOn) {
  DaemonProcess daemon({}, 64);
  std::vector<TestClient> clients;
  for (int i = 0; i < 100; ++i) clients.emplace_back(daemon.port());
  EXPECT_EQ(clients.front().call({"PING"}), "+PONG\r\n");
  clients.back().send(command({"PING"}));
  TestClient last = std::move(clients.back());
  clients.pop_back();
  EXPECT_EQ(clients.front().call({"AGENT.SET", "anna"}), "+OK\r\n") << "others are unharmed";
  clients.erase(clients.begin() + 1, clients.end());
  EXPECT_EQ(last.reply(), "+PONG\r\n") << "accepted once descriptors are free again";
  EXPECT_THAT(clients.front().call({"INFO", "clients"}), HasSubstr("connected_clients:2\r\n"));
}

TEST(Daemon, RunsItsClockFaster) {
  DaemonProcess daemon({"--speed", "1000"});
  TestClient client(daemon.port());
  const auto engine_ms = [&client] {
    const std::string info = client.call({"INFO", "routing"});
    const std::size_t at = info.find("engine_time_ms:");
    return std::stoll(info.substr(at + 15));
  };
  const auto start = std::chrono::steady_clock::now();
  const auto passed = [&start] { return std::chrono::steady_clock::now() - start; };
  const auto first = engine_ms();
  auto last = first;
  while (last - first < 10'000 && passed() < std::chrono::seconds(5)) last = engine_ms();
  EXPECT_GE(last - first, 10'000) << "ten seconds of the engine are ten milliseconds";
}

TEST(Daemon, TellsItsVersion) {
  const Ended version({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.output, MatchesRegex("stellwerkd [0-9]+\\.[0-9]+\\.[0-9]+\n?"));
}

TEST(Daemon, ASecondOneOnTheSamePortFails) {
  DaemonProcess daemon({});
  const std::string taken = "127.0.0.1:" + std::to_string(daemon.port());
  for (const char* flag : {"--listen", "--http"}) {
    const Ended second({flag, taken});
    EXPECT_EQ(second.code, 1);
    EXPECT_THAT(second.errors, HasSubstr("cannot listen on " + taken + ": Address already in use"));
    EXPECT_EQ(second.output, "");
  }
}

struct WrongFlag {
  std::vector<std::string> arguments;
  std::string says;
};

class RefusedFlags : public ::testing::TestWithParam<WrongFlag> {};

TEST_P(RefusedFlags, ExitWith2AndNameTheFlag) {
  const Ended daemon(GetParam().arguments);
  EXPECT_EQ(daemon.code, 2);
  EXPECT_EQ(daemon.output, "");
  EXPECT_THAT(daemon.errors, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Flags, RefusedFlags,
    ::testing::Values(
        WrongFlag{{"--listen", "0.0.0.0:0"}, "--listen: \"0.0.0.0:0\" can be reached from other"},
        WrongFlag{{"--listen", "[::]:0"}, "no user is configured"},
        WrongFlag{{"--http", "0.0.0.0:0"}, "--http: "},
        WrongFlag{{"--listen", "here"}, "--listen: \"here\" is no ADDR:PORT"},
        WrongFlag{{"--data", "/dev/null"}, "--data: /dev/null is not a directory"},
        WrongFlag{{"--fsync", "sometimes"}, "--fsync: \"sometimes\" is none of always"},
        WrongFlag{{"--journal-buffer", "1"}, "--journal-buffer: "},
        WrongFlag{{"--shards", "0"}, "--shards: \"0\" is no integer from 1 to 64"},
        WrongFlag{{"--io-threads", "x"}, "--io-threads: "},
        WrongFlag{{"--speed", "0"}, "--speed: "}, WrongFlag{{"--speed", "nan"}, "--speed: "},
        WrongFlag{{"--log-level", "loud"}, "--log-level: "},
        WrongFlag{{"--inbox-max", "1"}, "--inbox-max: "}, WrongFlag{{"--nope"}, "--nope"},
        WrongFlag{{"--config", "/does/not/exist.toml"},
                  "/does/not/exist.toml: cannot be read: No such file"}));

TEST(Daemon, TakesItsOptionsAndFirstPolicyFromAFile) {
  const File file(
      "[daemon]\nlisten = \"127.0.0.1:0\"\nlog_level = \"off\"\nspeed = 2.5\n\n"
      "[[queue]]\nname = \"billing\"\nwrap_up = \"15s\"\n");
  DaemonProcess daemon({"--config", file.path(), "--speed", "3"});
  ASSERT_THAT(daemon.ready(), StartsWith("ready "));
  TestClient client(daemon.port());
  EXPECT_THAT(client.call({"QUEUE.STATS"}), HasSubstr("billing"));
  const std::string policy = client.call({"POLICY.GET"});
  EXPECT_THAT(policy, AllOf(HasSubstr("wrap_up = \"15s\""), HasSubstr("version")));
  EXPECT_THAT(policy, ::testing::Not(HasSubstr("daemon")));
  EXPECT_THAT(client.call({"INFO", "server"}),
              AllOf(HasSubstr("clock_speed:3.0"), HasSubstr("config_file:" + file.path())));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(daemon.errors(), "");
}

struct WrongFile {
  std::string text;
  std::string says;  // behind FILE
};

class RefusedFiles : public ::testing::TestWithParam<WrongFile> {};

TEST_P(RefusedFiles, ExitWith2AndNameFileLineAndKey) {
  const File file(GetParam().text);
  const Ended daemon({"--config", file.path()});
  EXPECT_EQ(daemon.code, 2);
  EXPECT_EQ(daemon.output, "");
  EXPECT_THAT(daemon.errors, HasSubstr(file.path() + GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Files, RefusedFiles,
    ::testing::Values(
        WrongFile{"[daemon]\nshards = \"many\"\n", ":2: daemon.shards: \"many\" is no integer"},
        WrongFile{"[daemon]\nlisten = \"0.0.0.0:1\"\n", ":2: daemon.listen: "},
        WrongFile{"[daemon]\n\ncolour = 1\n", ":3: daemon.colour: is no setting of the daemon"},
        WrongFile{"[daemon]\nshards = [1]\n", ":2: daemon.shards: must be a text, a number"},
        WrongFile{"daemon = 1\n", ":1: daemon: must be a table"}, WrongFile{"[daemon\n", ":1: "},
        WrongFile{"[daemon]\nspeed = 2\n[[queue]]\nname = \"a b\"\n", ":4: "},
        WrongFile{"[daemon]\n\n[[queue]]\nname = \"q\"\nwrap_up = \"soon\"\n", ":5: "},
        WrongFile{"[[queue]]\nname = \"q\"\nnope = 1\n", ":3: "},
        WrongFile{"[[queue]]\nname = \"q\"\nsla = \"none-such\"\n", ":3: "}));

}  // namespace
}  // namespace stellwerk::net
