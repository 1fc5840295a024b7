// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/explain/explain.h"

#include <iostream>

#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"
#include "tools/stellwerk/explain/explanation.h"

namespace stellwerk::cli {
namespace {

constexpr int kRefused = 1;
constexpr int kNoReply = 2;

}  // namespace

int run_explain(const ExplainOptions& options) {
  Connection connection = open_session(options.daemon);
  Request request{"CONV.EXPLAIN", options.conversation};
  if (options.agents) request.option("COUNT", *options.agents);
  const auto reply = connection.call(request);
  if (!reply) {
    std::cerr << "stellwerk explain: " << connection.failure() << '\n';
    return kNoReply;
  }
  if (reply->is_error()) {
    std::cerr << "stellwerk explain: " << printable(reply->text) << '\n';
    return kRefused;
  }
  if (options.json) {
    std::cout << to_json(*reply).dump(2) << '\n';
  } else {
    std::cout << explanation(*reply);
  }
  return 0;
}

}  // namespace stellwerk::cli
