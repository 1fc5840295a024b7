// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/stream_feed.h"

#include <algorithm>

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kEntriesMax = 2'000;  // per answer and stream
constexpr std::int64_t kBlockMs = 200;

}  // namespace

StreamFeed::StreamFeed(Connection connection, std::vector<std::string> keys, std::uint64_t after)
    : connection_(std::move(connection)), keys_(std::move(keys)), read_(keys_.size(), after) {
  ask();
}

void StreamFeed::ask() {
  Request request{"XREAD"};
  request.option("COUNT", kEntriesMax).option("BLOCK", kBlockMs).add("STREAMS");
  for (const std::string& key : keys_) request.add(key);
  for (const std::uint64_t id : read_) request.add(std::to_string(id) + "-0");
  connection_.send(request);
  connection_.flush();
}

bool StreamFeed::receive(const std::function<void(const Entry&)>& on_entry) {
  connection_.fill();
  while (auto reply = connection_.next_reply()) {
    auto entries = read_entries(*reply);
    if (!entries) {
      failure_ = "XREAD of " + keys_.front() + " was answered: " +
                 (reply->is_error() ? reply->text : "with something that is no list of entries");
      return false;
    }
    dry_ = entries->empty();
    // The answer goes stream by stream; what happened went by number.
    std::stable_sort(entries->begin(), entries->end(),
                     [](const Entry& a, const Entry& b) { return a.seq < b.seq; });
    for (const Entry& entry : *entries) {
      const auto key = std::find(keys_.begin(), keys_.end(), entry.stream);
      if (key == keys_.end()) {
        failure_ = "XREAD answered the stream " + entry.stream + ", which was not asked for";
        return false;
      }
      read_[static_cast<std::size_t>(key - keys_.begin())] = entry.seq;
      ++entries_;
      on_entry(entry);
    }
    ask();
  }
  failure_ = connection_.failure();
  return failure_.empty();
}

}  // namespace stellwerk::cli
