// SPDX-License-Identifier: Apache-2.0
#include "core/resp/command_table.h"

#include <cctype>
#include <cstdint>
#include <set>
#include <span>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/resp/command_answers.h"
#include "core/resp/command_docs.h"
#include "core/resp/error_table.h"
#include "core/resp/event_table.h"
#include "core/resp/reply_writers.h"

namespace stellwerk::resp {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct SyntaxCase {
  std::string_view name;
  int arity;
  std::string_view syntax;
};

constexpr SyntaxCase kCases[] = {
    {"auth", -2, "AUTH [user] password"},
    {"client", -2,
     "CLIENT ID | SETNAME name | GETNAME | SETINFO attribute value | LIST | KILL ID id"},
    {"command", -1,
     "COMMAND [COUNT | DOCS [name ...] | INFO [name ...] | LIST [FILTERBY PATTERN pattern] | "
     "ERRORS | EVENTS | HELP]"},
    {"config", -2, "CONFIG GET pattern ..."},
    {"echo", 2, "ECHO message"},
    {"hello", -1, "HELLO [2|3] [AUTH user password] [SETNAME name]"},
    {"info", -1, "INFO [section ...]"},
    {"ping", -1, "PING [message]"},
    {"quit", -1, "QUIT"},
    {"reset", 1, "RESET"},
    {"select", 2, "SELECT 0"},
    {"agent.set", -2,
     "AGENT.SET agent [KIND human|bot] [SKILLS skill=level,...] [CAPACITY units] [CHANNELS "
     "channel=maximum,...] [QUEUES queue,...] [LABELS key=value,...] [WEIGHT 1-1000] [RANK rank] "
     "[COST cost] [REQ id]"},
    {"agent.state", -3,
     "AGENT.STATE agent ONLINE|AWAY|OFFLINE|DRAINING [REASON reason] [LEASE duration] [REQ id]"},
    {"agent.beat", -3, "AGENT.BEAT agent epoch [REQ id]"},
    {"agent.get", 2, "AGENT.GET agent"},
    {"agent.list", -1,
     "AGENT.LIST [CURSOR cursor] [COUNT count] [STATE online|away|offline|draining]"},
    {"agent.del", -2, "AGENT.DEL agent [FORCE 0|1] [REQ id]"},
    {"conv.open", -4,
     "CONV.OPEN conv QUEUE queue [CHANNEL channel] [CUSTOMER customer] [SKILLS "
     "skill>=level,...] [PRIORITY 0-9] [SLA sla] [DUE duration] [AGE duration] [UNITS units] "
     "[ATTRS key=value,...] [REOPEN 0|1] [IF episode] [REQ id] [PREFER skill,...] [WINDOW "
     "duration] [STICKY agent[:duration]]"},
    {"conv.accept", -3, "CONV.ACCEPT conv offer [IF episode] [REQ id]"},
    {"conv.decline", -3, "CONV.DECLINE conv offer [REASON reason] [IF episode] [REQ id]"},
    {"conv.update", -2,
     "CONV.UPDATE conv [QUEUE queue] [SKILLS skill>=level,...] [PRIORITY 0-9] [DUE duration] "
     "[IF episode] [REQ id]"},
    {"conv.escalate", -2,
     "CONV.ESCALATE conv [SKILLS skill>=level,...] [REASON reason] [CONFIDENCE 0-1] "
     "[IF episode] [REQ id]"},
    {"conv.hold", -2, "CONV.HOLD conv [FOR duration] [REASON reason] [IF episode] [REQ id]"},
    {"conv.resume", -2, "CONV.RESUME conv [IF episode] [REQ id]"},
    {"conv.take", -3, "CONV.TAKE conv agent [FORCE 0|1] [IF episode] [REQ id]"},
    {"conv.transfer", -2,
     "CONV.TRANSFER conv [QUEUE queue] [AGENT agent] [SKILLS skill>=level,...] [REASON reason] "
     "[IF episode] [REQ id]"},
    {"conv.decide", -2, "CONV.DECIDE conv [AGENT agent] [IF episode] [REQ id]"},
    {"conv.callback", -2,
     "CONV.CALLBACK conv [FOR duration] [REASON reason] [IF episode] [REQ id]"},
    {"conv.close", -2, "CONV.CLOSE conv [REASON reason] [IF episode] [REQ id]"},
    {"conv.wrapped", -2, "CONV.WRAPPED conv [IF episode] [REQ id]"},
    {"conv.abandon", -2, "CONV.ABANDON conv [REASON reason] [IF episode] [REQ id]"},
    {"conv.get", 2, "CONV.GET conv"},
    {"conv.explain", -2, "CONV.EXPLAIN conv [COUNT agents]"},
    {"conv.list", -1,
     "CONV.LIST [QUEUE queue] [STATE waiting|offered|active|held|wrapup|closed] [AGENT agent] "
     "[CURSOR cursor] [COUNT count]"},
    {"msg.in", -4,
     "MSG.IN conv msgid payload [AT unix-ms] [QUEUE queue] [CHANNEL channel] [CUSTOMER "
     "customer] [SKILLS skill>=level,...] [PRIORITY 0-9] [SLA sla] [DUE duration] [AGE "
     "duration] [UNITS units] [ATTRS key=value,...] [REOPEN 0|1] [IF episode] [REQ id] [PREFER "
     "skill,...] [WINDOW duration] [STICKY agent[:duration]]"},
    {"msg.out", -4, "MSG.OUT conv msgid payload [FROM agent] [AT unix-ms] [IF episode] [REQ id]"},
    {"xread", -4, "XREAD [COUNT count] [BLOCK milliseconds] STREAMS key... id..."},
    {"xrange", -4, "XRANGE key start end [COUNT count]"},
    {"xlen", 2, "XLEN key"},
    {"xinfo", 3, "XINFO STREAM key"},
    {"xtrim", -4, "XTRIM key MINID [=|~] id"},
    {"policy.check", -2, "POLICY.CHECK toml [AGAINST live]"},
    {"policy.apply", -2, "POLICY.APPLY toml [IF version] [REQ id]"},
    {"policy.get", 1, "POLICY.GET"},
    {"policy.shadow", -1, "POLICY.SHADOW [toml|OFF]"},
    {"eta", -2, "ETA queue [SKILLS skill>=level,...] [PRIORITY 0-9]"},
    {"queue.stats", -1, "QUEUE.STATS [queue]"},
    {"shard.digest", 1, "SHARD.DIGEST"},
    {"clock", -1, "CLOCK [HOLD unix-ms]"},
    {"snapshot", 1, "SNAPSHOT"},
};

TEST(CommandTable, NamesArityAndSyntaxOfEveryCommand) {
  ASSERT_EQ(std::size(kCases), command_table().size());
  std::size_t i = 0;
  for (const CommandRow& row : command_table()) {
    EXPECT_EQ(row.name, kCases[i].name);
    EXPECT_EQ(row.arity, kCases[i].arity) << row.name;
    EXPECT_EQ(syntax_of(row), kCases[i].syntax);
    ++i;
  }
}

TEST(CommandTable, EveryRowIsComplete) {
  std::set<std::string_view> names;
  for (const CommandRow& row : command_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.summary.empty()) << row.name;
    EXPECT_FALSE(row.group.empty()) << row.name;
    const bool is_session = row.session != SessionCommand::kNone;
    EXPECT_EQ(row.has(Flag::kWrite) + row.has(Flag::kReadonly), is_session ? 0 : 1) << row.name;
    EXPECT_EQ(row.read == nullptr, is_session) << row.name;
    EXPECT_EQ(is_write(row.kind) && row.read != nullptr,
              row.has(Flag::kWrite) && row.name != "xtrim")
        << row.name;
    std::set<std::string_view> parameters;
    for (const Parameter& parameter : row.parameters) {
      EXPECT_TRUE(parameters.insert(parameter.name).second) << row.name << ' ' << parameter.name;
    }
  }
}

