// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/resp/values.h"

// What each command takes, positional parameters first.
namespace stellwerk::resp {

using model::Command;
using model::Field;

inline constexpr Parameter kAgent =
    positional("agent", Field::kAgent, read_identifier<&Command::agent>);
inline constexpr Parameter kConv =
    positional("conv", Field::kConv, read_identifier<&Command::conv>);
inline constexpr Parameter kEpisode =
    option("IF", "episode", Field::kEpisode, read_number<&Command::episode, 1>);
inline constexpr Parameter kRequest =
    option("REQ", "id", Field::kRequest, read_free_text<&Command::request>);
inline constexpr Parameter kReason =
    option("REASON", "reason", Field::kReason, read_free_text<&Command::reason>);
inline constexpr Parameter kSkillNeeds =
    option("SKILLS", "skill>=level,...", Field::kSkills, read_skill_needs);
inline constexpr Parameter kPriority =
    option("PRIORITY", "0-9", Field::kPriority, read_number<&Command::priority, 0, 9>);
inline constexpr Parameter kQueue =
    option("QUEUE", "queue", Field::kQueue, read_identifier<&Command::queue>);
inline constexpr Parameter kQueueRequired =
    required("QUEUE", "queue", Field::kQueue, read_identifier<&Command::queue>);
inline constexpr Parameter kChannel =
    option("CHANNEL", "channel", Field::kChannel, read_identifier<&Command::channel>);
inline constexpr Parameter kCustomer =
    option("CUSTOMER", "customer", Field::kCustomer, read_free_text<&Command::customer>);
inline constexpr Parameter kSla = option("SLA", "sla", Field::kSla, read_identifier<&Command::sla>);
inline constexpr Parameter kDue =
    option("DUE", "duration", Field::kDue, read_duration<&Command::due, 1>);
inline constexpr Parameter kAge =
    option("AGE", "duration", Field::kAge, read_duration<&Command::age, 0>);
inline constexpr Parameter kUnits =
    option("UNITS", "units", Field::kUnits, read_number<&Command::units, 1, kCapacityMax>);
inline constexpr Parameter kAttributes =
    option("ATTRS", "key=value,...", Field::kAttributes, read_attributes);
inline constexpr Parameter kReopen =
    option("REOPEN", "0|1", Field::kReopen, read_flag<&Command::reopen>);
inline constexpr Parameter kPrefer = option("PREFER", "skill,...", Field::kPrefer, read_preferred);
inline constexpr Parameter kWindow =
    option("WINDOW", "duration", Field::kWindow, read_duration<&Command::window, 1>);
// As kWindow, and of an open conversation too.
inline constexpr Parameter kMessageWindow =
    option("WINDOW", "duration", Field::kMessageWindow, read_duration<&Command::message_window, 1>);
inline constexpr Parameter kSticky =
    option("STICKY", "agent[:duration]", Field::kSticky, read_sticky);
inline constexpr Parameter kAt = option("AT", "unix-ms", Field::kAt, read_time);
inline constexpr Parameter kMessage =
    positional("msgid", Field::kMessage, read_free_text<&Command::message>);
inline constexpr Parameter kPayload = positional("payload", Field::kPayload, read_payload);
inline constexpr Parameter kOffer =
    positional("offer", Field::kOffer, read_free_text<&Command::offer, 128>);
inline constexpr Parameter kCursor =
    option("CURSOR", "cursor", Field::kCursor, read_free_text<&Command::cursor, 128>);
inline constexpr Parameter kPage = option("COUNT", "count", Field::kCount, read_page_size);
inline constexpr Parameter kStreamKey = positional("key", Field::kStreams, read_stream_key);
inline constexpr Parameter kEntries =
    option("COUNT", "count", Field::kCount, read_number<&Command::count, 1>);
inline constexpr Parameter kDocument = positional("toml", Field::kText, read_document);

inline constexpr std::array kAgentSetParameters = {
    kAgent,
    option("KIND", "human|bot", Field::kAgentKind, read_agent_kind),
    option("SKILLS", "skill=level,...", Field::kSkills, read_skill_levels),
    option("CAPACITY", "units", Field::kCapacity, read_number<&Command::capacity, 0, kCapacityMax>),
    option("CHANNELS", "channel=maximum,...", Field::kChannels, read_channels),
    option("QUEUES", "queue,...", Field::kQueues, read_queues),
    option("LABELS", "key=value,...", Field::kLabels, read_labels),
    option("WEIGHT", "1-1000", Field::kWeight,
           read_number<&Command::weight, 1, model::kAgentWeightMax>),
    option("RANK", "rank", Field::kRank, read_number<&Command::rank, 0, model::kAgentRankMax>),
    option("COST", "cost", Field::kCost, read_number<&Command::cost, 0, model::kAgentCostMax>),
    kRequest};
inline constexpr std::array kAgentStateParameters = {
    kAgent, positional("state", Field::kPresence, read_presence, "ONLINE|AWAY|OFFLINE|DRAINING"),
    kReason, option("LEASE", "duration", Field::kLease, read_duration<&Command::lease, 1>),
    kRequest};
inline constexpr std::array kAgentBeatParameters = {
    kAgent, positional("epoch", Field::kEpoch, read_number<&Command::epoch, 0>), kRequest};
inline constexpr std::array kAgentGetParameters = {kAgent};
inline constexpr std::array kAgentListParameters = {
    kCursor, kPage,
    option("STATE", "online|away|offline|draining", Field::kPresence, read_presence)};
inline constexpr std::array kAgentDelParameters = {
    kAgent, option("FORCE", "0|1", Field::kForce, read_flag<&Command::force>), kRequest};

inline constexpr std::array kConvOpenParameters = {
    kConv,  kQueueRequired, kChannel, kCustomer, kSkillNeeds, kPriority, kSla,    kDue,   kAge,
    kUnits, kAttributes,    kReopen,  kEpisode,  kRequest,    kPrefer,   kWindow, kSticky};
inline constexpr std::array kConvOfferParameters = {kConv, kOffer, kEpisode, kRequest};
inline constexpr std::array kConvDeclineParameters = {kConv, kOffer, kReason, kEpisode, kRequest};
inline constexpr std::array kConvUpdateParameters = {kConv, kQueue,   kSkillNeeds, kPriority,
                                                     kDue,  kEpisode, kRequest};
inline constexpr std::array kConvEscalateParameters = {
    kConv,    kSkillNeeds,
    kReason,  option("CONFIDENCE", "0-1", Field::kConfidence, read_share<&Command::confidence>),
    kEpisode, kRequest};
inline constexpr std::array kConvEndParameters = {kConv, kReason, kEpisode, kRequest};
inline constexpr std::array kConvHoldParameters = {
    kConv, option("FOR", "duration", Field::kHoldFor, read_duration<&Command::hold_for, 1>),
    kReason, kEpisode, kRequest};
inline constexpr std::array kConvResumeParameters = {kConv, kEpisode, kRequest};
inline constexpr std::array kConvTakeParameters = {
    kConv, kAgent, option("FORCE", "0|1", Field::kForce, read_flag<&Command::force>), kEpisode,
    kRequest};
inline constexpr std::array kConvTransferParameters = {
    kConv,       kQueue,  option("AGENT", "agent", Field::kAgent, read_identifier<&Command::agent>),
    kSkillNeeds, kReason, kEpisode,
    kRequest};
inline constexpr std::array kConvDecideParameters = {
    kConv, option("AGENT", "agent", Field::kAgent, read_identifier<&Command::agent>), kEpisode,
    kRequest};
inline constexpr std::array kConvCallbackParameters = {
    kConv, option("FOR", "duration", Field::kHoldFor, read_duration<&Command::hold_for, 1>),
    kReason, kEpisode, kRequest};
inline constexpr std::array kConvWrappedParameters = {kConv, kEpisode, kRequest};
inline constexpr std::array kConvGetParameters = {kConv};
inline constexpr std::array kConvExplainParameters = {
    kConv, option("COUNT", "agents", Field::kCount, read_number<&Command::count, 1, 1'000>)};
inline constexpr std::array kConvListParameters = {
    kQueue,
    option("STATE", "waiting|offered|active|held|wrapup|closed", Field::kText,
           read_conversation_state),
    option("AGENT", "agent", Field::kAgent, read_identifier<&Command::agent>), kCursor, kPage};

inline constexpr std::array kMessageInParameters = {
    kConv,       kMessage,  kPayload, kAt,     kQueue,         kChannel, kCustomer,
    kSkillNeeds, kPriority, kSla,     kDue,    kAge,           kUnits,   kAttributes,
    kReopen,     kEpisode,  kRequest, kPrefer, kMessageWindow, kSticky};
inline constexpr std::array kMessageOutParameters = {
    kConv,    kMessage,
    kPayload, option("FROM", "agent", Field::kFrom, read_identifier<&Command::from>),
    kAt,      kEpisode,
    kRequest};

inline constexpr std::array kXreadParameters = {
    kEntries, option("BLOCK", "milliseconds", Field::kBlock, read_duration<&Command::block, 0>),
    required("STREAMS", "key... id...", Field::kStreams, nullptr)};
inline constexpr std::array kXrangeParameters = {
    kStreamKey, positional("start", Field::kFirst, read_range_start),
    positional("end", Field::kLast, read_range_end), kEntries};
inline constexpr std::array kXlenParameters = {kStreamKey};
inline constexpr std::array kClockParameters = {option("HOLD", "unix-ms", Field::kAt, read_time)};
inline constexpr std::array kXinfoParameters = {word("STREAM"), kStreamKey};
inline constexpr std::array kXtrimParameters = {
    kStreamKey, word("MINID"), positional("id", Field::kFirst, nullptr, "[=|~] id")};

inline constexpr std::array kPolicyCheckParameters = {
    kDocument, option("AGAINST", "live", Field::kAgainst, read_against)};
inline constexpr std::array kPolicyShadowParameters = {
    Parameter{"toml", "toml|OFF", Need::kOptionalPositional, Field::kText, read_shadow}};
inline constexpr std::array kPolicyApplyParameters = {
    kDocument, option("IF", "version", Field::kVersion, read_number<&Command::version, 0>),
    kRequest};

inline constexpr std::array kEtaParameters = {
    positional("queue", Field::kQueue, read_identifier<&Command::queue>), kSkillNeeds, kPriority};
inline constexpr std::array kQueueStatsParameters = {Parameter{
    "queue", "queue", Need::kOptionalPositional, Field::kQueue, read_identifier<&Command::queue>}};

}  // namespace stellwerk::resp
