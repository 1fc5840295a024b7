// SPDX-License-Identifier: Apache-2.0
#include "core/resp/command_table.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/resp/command_answers.h"
#include "core/resp/command_parameters.h"
#include "core/resp/command_rights.h"
#include "core/resp/options.h"
#include "core/resp/streams.h"

namespace stellwerk::resp {
namespace {

using enum Flag;
using model::CommandKind;

constexpr Flags kWrites = kWrite | kFast;
constexpr Flags kReads = kReadonly | kFast;
constexpr Flags kScans = static_cast<Flags>(kReadonly);
constexpr Flags kSessions = kFast | kLoading | kStale;
constexpr Flags kFirstSessions = kFast | kLoading | kStale | kNoAuth;

bool read_update(Reading& reading, std::span<const Parameter> parameters,
                 std::span<const std::string_view> arguments) {
  if (!read_parameters(reading, parameters, arguments)) return false;
  for (const Field field : {Field::kQueue, Field::kSkills, Field::kPriority, Field::kDue}) {
    if (reading.command.has(field)) return true;
  }
  return reading.refuse(model::Code::kBadArg,
                        {"nothing to update; give QUEUE, SKILLS, PRIORITY or DUE"});
}

bool read_transfer(Reading& reading, std::span<const Parameter> parameters,
                   std::span<const std::string_view> arguments) {
  if (!read_parameters(reading, parameters, arguments)) return false;
  if (reading.command.has(Field::kQueue) != reading.command.has(Field::kAgent)) return true;
  return reading.refuse(model::Code::kBadArg, {"where to? give either QUEUE queue or AGENT agent"});
}

constexpr int arity_of(std::span<const Parameter> parameters) {
  int least = 1;
  bool open = false;
  for (const Parameter& parameter : parameters) {
    switch (parameter.need) {
      case Need::kWord:
      case Need::kPositional:
        least += 1;
        break;
      case Need::kRequired:
        least += 2;
        open = true;
        break;
      case Need::kOptionalPositional:
      case Need::kOptional:
        open = true;
        break;
    }
  }
  return open ? -least : least;
}

constexpr void add_rights(CommandRow& made) {
  const CommandRight right = right_of(made.name);
  made.roles = right.roles;
  made.operators = right.operators;
  made.has_forms = std::any_of(
      rights::kRights.begin(), rights::kRights.end(),
      [&made](const CommandRight& each) { return each.command == made.name && each.is_form(); });
}

constexpr void add_answer(CommandRow& made) {
  for (const CommandAnswer& answer : answers::kAnswers) {
    if (answer.command != made.name) continue;
    made.errors = answer.errors;
    made.reply = answer.reply;
    made.fields = answer.fields;
  }
}

constexpr CommandRow row(std::string_view name, std::string_view group, Flags flags,
                         CommandKind kind, std::span<const Parameter> parameters,
                         std::string_view summary, CommandRow::Read read = read_parameters) {
  CommandRow made;
  made.name = name;
  made.group = group;
  made.summary = summary;
  made.flags = flags;
  made.arity = arity_of(parameters);
  made.kind = kind;
  made.parameters = parameters;
  made.read = read;
  add_rights(made);
  add_answer(made);
  return made;
}

constexpr CommandRow with_arity(CommandRow made, int arity) {
  made.arity = arity;
  return made;
}

constexpr CommandRow session(std::string_view name, SessionCommand command, Flags flags, int arity,
                             std::string_view syntax, std::string_view summary) {
  CommandRow made;
  made.name = name;
  made.group = "connection";
  made.summary = summary;
  made.flags = flags;
  made.arity = arity;
  made.session = command;
  made.syntax = syntax;
  add_rights(made);
  add_answer(made);
  return made;
}

constexpr std::array kRows = {
    session("auth", SessionCommand::kAuth, kFirstSessions, -2, "[user] password", "Logs in."),
    session("client", SessionCommand::kClient, kSessions, -2,
            "ID | SETNAME name | GETNAME | SETINFO attribute value | LIST | KILL ID id",
            "Names, lists and ends connections."),
    session(
        "command", SessionCommand::kCommand, kSessions, -1,
        "[COUNT | DOCS [name ...] | INFO [name ...] | LIST [FILTERBY PATTERN pattern] | ERRORS | "
        "EVENTS | HELP]",
        "Describes the commands."),
    session("config", SessionCommand::kConfig, kSessions, -2, "GET pattern ...",
            "Answers empty: the daemon is configured by its file and flags."),
    session("echo", SessionCommand::kEcho, kSessions, 2, "message", "Answers the message."),
    session("hello", SessionCommand::kHello, kFirstSessions, -1,
            "[2|3] [AUTH user password] [SETNAME name]",
            "Chooses the version of the protocol and describes the server."),
    session("info", SessionCommand::kInfo, kSessions, -1, "[section ...]",
            "Describes the daemon and its figures."),
    session("ping", SessionCommand::kPing, kSessions, -1, "[message]",
            "Answers PONG, or the message."),
    session("quit", SessionCommand::kQuit, kFirstSessions, -1, "", "Ends the connection."),
    session("reset", SessionCommand::kReset, kFirstSessions, 1, "",
            "Makes the connection as it was when it began."),
    session("select", SessionCommand::kSelect, kSessions, 2, "0",
            "Accepts database 0, the only one."),

    row("agent.set", "agent", kWrites, CommandKind::kAgentSet, kAgentSetParameters,
        "Creates an agent or a bot, or replaces the named options."),
    row("agent.state", "agent", kWrites, CommandKind::kAgentState, kAgentStateParameters,
        "Sets an agent's presence and answers its epoch."),
    row("agent.beat", "agent", kWrites, CommandKind::kAgentBeat, kAgentBeatParameters,
        "Renews the lease of an agent's presence."),
    row("agent.get", "agent", kReads, CommandKind::kAgentGet, kAgentGetParameters,
        "Describes an agent."),
    row("agent.list", "agent", kScans, CommandKind::kAgentList, kAgentListParameters,
        "Lists agents, page by page."),
    row("agent.del", "agent", kWrites, CommandKind::kAgentDelete, kAgentDelParameters,
        "Removes an agent; with FORCE 1 even one who has work."),

    row("conv.open", "conversation", kWrites, CommandKind::kConvOpen, kConvOpenParameters,
        "Opens a conversation in a queue."),
    row("conv.accept", "conversation", kWrites, CommandKind::kConvAccept, kConvOfferParameters,
        "Takes an offered conversation."),
    row("conv.decline", "conversation", kWrites, CommandKind::kConvDecline, kConvDeclineParameters,
        "Refuses an offered conversation."),
    row("conv.update", "conversation", kWrites, CommandKind::kConvUpdate, kConvUpdateParameters,
        "Changes what a waiting conversation asks for.", read_update),
    row("conv.escalate", "conversation", kWrites, CommandKind::kConvEscalate,
        kConvEscalateParameters, "Hands a conversation from a bot to humans."),
    row("conv.hold", "conversation", kWrites, CommandKind::kConvHold, kConvHoldParameters,
        "Sets a conversation aside; its agent's slot is free meanwhile."),
    row("conv.resume", "conversation", kWrites, CommandKind::kConvResume, kConvResumeParameters,
        "Goes on with a held conversation."),
    row("conv.take", "conversation", kWrites, CommandKind::kConvTake, kConvTakeParameters,
        "Gives a waiting conversation to an agent; with FORCE 1 beyond its capacity."),
    row("conv.transfer", "conversation", kWrites, CommandKind::kConvTransfer,
        kConvTransferParameters, "Hands a conversation to another queue or agent.", read_transfer),
    row("conv.decide", "conversation", kWrites, CommandKind::kConvDecide, kConvDecideParameters,
        "Names the agent that decision.requested asked for, or leaves it to the engine."),
    row("conv.callback", "conversation", kWrites, CommandKind::kConvCallback,
        kConvCallbackParameters, "Keeps the place of a customer who has hung up, to call back."),
    row("conv.close", "conversation", kWrites, CommandKind::kConvClose, kConvEndParameters,
        "Ends the work on a conversation; wrap-up follows."),
    row("conv.wrapped", "conversation", kWrites, CommandKind::kConvWrapped, kConvWrappedParameters,
        "Ends wrap-up early."),
    row("conv.abandon", "conversation", kWrites, CommandKind::kConvAbandon, kConvEndParameters,
        "Says that the customer has left."),
    row("conv.get", "conversation", kReads, CommandKind::kConvGet, kConvGetParameters,
        "Describes a conversation."),
    row("conv.explain", "conversation", kScans, CommandKind::kConvExplain, kConvExplainParameters,
        "Tells why a conversation is where it is, and what each agent lacks for it."),
    row("conv.list", "conversation", kScans, CommandKind::kConvList, kConvListParameters,
        "Lists conversations, page by page."),

    row("msg.in", "message", kWrites, CommandKind::kMessageIn, kMessageInParameters,
        "Brings a customer's message; opens the conversation if need be."),
    row("msg.out", "message", kWrites, CommandKind::kMessageOut, kMessageOutParameters,
        "Sends a reply to the customer."),

    with_arity(row("xread", "stream", kReadonly | kBlocking, CommandKind::kStreamRead,
                   kXreadParameters, "Reads what follows an entry, or waits for it.", read_xread),
               -4),
    row("xrange", "stream", kScans, CommandKind::kStreamRange, kXrangeParameters,
        "Reads the entries between two."),
    row("xlen", "stream", kReads, CommandKind::kStreamLength, kXlenParameters,
        "Counts the entries of a stream."),
    row("xinfo", "stream", kReads, CommandKind::kStreamInfo, kXinfoParameters,
        "Describes a stream."),
    with_arity(row("xtrim", "stream", kWrites, CommandKind::kStreamTrim, kXtrimParameters,
                   "Forgets the entries before one.", read_xtrim),
               -4),

    row("policy.check", "policy", kScans, CommandKind::kPolicyCheck, kPolicyCheckParameters,
        "Reports what is wrong with a policy document."),
    row("policy.apply", "policy", kWrite | kAdmin, CommandKind::kPolicyApply,
        kPolicyApplyParameters, "Puts a policy document in force."),
    row("policy.get", "policy", kReads, CommandKind::kPolicyGet, {},
        "Answers the policy document in force."),
    row("policy.shadow", "policy", kReadonly | kAdmin, CommandKind::kPolicyShadow,
        kPolicyShadowParameters,
        "Lets a document decide along without effect, ends that, or tells where it differs."),

    row("eta", "figures", kScans, CommandKind::kEta, kEtaParameters,
        "Estimates the wait of who would come now."),
    row("queue.stats", "figures", kScans, CommandKind::kQueueStats, kQueueStatsParameters,
        "Figures of one queue or of all."),
    row("shard.digest", "figures", kReadonly | kAdmin, CommandKind::kDigest, {},
        "A digest of the whole routing state."),
    row("clock", "figures", kReadonly | kAdmin, CommandKind::kClock, kClockParameters,
        "Tells the engine's time; an accelerated clock can be held at a moment."),
    row("snapshot", "figures", kReadonly | kAdmin, CommandKind::kSnapshot, {},
        "Folds the journal into a snapshot, answers when it is on the disk."),
};

// A new command needs a row in core/resp/command_answers.h.
static_assert(std::all_of(kRows.begin(), kRows.end(),
                          [](const CommandRow& made) { return !made.reply.empty(); }));

constexpr std::size_t kNameSizeMax = 16;
constexpr std::size_t kSlots = 128;
static_assert(kRows.size() * 2 < kSlots);

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 2'166'136'261U;
  for (const char c : name) {
    hash = (hash ^ (static_cast<unsigned char>(c) | 0x20U)) * 16'777'619U;
  }
  return (hash ^ hash >> 15U) % kSlots;
}

// Open addressing by the name's hash; 0 is free, n the row n - 1.
constexpr std::array<std::uint8_t, kSlots> kIndex = [] {
  std::array<std::uint8_t, kSlots> index{};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    std::size_t slot = slot_of(kRows[i].name);
    while (index[slot] != 0) slot = (slot + 1) % kSlots;
    index[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return index;
}();

// Whether the option stands among the arguments, with another value than 0.
bool gives(const CommandRow& row, std::span<const std::string_view> arguments,
           std::string_view option) {
  const auto in_place = std::count_if(row.parameters.begin(), row.parameters.end(),
                                      [](const Parameter& each) { return each.is_positional(); });
  for (auto at = 1 + static_cast<std::size_t>(in_place); at + 1 < arguments.size(); at += 2) {
    if (base::equals_ignoring_case(arguments[at], option)) return arguments[at + 1] != "0";
  }
  return false;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

}  // namespace

std::span<const CommandRow> command_table() { return kRows; }

const CommandRow* find_command(std::string_view name) {
  if (name.size() > kNameSizeMax) return nullptr;
  for (std::size_t slot = slot_of(name); kIndex[slot] != 0; slot = (slot + 1) % kSlots) {
    const CommandRow& found = kRows[kIndex[slot] - 1U];
    if (base::equals_ignoring_case(found.name, name)) return &found;
  }
  return nullptr;
}

CommandRight right_for(const CommandRow& row, std::span<const std::string_view> arguments) {
  if (row.has_forms && arguments.size() > 1) {
    for (const CommandRight& right : rights::kRights) {
      if (right.command != row.name || !right.is_form()) continue;
      const bool by_word =
          right.word == kAnyWord || base::equals_ignoring_case(right.word, arguments[1]);
      const bool meant = right.word.empty() ? gives(row, arguments, right.option) : by_word;
      if (meant) return right;
    }
  }
  return {row.name, row.roles, row.operators};
}

std::string syntax_of(const CommandRow& row) {
  std::string text = upper(row.name);
  if (!row.syntax.empty()) text.append(" ").append(row.syntax);
  for (const Parameter& parameter : row.parameters) {
    switch (parameter.need) {
      case Need::kWord:
        text.append(" ").append(parameter.name);
        break;
      case Need::kPositional:
        text.append(" ").append(parameter.hint);
        break;
      case Need::kOptionalPositional:
        text.append(" [").append(parameter.hint).append("]");
        break;
      case Need::kRequired:
        text.append(" ").append(parameter.name).append(" ").append(parameter.hint);
        break;
      case Need::kOptional:
        text.append(" [").append(parameter.name).append(" ").append(parameter.hint).append("]");
        break;
    }
  }
  return text;
}

}  // namespace stellwerk::resp