TEST(CommandTable, EveryCommandHasItsRights) {
  std::set<std::string_view> listed;
  for (const CommandRight& right : rights::kRights) {
    EXPECT_NE(find_command(right.command), nullptr) << right.command;
    EXPECT_NE(right.roles & just(Role::kAdmin), 0) << right.command;
    listed.insert(right.command);
  }
  for (const CommandRow& row : command_table()) {
    EXPECT_TRUE(listed.contains(row.name)) << row.name << " is not in command_rights.h";
    const bool is_open = (row.roles & kStranger) != 0;
    EXPECT_EQ(is_open, row.has(Flag::kNoAuth)) << row.name;
    // Who only looks on changes nothing.
    EXPECT_FALSE(row.has(Flag::kWrite) && (row.roles & just(Role::kObserver)) != 0) << row.name;
  }
}

TEST(CommandTable, SomeFormsTakeMore) {
  const auto right = [](std::initializer_list<std::string_view> arguments) {
    const std::span<const std::string_view> all(arguments.begin(), arguments.size());
    return right_for(*find_command(all.front()), all);
  };
  EXPECT_EQ(right({"client", "GETNAME"}).roles, kLoggedIn);
  EXPECT_EQ(right({"CLIENT", "List"}).roles, just(Role::kAdmin));
  EXPECT_FALSE(right({"CLIENT", "List"}).operators);
  EXPECT_FALSE(right({"clock"}).operators);
  EXPECT_TRUE(right({"clock", "hold", "5"}).operators);
  const Roles team_leads = Role::kSupervisor | Role::kAdmin;
  EXPECT_EQ(right({"conv.take", "c1", "ann", "IF", "3", "Force", "1"}).roles, team_leads);
  EXPECT_EQ(right({"conv.take", "c1", "ann", "FORCE", "0"}).roles, right_of("conv.take").roles);
  EXPECT_EQ(right({"conv.take", "force", "1", "REQ", "force"}).roles, right_of("conv.take").roles);
  EXPECT_NE(right_of("conv.take").roles & just(Role::kDesk), 0);
  // What somebody forgets to list is for nobody else.
  EXPECT_TRUE(right_of("nosuch").operators);
  EXPECT_EQ(names_of(kLoggedIn), "gateway, desk, supervisor, admin and observer");
  EXPECT_EQ(parse_role("Admin"), std::nullopt);
}

