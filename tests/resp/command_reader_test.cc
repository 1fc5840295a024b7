// SPDX-License-Identifier: Apache-2.0
#include "core/resp/command_reader.h"

#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/model/codec.h"
#include "core/resp/inline_arguments.h"
#include "tests/resp/described_command.h"

namespace stellwerk::resp {
namespace {

using model::Code;
using model::CommandKind;

// A line as typed at a console.
class Typed {
 public:
  explicit Typed(std::string_view line) {
    EXPECT_TRUE(split_inline(line, arguments_, unquoted_)) << line;
  }
  [[nodiscard]] std::span<const std::string_view> arguments() const { return arguments_; }

 private:
  std::vector<std::string_view> arguments_;
  std::string unquoted_;
};

struct AcceptedCase {
  std::string_view line;
  CommandKind kind;
  std::string_view command;
};

void expect_accepted(const std::vector<AcceptedCase>& cases) {
  CommandReader reader({});
  for (const AcceptedCase& item : cases) {
    const Typed typed(item.line);
    EXPECT_EQ(reader.read(typed.arguments()), ReadStatus::kCommand) << item.line << "\n"
                                                                    << reader.refusal().text;
    EXPECT_EQ(reader.command().kind, item.kind) << item.line;
    EXPECT_EQ(described(reader.command()), item.command) << item.line;
  }
}

struct RefusedCase {
  std::string_view line;
  std::string_view error;
};

void expect_refused(const std::vector<RefusedCase>& cases) {
  CommandReader reader({});
  for (const RefusedCase& item : cases) {
    const Typed typed(item.line);
    EXPECT_EQ(reader.read(typed.arguments()), ReadStatus::kRefused) << item.line;
    const std::string error =
        std::string(name(reader.refusal().code)) + " " + reader.refusal().text;
    EXPECT_EQ(error, item.error) << item.line;
  }
}

TEST(CommandReader, ReadsAgentCommands) {
  expect_accepted({
      {"AGENT.SET ann", CommandKind::kAgentSet, "agent=ann"},
      {"agent.set ann kind BOT skills billing=5,de=10 capacity 3 channels chat=2,mail=1 "
       "queues billing,general labels team=a,site= req r1",
       CommandKind::kAgentSet,
       "agent=ann request=r1 labels=team=a,site= skills=[billing:5 de:10] "
       "channels=[chat:2 mail:1] queues=[billing:0 general:0] kind=bot capacity=3"},
      {"AGENT.SET ann SKILLS '' CHANNELS '' QUEUES '' LABELS ''", CommandKind::kAgentSet,
       "agent=ann labels= skills=[] channels=[] queues=[]"},
      {"AGENT.SET ann CAPACITY 0", CommandKind::kAgentSet, "agent=ann capacity=0"},
      {"AGENT.SET ann WEIGHT 1000 RANK 1 COST 1000000", CommandKind::kAgentSet,
       "agent=ann weight=1000 rank=1 cost=1000000"},
      {"AGENT.SET ann RANK 0 COST 0", CommandKind::kAgentSet, "agent=ann rank=0 cost=0"},
      {"AGENT.STATE ann online", CommandKind::kAgentState, "agent=ann presence=online"},
      {"AGENT.STATE ann AWAY REASON 'at lunch' LEASE 30s", CommandKind::kAgentState,
       "agent=ann reason=at lunch presence=away lease=30000"},
      {"AGENT.STATE ann OFFLINE REQ 7", CommandKind::kAgentState,
       "agent=ann request=7 presence=offline"},
      {"AGENT.STATE ann Draining", CommandKind::kAgentState, "agent=ann presence=draining"},
      {"AGENT.BEAT ann 3", CommandKind::kAgentBeat, "agent=ann epoch=3"},
      {"AGENT.GET ann", CommandKind::kAgentGet, "agent=ann"},
      {"AGENT.LIST", CommandKind::kAgentList, ""},
      {"AGENT.LIST CURSOR 0 COUNT 10000 STATE away", CommandKind::kAgentList,
       "cursor=0 presence=away count=10000"},
      {"AGENT.DEL ann FORCE 1", CommandKind::kAgentDelete, "agent=ann force=1"},
      {"AGENT.DEL ann FORCE 0 REQ x", CommandKind::kAgentDelete, "agent=ann request=x force=0"},
  });
}

TEST(CommandReader, RefusesAgentCommands) {
  expect_refused({
      {"AGENT.SET 'a b'",
       "BADARG agent: 'a b' is no identifier; use 1 to 128 printable bytes without blank , = < >"},
      {"AGENT.SET ''",
       "BADARG agent: '' is no identifier; use 1 to 128 printable bytes without blank , = < >"},
      {"AGENT.SET ann KIND robot", "BADARG KIND: 'robot'; use human or bot"},
      {"AGENT.SET ann SKILLS de", "BADARG SKILLS: 'de'; write de=3"},
      {"AGENT.SET ann SKILLS de>=3", "BADARG SKILLS: 'de>=3'; write de=3"},
      {"AGENT.SET ann SKILLS de=11", "BADARG SKILLS: 'de=11' needs a level from 1 to 10"},
      {"AGENT.SET ann SKILLS de=0", "BADARG SKILLS: 'de=0' needs a level from 1 to 10"},
      {"AGENT.SET ann SKILLS de=", "BADARG SKILLS: 'de=' needs a level from 1 to 10"},
      {"AGENT.SET ann SKILLS de=3,de=4", "BADARG SKILLS: 'de' stands there twice; name it once"},
      {"AGENT.SET ann SKILLS de=3,",
       "BADARG SKILLS: '' is no identifier; use 1 to 128 printable bytes without blank , = < >"},
      {"AGENT.SET ann CHANNELS chat", "BADARG CHANNELS: 'chat'; write chat=3"},
      {"AGENT.SET ann CHANNELS chat=1000001",
       "BADARG CHANNELS: 'chat=1000001' needs a maximum from 1 to 1000000"},
      {"AGENT.SET ann QUEUES a=1", "BADARG QUEUES: 'a=1'; write a"},
      {"AGENT.SET ann LABELS team", "BADARG LABELS: 'team'; write team=value"},
      {"AGENT.SET ann LABELS a=1,b=2,a=3", "BADARG LABELS: 'a' stands there twice; name it once"},
      {"AGENT.SET ann CAPACITY -1", "BADARG CAPACITY: '-1' is no integer from 0 to 1000000"},
      {"AGENT.SET ann CAPACITY 1e3", "BADARG CAPACITY: '1e3' is no integer from 0 to 1000000"},
      {"AGENT.SET ann CAPACITY 1 capacity 1", "BADARG CAPACITY: given twice; give it once"},
      {"AGENT.SET ann CAPACITY", "BADARG CAPACITY: needs a value: CAPACITY units"},
      {"AGENT.SET ann SIZE 3",
       "BADARG unknown option 'SIZE'; use KIND, SKILLS, CAPACITY, CHANNELS, QUEUES, LABELS, "
       "WEIGHT, "
       "RANK, COST, REQ"},
      {"AGENT.SET ann WEIGHT 0", "BADARG WEIGHT: '0' is no integer from 1 to 1000"},
      {"AGENT.SET ann RANK 1000001", "BADARG RANK: '1000001' is no integer from 0 to 1000000"},
      {"AGENT.SET ann COST -1", "BADARG COST: '-1' is no integer from 0 to 1000000"},
      {"AGENT.SET", "ERR wrong number of arguments for 'agent.set' command"},
      {"AGENT.STATE ann busy", "BADARG state: 'busy'; use ONLINE, AWAY, OFFLINE or DRAINING"},
      {"AGENT.STATE ann ONLINE LEASE 0",
       "BADARG LEASE: '0' is no duration of 1ms to 36500d; use milliseconds, or a number with ms, "
       "s, m, min, h or d"},
      {"AGENT.STATE ann ONLINE REASON ''", "BADARG REASON: has 0 bytes; use 1 to 512"},
      {"AGENT.BEAT ann x", "BADARG epoch: 'x' is no integer from 0 to 9223372036854775807"},
      {"AGENT.GET ann x", "ERR wrong number of arguments for 'agent.get' command"},
      {"AGENT.LIST COUNT 10001", "BADARG COUNT: '10001' is no integer from 1 to 10000"},
      {"CONV.ESCALATE c1 CONFIDENCE 60%",
       "BADARG CONFIDENCE: '60%' is no fraction from 0 to 1; write it as 0.4"},
      {"CONV.ESCALATE c1 CONFIDENCE 1.01",
       "BADARG CONFIDENCE: '1.01' is no fraction from 0 to 1; write it as 0.4"},
      {"AGENT.DEL ann FORCE 2", "BADARG FORCE: '2' is no integer from 0 to 1"},
  });
}

TEST(CommandReader, ReadsConversationCommands) {
  expect_accepted({
      {"CONV.OPEN c1 QUEUE billing", CommandKind::kConvOpen, "conv=c1 queue=billing"},
      {"conv.open c1 channel chat queue billing customer 'Ann B' skills billing>=3,de priority 0 "
       "sla gold due 2min age 700ms units 2 attrs lang=de,vip=1 reopen 1 if 4 req r",
       CommandKind::kConvOpen,
       "conv=c1 queue=billing channel=chat customer=Ann B sla=gold request=r "
       "attributes=lang=de,vip=1 skills=[billing:3 de:1] priority=0 due=120000 age=700 units=2 "
       "reopen=1 episode=4"},
      {"CONV.OPEN c1 QUEUE b AGE 0 DUE 1", CommandKind::kConvOpen, "conv=c1 queue=b due=1 age=0"},
      {"CONV.ACCEPT c1 o7 IF 2 REQ r", CommandKind::kConvAccept,
       "conv=c1 offer=o7 request=r episode=2"},
      {"CONV.DECLINE c1 o7 REASON busy", CommandKind::kConvDecline, "conv=c1 offer=o7 reason=busy"},
      {"CONV.UPDATE c1 SKILLS ''", CommandKind::kConvUpdate, "conv=c1 skills=[]"},
      {"CONV.UPDATE c1 QUEUE q PRIORITY 9 DUE 1h", CommandKind::kConvUpdate,
       "conv=c1 queue=q priority=9 due=3600000"},
      {"CONV.ESCALATE c1 SKILLS de REASON angry", CommandKind::kConvEscalate,
       "conv=c1 reason=angry skills=[de:1]"},
      {"CONV.ESCALATE c1 CONFIDENCE 0.29", CommandKind::kConvEscalate, "conv=c1 confidence=290"},
      {"CONV.ESCALATE c1 CONFIDENCE 0.5999", CommandKind::kConvEscalate, "conv=c1 confidence=599"},
      {"CONV.ESCALATE c1 CONFIDENCE 1", CommandKind::kConvEscalate, "conv=c1 confidence=1000"},
      {"CONV.ESCALATE c1 CONFIDENCE 4e-05", CommandKind::kConvEscalate, "conv=c1 confidence=0"},
      {"CONV.CLOSE c1", CommandKind::kConvClose, "conv=c1"},
      {"CONV.WRAPPED c1 REQ w", CommandKind::kConvWrapped, "conv=c1 request=w"},
      {"CONV.ABANDON c1 REASON left", CommandKind::kConvAbandon, "conv=c1 reason=left"},
      {"CONV.GET c1", CommandKind::kConvGet, "conv=c1"},
      {"CONV.EXPLAIN c1", CommandKind::kConvExplain, "conv=c1"},
      {"CONV.EXPLAIN c1 COUNT 1000", CommandKind::kConvExplain, "conv=c1 count=1000"},
      {"CONV.LIST", CommandKind::kConvList, ""},
      {"CONV.LIST AGENT ann STATE Waiting QUEUE q CURSOR x COUNT 1", CommandKind::kConvList,
       "agent=ann queue=q text=waiting cursor=x count=1"},
  });
}

TEST(CommandReader, RefusesConversationCommands) {
  expect_refused({
      {"CONV.OPEN c1", "ERR wrong number of arguments for 'conv.open' command"},
      {"CONV.OPEN c1 SLA gold", "BADARG QUEUE: missing; add QUEUE queue"},
      {"CONV.OPEN c1 QUEUE a,b",
       "BADARG QUEUE: 'a,b' is no identifier; use 1 to 128 printable bytes without blank , = < >"},
      {"CONV.OPEN c1 QUEUE q SKILLS a,b,c,d,e", "BADARG SKILLS: more than 4 entries"},
      {"CONV.OPEN c1 QUEUE q SKILLS a=3", "BADARG SKILLS: 'a=3'; write a>=3"},
      {"CONV.OPEN c1 QUEUE q SKILLS a>3", "BADARG SKILLS: 'a>3'; write a>=3"},
      {"CONV.OPEN c1 QUEUE q SKILLS a>=11", "BADARG SKILLS: 'a>=11' needs a level from 1 to 10"},
      {"CONV.OPEN c1 QUEUE q PRIORITY 10", "BADARG PRIORITY: '10' is no integer from 0 to 9"},
      {"CONV.OPEN c1 QUEUE q UNITS 0", "BADARG UNITS: '0' is no integer from 1 to 1000000"},
      {"CONV.OPEN c1 QUEUE q DUE 0",
       "BADARG DUE: '0' is no duration of 1ms to 36500d; use milliseconds, or a number with ms, s, "
       "m, min, h or d"},
      {"CONV.OPEN c1 QUEUE q AGE -5",
       "BADARG AGE: '-5' is no duration of 0ms to 36500d; use milliseconds, or a number with ms, "
       "s, "
       "m, min, h or d"},
      {"CONV.OPEN c1 QUEUE q AGE 40000d",
       "BADARG AGE: '40000d' is no duration of 0ms to 36500d; use milliseconds, or a number with "
       "ms, s, m, min, h or d"},
      {"CONV.OPEN c1 QUEUE q WINDOW 0",
       "BADARG WINDOW: '0' is no duration of 1ms to 36500d; use milliseconds, or a number with ms, "
       "s, m, min, h or d"},
      {"CONV.OPEN c1 QUEUE q STICKY ann,bob:5m",
       "BADARG STICKY: 'ann,bob' is no identifier; use 1 to 128 printable bytes without blank , = "
       "< >"},
      {"CONV.OPEN c1 QUEUE q PREFER de>=2", "BADARG PREFER: 'de>=2'; write de"},
      {"CONV.OPEN c1 QUEUE q IF 0", "BADARG IF: '0' is no integer from 1 to 4294967295"},
      {"CONV.OPEN c1 QUEUE q ATTRS a=1,b", "BADARG ATTRS: 'b'; write b=value"},
      {"CONV.ACCEPT c1 ''", "BADARG offer: has 0 bytes; use 1 to 128"},
      {"CONV.ACCEPT c1 o1 REASON x", "BADARG unknown option 'REASON'; use IF, REQ"},
      {"CONV.UPDATE c1 REQ 1", "BADARG nothing to update; give QUEUE, SKILLS, PRIORITY or DUE"},
      {"CONV.EXPLAIN c1 COUNT 1001", "BADARG COUNT: '1001' is no integer from 1 to 1000"},
      {"CONV.LIST STATE open",
       "BADARG STATE: 'open'; use waiting, offered, active, held, wrapup or closed"},
      {"CONV.TAKE c1", "ERR wrong number of arguments for 'conv.take' command"},
      {"CONV.TAKE c1 ann FORCE 2", "BADARG FORCE: '2' is no integer from 0 to 1"},
      {"CONV.HOLD c1 FOR 0",
       "BADARG FOR: '0' is no duration of 1ms to 36500d; use milliseconds, or a number with ms, s, "
       "m, min, h or d"},
      {"CONV.TRANSFER c1 REASON x", "BADARG where to? give either QUEUE queue or AGENT agent"},
      {"CONV.TRANSFER c1 QUEUE q AGENT ann",
       "BADARG where to? give either QUEUE queue or AGENT agent"},
      {"AUDIT", "ERR unknown command 'AUDIT', with args beginning with: "},
  });
}

TEST(CommandReader, ReadsWhatHandsOn) {
  expect_accepted({
      {"CONV.HOLD c1 FOR 5m REASON asks IF 2 REQ r", CommandKind::kConvHold,
       "conv=c1 reason=asks request=r episode=2 hold_for=300000"},
      {"conv.resume c1", CommandKind::kConvResume, "conv=c1"},
      {"CONV.TAKE c1 ann FORCE 1 IF 3", CommandKind::kConvTake,
       "agent=ann conv=c1 episode=3 force=1"},
      {"CONV.DECIDE c1 AGENT ann", CommandKind::kConvDecide, "agent=ann conv=c1"},
      {"CONV.CALLBACK c1 FOR 5m REASON noon", CommandKind::kConvCallback,
       "conv=c1 reason=noon hold_for=300000"},
      {"CONV.TRANSFER c1 AGENT ann SKILLS de>=2", CommandKind::kConvTransfer,
       "agent=ann conv=c1 skills=[de:2]"},
      {"CONV.TRANSFER c1 REASON x QUEUE q", CommandKind::kConvTransfer, "conv=c1 queue=q reason=x"},
      {"CONV.OPEN c1 QUEUE q PREFER de,gold STICKY ann WINDOW 1h", CommandKind::kConvOpen,
       "conv=c1 queue=q sticky=ann prefer=[de:0 gold:0] window=3600000"},
      {"CONV.OPEN c1 QUEUE q STICKY team:ann:90s", CommandKind::kConvOpen,
       "conv=c1 queue=q sticky=team:ann sticky_for=90000"},
      {"MSG.IN c1 m1 x QUEUE q STICKY team:ann", CommandKind::kMessageIn,
       "conv=c1 queue=q message=m1 payload=x sticky=team:ann"},
  });
}

TEST(CommandReader, ReadsMessages) {
  expect_accepted({
      {"MSG.IN c1 m1 hello", CommandKind::kMessageIn, "conv=c1 message=m1 payload=hello"},
      {"MSG.IN c1 'any id' '' AT 1700000000000 QUEUE q CHANNEL chat CUSTOMER c SKILLS de "
       "PRIORITY 1 SLA s DUE 1s AGE 2s UNITS 3 ATTRS a=b REOPEN 0 IF 1 REQ r",
       CommandKind::kMessageIn,
       "conv=c1 queue=q channel=chat customer=c sla=s message=any id payload= request=r "
       "attributes=a=b skills=[de:1] priority=1 due=1000 age=2000 units=3 reopen=0 "
       "at=1700000000000 episode=1"},
      {"MSG.IN c1 m1 hello WINDOW 50s", CommandKind::kMessageIn,
       "conv=c1 message=m1 payload=hello message_window=50000"},
      {"MSG.OUT c1 m2 bye FROM ann AT 5 IF 2 REQ r", CommandKind::kMessageOut,
       "conv=c1 message=m2 payload=bye from=ann request=r at=5 episode=2"},
  });
  expect_refused({
      {"MSG.IN c1 m1", "ERR wrong number of arguments for 'msg.in' command"},
      {"MSG.IN c1 '' x", "BADARG msgid: has 0 bytes; use 1 to 512"},
      {"MSG.IN c1 m1 x AT -1", "BADARG AT: '-1' is no integer from 0 to 9007199254740992"},
      {"MSG.IN c1 m1 x FROM ann",
       "BADARG unknown option 'FROM'; use AT, QUEUE, CHANNEL, CUSTOMER, SKILLS, PRIORITY, SLA, "
       "DUE, AGE, UNITS, ATTRS, REOPEN, IF, REQ, PREFER, WINDOW, STICKY"},
      {"MSG.OUT c1 m1 x FROM", "BADARG FROM: needs a value: FROM agent"},
  });
}

TEST(CommandReader, ReadsStreamCommands) {
  expect_accepted({
      {"XREAD STREAMS events 0", CommandKind::kStreamRead, "streams=[events:0]"},
      {"xread count 10 block 1500 streams events inbox:ann outbox:chat 5 7-0 $",
       CommandKind::kStreamRead,
       "streams=[events:5 inbox:ann:7 outbox:chat:now] count=10 block=1500"},
      {"XREAD BLOCK 0 STREAMS events 5-3", CommandKind::kStreamRead, "streams=[events:5] block=0"},
      {"XRANGE events - +", CommandKind::kStreamRange,
       "streams=[events:0] first=0 last=18446744073709551615"},
      {"XRANGE events 5 7 COUNT 3", CommandKind::kStreamRange,
       "streams=[events:0] count=3 first=5 last=7"},
      {"XRANGE events 5-0 7-0", CommandKind::kStreamRange, "streams=[events:0] first=5 last=7"},
      {"XRANGE events (5 (7", CommandKind::kStreamRange, "streams=[events:0] first=6 last=6"},
      {"XRANGE events (5-0 (7-0", CommandKind::kStreamRange, "streams=[events:0] first=6 last=6"},
      {"XRANGE events 5-1 7-1", CommandKind::kStreamRange, "streams=[events:0] first=6 last=7"},
      {"XRANGE events (5-1 (7-1", CommandKind::kStreamRange, "streams=[events:0] first=6 last=7"},
      {"XRANGE events + -", CommandKind::kStreamRange,
       "streams=[events:0] first=18446744073709551615 last=0"},
      {"XLEN inbox:ann", CommandKind::kStreamLength, "streams=[inbox:ann:0]"},
      {"XINFO stream events", CommandKind::kStreamInfo, "streams=[events:0]"},
      {"XTRIM events MINID 5", CommandKind::kStreamTrim, "streams=[events:0] first=5"},
      {"XTRIM events minid = 5-0", CommandKind::kStreamTrim, "streams=[events:0] first=5"},
      {"XTRIM events MINID ~ 5-1", CommandKind::kStreamTrim, "streams=[events:0] first=6"},
  });
}

TEST(CommandReader, RefusesStreamCommands) {
  constexpr std::string_view kUnbalanced =
      "BADARG STREAMS: unbalanced list of streams: for each stream key an ID or '$' must be "
      "specified";
  expect_refused({
      {"XREAD STREAMS events", "ERR wrong number of arguments for 'xread' command"},
      {"XREAD STREAMS events inbox:a 0", kUnbalanced},
      {"XREAD COUNT 1 BLOCK 5", "BADARG STREAMS: missing; end with STREAMS key... id..."},
      {"XREAD COUNT 1 STREAMS", kUnbalanced},
      {"XREAD COUNT 0 STREAMS events 0",
       "BADARG COUNT: '0' is no integer from 1 to 9223372036854775807"},
      {"XREAD BLOCK x STREAMS events 0",
       "BADARG BLOCK: 'x' is no duration of 0ms to 36500d; use milliseconds, or a number with ms, "
       "s, m, min, h or d"},
      {"XREAD NOACK 1 STREAMS events 0",
       "BADARG unknown option 'NOACK'; use COUNT, BLOCK, STREAMS"},
      {"XREAD STREAMS orders 0",
       "UNKNOWNSTREAM 'orders' is no stream; read events, inbox:AGENT or outbox:CHANNEL"},
      {"XREAD STREAMS inbox: 0",
       "UNKNOWNSTREAM 'inbox:' is no stream; read events, inbox:AGENT or outbox:CHANNEL"},
      {"XREAD STREAMS events >", "BADARG STREAMS: '>' is no entry identifier; use 5, 5-0, 0 or $"},
      {"XREAD STREAMS events 5-",
       "BADARG STREAMS: '5-' is no entry identifier; use 5, 5-0, 0 or $"},
      {"XREAD STREAMS events -5",
       "BADARG STREAMS: '-5' is no entry identifier; use 5, 5-0, 0 or $"},
      {"XREAD STREAMS events 18446744073709551616",
       "BADARG STREAMS: '18446744073709551616' is no entry identifier; use 5, 5-0, 0 or $"},
      {"XRANGE Events - +",
       "UNKNOWNSTREAM 'Events' is no stream; read events, inbox:AGENT or outbox:CHANNEL"},
      {"XRANGE events x +",
       "BADARG start: 'x' is no entry identifier; use -, +, 5, 5-0, (5 or (5-0"},
      {"XRANGE events (- +",
       "BADARG start: '(-' is no entry identifier; use -, +, 5, 5-0, (5 or (5-0"},
      {"XRANGE events (18446744073709551615 +",
       "BADARG start: nothing lies behind '(18446744073709551615'"},
      {"XRANGE events - (0", "BADARG end: nothing lies before '(0'"},
      {"XRANGE events - + LIMIT 3", "BADARG unknown option 'LIMIT'; use COUNT"},
      {"XINFO GROUPS events", "BADARG expected STREAM instead of 'GROUPS'"},
      {"XTRIM events MAXLEN 5", "BADARG unknown strategy 'MAXLEN'; use MINID id"},
      {"XTRIM events MINID =", "BADARG MINID: give one id, and nothing behind it"},
      {"XTRIM events MINID 5 LIMIT 3", "BADARG MINID: give one id, and nothing behind it"},
      {"XTRIM events MINID (5", "BADARG MINID: '(5' is no entry identifier; use 5 or 5-0"},
      {"XTRIM inbox:ann MINID 5",
       "BADARG key: only events is trimmed; inbox: and outbox: are parts of it"},
  });
}

TEST(CommandReader, ReadsPolicyAndFigures) {
  expect_accepted({
      {"POLICY.CHECK '[[queue]]'", CommandKind::kPolicyCheck, "text=[[queue]]"},
      {"POLICY.CHECK '' AGAINST LIVE", CommandKind::kPolicyCheck, "text= against=live"},
      {"POLICY.APPLY '' IF 0 REQ r", CommandKind::kPolicyApply, "request=r text= version=0"},
      {"POLICY.GET", CommandKind::kPolicyGet, ""},
      {"POLICY.SHADOW", CommandKind::kPolicyShadow, ""},
      {"POLICY.SHADOW off", CommandKind::kPolicyShadow, "text=OFF"},
      {"POLICY.SHADOW '[[queue]]'", CommandKind::kPolicyShadow, "text=[[queue]]"},
      {"ETA billing SKILLS de>=2 PRIORITY 3", CommandKind::kEta,
       "queue=billing skills=[de:2] priority=3"},
      {"QUEUE.STATS", CommandKind::kQueueStats, ""},
      {"QUEUE.STATS billing", CommandKind::kQueueStats, "queue=billing"},
      {"SHARD.DIGEST", CommandKind::kDigest, ""},
      {"CLOCK", CommandKind::kClock, ""},
      {"SNAPSHOT", CommandKind::kSnapshot, ""},
      {"CLOCK HOLD 1700000000000", CommandKind::kClock, "at=1700000000000"},
  });
  expect_refused({
      {"POLICY.APPLY x IF one", "BADARG IF: 'one' is no integer from 0 to 9223372036854775807"},
      {"POLICY.GET x", "ERR wrong number of arguments for 'policy.get' command"},
      {"CLOCK HOLD soon", "BADARG HOLD: 'soon' is no integer from 0 to 9007199254740992"},
      {"QUEUE.STATS a b", "BADARG unknown option 'b'; there are none here"},
      {"SHARD.DIGEST x", "ERR wrong number of arguments for 'shard.digest' command"},
  });
}

TEST(CommandReader, LeavesSessionCommandsToTheConnection) {
  CommandReader reader({});
  const Typed hello("hello 3 AUTH u p");
  ASSERT_EQ(reader.read(hello.arguments()), ReadStatus::kSession);
  EXPECT_EQ(reader.row()->session, SessionCommand::kHello);
  expect_refused({{"ECHO", "ERR wrong number of arguments for 'echo' command"}});
}

TEST(CommandReader, JudgesSizesByItsLimits) {
  ArgumentLimits limits;
  limits.payload_size_max = 3;
  limits.agent_skills_max = 1;
  CommandReader reader(limits);
  EXPECT_EQ(reader.read(Typed("MSG.IN c m abc").arguments()), ReadStatus::kCommand);
  EXPECT_EQ(reader.read(Typed("MSG.IN c m abcd").arguments()), ReadStatus::kRefused);
  EXPECT_EQ(reader.refusal().code, Code::kTooBig);
  EXPECT_EQ(reader.refusal().text,
            "payload: has 4 bytes, at most 3; store it elsewhere and send a reference");
  EXPECT_EQ(reader.read(Typed("AGENT.SET a SKILLS x=1,y=1").arguments()), ReadStatus::kRefused);

  const std::string name(128, 'n');
  EXPECT_EQ(reader.read(Typed("CONV.GET " + name).arguments()), ReadStatus::kCommand);
  EXPECT_EQ(reader.read(Typed("CONV.GET " + name + "n").arguments()), ReadStatus::kRefused);
  EXPECT_LT(reader.refusal().text.size(), 200U);
  const std::string reason(512, 'r');
  EXPECT_EQ(reader.read(Typed("CONV.CLOSE c REASON " + reason).arguments()), ReadStatus::kCommand);
  EXPECT_EQ(reader.read(Typed("CONV.CLOSE c REASON r" + reason).arguments()), ReadStatus::kRefused);
  std::string pairs = "k0=0";
  for (int i = 1; i < 32; ++i) pairs += ",k" + std::to_string(i) + "=" + std::to_string(i);
  EXPECT_EQ(reader.read(Typed("CONV.OPEN c QUEUE q ATTRS " + pairs).arguments()),
            ReadStatus::kCommand);
  EXPECT_EQ(reader.read(Typed("CONV.OPEN c QUEUE q ATTRS " + pairs + ",k=1").arguments()),
            ReadStatus::kRefused);
  EXPECT_EQ(reader.refusal().text, "ATTRS: more than 32 entries");
}

TEST(CommandReader, NamesAnUnknownCommandWithoutItsWeight) {
  CommandReader reader({});
  const std::string huge(100'000, 'x');
  const std::vector<std::string_view> arguments = {huge, huge, "a\r\nb", huge};
  EXPECT_EQ(reader.read(arguments), ReadStatus::kRefused);
  EXPECT_EQ(reader.refusal().code, Code::kErr);
  EXPECT_TRUE(reader.refusal().text.starts_with("unknown command 'xxx"));
  EXPECT_LT(reader.refusal().text.size(), 400U);
  EXPECT_NE(reader.refusal().text.find("'a??b'"), std::string::npos);
}

// Any words in any order: a refusal says something, a command survives its encoding.
TEST(CommandReader, AnyArgumentsAreRefusedOrMakeACommand) {
  constexpr std::uint64_t kSeed = 99;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  const std::vector<std::string_view> words = {
      "c1",      "QUEUE",  "q",   "SKILLS", "a>=3,b", "a=3",      "PRIORITY", "5",       "0",
      "DUE",     "30s",    "REQ", "IF",     "1",      "STATE",    "away",     "waiting", "COUNT",
      "STREAMS", "events", "$",   "-",      "+",      "(5",       "BLOCK",    "ATTRS",   "k=v",
      "",        ",",      "=",   "online", "REASON", "\xff\x01", "STREAM",   "MINID"};
  CommandReader reader({});
  model::CommandDecoder decoder;
  int accepted = 0;
  for (int i = 0; i < 300'000; ++i) {
    const auto table = command_table();
    std::vector<std::string_view> arguments = {table[prng.below(table.size())].name};
    const std::uint64_t count = prng.below(7);
    for (std::uint64_t n = 0; n < count; ++n) arguments.push_back(words[prng.below(words.size())]);
    const ReadStatus status = reader.read(arguments);
    if (status == ReadStatus::kRefused) {
      ASSERT_FALSE(reader.refusal().text.empty());
      ASSERT_NE(reader.refusal().code, Code::kOk);
    }
    if (status != ReadStatus::kCommand) continue;
    ++accepted;
    std::string bytes;
    encode(reader.command(), bytes);
    const model::Command* decoded = decoder.decode(bytes);
    ASSERT_NE(decoded, nullptr);
    ASSERT_EQ(described(*decoded), described(reader.command()));
  }
  EXPECT_GT(accepted, 10'000);
}

}  // namespace
}  // namespace stellwerk::resp
