// SPDX-License-Identifier: Apache-2.0
#include "core/net/session.h"

#include <chrono>
#include <utility>

#include "core/net/info.h"
#include "core/net/reply_scratch.h"
#include "core/net/session_commands.h"

namespace stellwerk::net {

using model::CommandKind;

Session::Session(SessionPlace& place, std::uint64_t key, ClientRecord client)
    : place_(place), key_(key), client_(std::move(client)), parser_(resp::RequestLimits{}) {
  begin_as_stranger();
}

std::size_t Session::read(std::string_view bytes) {
  std::size_t used = 0;
  out_of_turn_ = false;
  while (!ended_ && park_ == Park::kNo && used < bytes.size()) {
    out_of_turn_ = !place_.shares.has_left(share());
    if (out_of_turn_) return used;
    const resp::ParseStatus status = parser_.parse(bytes.substr(used));
    if (status == resp::ParseStatus::kRequest) {
      place_.shares.take(share(), parser_.consumed());
      carry_out(parser_.arguments());
    }
    used += parser_.consumed();
    if (status == resp::ParseStatus::kNeedMore) return used;
    if (status == resp::ParseStatus::kMalformed) {
      place_.counters.cut_protocol.add(1);
      refuse(model::Code::kErr, parser_.error());
      end();
    }
  }
  // Nobody wants what an ended session has not read.
  return ended_ ? bytes.size() : used;
}

void Session::carry_out(Arguments arguments) {
  resp::CommandReader& reader = place_.reader;
  const resp::ReadStatus status = reader.read(arguments);
  if (reader.row() != nullptr) client_.last_command = reader.row()->name;
  if (guarded_ && !admit(reader.row(), arguments)) return place_.counters.commands_local.add(1);
  if (status == resp::ReadStatus::kCommand) {
    if (guarded_ && !admit_streams(reader.command())) {
      return place_.counters.commands_local.add(1);
    }
    const CommandKind kind = reader.command().kind;
    if (kind == CommandKind::kPolicyApply || kind == CommandKind::kPolicyCheck ||
        kind == CommandKind::kPolicyShadow) {
      return submit_policy(reader.command());
    }
    return submit(reader.command());
  }
  place_.counters.commands_local.add(1);
  if (status == resp::ReadStatus::kSession) {
    SessionCommands(*this).run(*reader.row(), arguments);
  } else {
    refuse(reader.refusal().code, reader.refusal().text);
  }
}

void Session::submit(const model::Command& command) {
  const runtime::Envelope to = envelope();
  if (!place_.port.submit(to, command)) {
    place_.counters.full_replies.add(1);
    const std::uint32_t wait_ms = place_.port.retry_after_ms(to.tenant);
    return refuse(model::Code::kFull,
                  "more commands wait than are allowed to, try again later: "
                  "retry-after-ms=" +
                      std::to_string(wait_ms));
  }
  place_.counters.commands_shard.add(1);
  output_.ask();
  if (command.has(model::Field::kBlock)) park(Park::kBlockedRead);
  if (command.kind == model::CommandKind::kSnapshot) park(Park::kSnapshot);
}

void Session::refuse(model::Code code, std::string_view text) {
  ReplyScratch reply(place_.scratch, client_.protocol);
  reply.writer().error(code, text);
  output_.append(reply.bytes());
}

runtime::Envelope Session::envelope() const {
  return {.session = key_, .tenant = tenant(), .port = 0, .protocol = client_.protocol, .flags = 0};
}

void Session::answer(std::string_view bytes) {
  output_.answer(bytes);
  // What it waits for was the last command: everything before it is answered too.
  const bool waits = park_ == Park::kBlockedRead || park_ == Park::kSnapshot;
  if (waits && output_.settled()) unpark();
  if (verdict_ && output_.settled()) finish_login();
}

void Session::figures_came(const runtime::Figures& figures) {
  if (park_ != Park::kFigures) return;
  unpark();
  const std::string text = info_text(place_.facts, figures, {tenant(), is_operator()},
                                     std::chrono::steady_clock::now(), info_section_);
  ReplyScratch reply(place_.scratch, client_.protocol);
  reply.writer().text(text);
  output_.append(reply.bytes());
}

void Session::roster_came(const Roster& roster) {
  if (park_ != Park::kRoster) return;
  unpark();
  ReplyScratch reply(place_.scratch, client_.protocol);
  if (!roster.kill) {
    reply.writer().text(roster.lines);
  } else if (roster.count_answer) {
    reply.writer().integer(static_cast<std::int64_t>(roster.killed));
  } else if (roster.killed > 0) {
    reply.writer().simple("OK");
  } else {
    reply.writer().error(model::Code::kErr, "No such client");
  }
  output_.append(reply.bytes());
  if (roster.kills_asker) end();
}

std::string Session::line() const {
  return client_line(client_, place_.host.now_ms(), output_.outstanding(), output_.size());
}

bool Session::list(Roster& roster) const {
  if (!roster.filter.accepts(client_)) return false;
  if (!roster.kill) {
    roster.lines += line();
    return false;
  }
  ++roster.killed;
  return true;
}

void Session::input_over() {
  if (park_ == Park::kBlockedRead && !called_off_) {
    place_.port.cancel(envelope());
    called_off_ = true;
  }
  end();
}

void Session::unpark() {
  park_ = Park::kNo;
  unparked_ = true;
}

bool Session::take_unparked() { return std::exchange(unparked_, false); }

bool Session::finished() const {
  const std::uint64_t unanswered = called_off_ && park_ == Park::kBlockedRead ? 1 : 0;
  return ended_ && park_ != Park::kFigures && park_ != Park::kRoster && park_ != Park::kLogin &&
         output_.outstanding() <= unanswered && output_.pending().empty();
}

}  // namespace stellwerk::net