TEST(CommandTable, FindsEveryCommandInAnyCase) {
  for (const CommandRow& row : command_table()) {
    EXPECT_EQ(find_command(row.name), &row);
    std::string other(row.name);
    for (char& c : other) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(find_command(other), &row);
    EXPECT_EQ(find_command(other + "x"), nullptr);
  }
  EXPECT_EQ(find_command(""), nullptr);
  EXPECT_EQ(find_command(std::string(10'000, 'a')), nullptr);
}

std::string answered(std::initializer_list<std::string_view> arguments) {
  std::string out;
  Resp3Writer writer(out);
  write_command_docs({arguments.begin(), arguments.size()}, writer);
  return out;
}

TEST(CommandDocs, AnswerWhatClientsAsk) {
  const std::string count = std::to_string(command_table().size());
  EXPECT_EQ(answered({"COMMAND", "COUNT"}), ":" + count + "\r\n");
  EXPECT_THAT(answered({"COMMAND"}), StartsWith("*" + count + "\r\n*10\r\n$4\r\nauth\r\n:-2\r\n"));
  EXPECT_THAT(answered({"COMMAND", "DOCS"}), StartsWith("%" + count + "\r\n$4\r\nauth\r\n%8\r\n"));
  EXPECT_EQ(answered({"command", "info", "XLEN", "nosuch"}),
            "*2\r\n*10\r\n$4\r\nxlen\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:0\r\n:0\r\n:0\r\n*6\r\n"
            "+@stream\r\n+@gateway\r\n+@desk\r\n+@supervisor\r\n+@admin\r\n+@observer\r\n*0\r\n*"
            "0\r\n*0\r\n_\r\n");
  const std::string docs = answered({"COMMAND", "DOCS", "queue.stats", "nosuch"});
  EXPECT_THAT(
      docs,
      StartsWith(
          "%1\r\n$11\r\nqueue.stats\r\n%9\r\n$7\r\nsummary\r\n$31\r\nFigures of one queue or of "
          // tidy-allow(version): when the command came, which no release changes
          "all.\r\n$5\r\nsince\r\n$5\r\n0.1.0\r\n$5\r\ngroup\r\n$7\r\nfigures\r\n$6\r\nsyntax\r\n"
          "$19\r\nQUEUE.STATS [queue]\r\n$5\r\nroles\r\n$30\r\nsupervisor, admin and "
          "observer\r\n$6\r\nerrors\r\n*1\r\n$12\r\nUNKNOWNQUEUE\r\n$5\r\nreply\r\n$27\r\na map "
          "of queues, each a map\r\n$6\r\nfields\r\n*"));
  EXPECT_THAT(docs, EndsWith("\r\n$9\r\narguments\r\n*1\r\n%3\r\n$4\r\nname\r\n$5\r\nqueue\r\n"
                             "$4\r\ntype\r\n$6\r\nstring\r\n$5\r\nflags\r\n*1\r\n+optional\r\n"));
  EXPECT_THAT(answered({"COMMAND", "LIST"}), StartsWith("*" + count + "\r\n"));
  EXPECT_EQ(answered({"COMMAND", "LIST", "FILTERBY", "PATTERN", "CONV.*ED"}),
            "*1\r\n$12\r\nconv.wrapped\r\n");
  EXPECT_EQ(answered({"COMMAND", "LIST", "FILTERBY", "PATTERN", "x?e*"}),
            "*2\r\n$5\r\nxread\r\n$4\r\nxlen\r\n");
  EXPECT_THAT(answered({"COMMAND", "HELP"}), StartsWith("*8\r\n"));
  EXPECT_THAT(answered({"COMMAND", "LIST", "FILTERBY", "MODULE", "x"}), StartsWith("-BADARG "));
  EXPECT_THAT(answered({"COMMAND", "GETKEYS", "XLEN", "events"}), StartsWith("-ERR "));
  EXPECT_THAT(answered({"COMMAND", "nosuch"}), HasSubstr("unknown subcommand 'nosuch'"));
}

TEST(CommandTable, NamesErrorsThatThereAre) {
  for (const CommandRow& row : command_table()) {
    std::istringstream words{std::string(row.errors)};
    for (std::string code; words >> code;) {
      EXPECT_TRUE(is_error_code(code)) << row.name << " " << code;
    }
  }
  for (const CommandAnswer& answer : answers::kAnswers) {
    EXPECT_NE(find_command(answer.command), nullptr) << answer.command;
  }
}

TEST(ErrorTable, HasEveryCode) {
  const auto last = static_cast<std::uint8_t>(model::Code::kConflict);
  for (std::uint8_t code = 1; code <= last; ++code) {
    const std::string_view wanted = name(static_cast<model::Code>(code));
    EXPECT_TRUE(is_error_code(wanted)) << wanted;
  }
}

TEST(CommandDocs, TellOfErrorsAndEvents) {
  EXPECT_THAT(answered({"COMMAND", "ERRORS"}),
              StartsWith("%" + std::to_string(kErrors.size()) + "\r\n$3\r\nERR\r\n%3\r\n"));
  const std::string events = answered({"COMMAND", "EVENTS"});
  EXPECT_THAT(events, StartsWith("%" + std::to_string(kEvents.size()) + "\r\n"));
  EXPECT_THAT(events, HasSubstr("$13\r\noffer.expired\r\n%4\r\n$7\r\nsummary\r\n$15\r\n"
                                "he said nothing\r\n$7\r\nstreams\r\n*2\r\n$6\r\nevents\r\n"
                                "$5\r\ninbox\r\n$6\r\nfields\r\n*6\r\n$4\r\ntype\r\n$2\r\nat"
                                "\r\n$4\r\nconv\r\n$5\r\nagent\r\n$5\r\nqueue\r\n$5\r\noffer"
                                "\r\n$8\r\noptional\r\n*1\r\n$7\r\nchannel\r\n"));
  EXPECT_THAT(answered({"COMMAND", "EVENTS", "x"}), StartsWith("-ERR "));
}

}  // namespace
}  // namespace stellwerk::resp
