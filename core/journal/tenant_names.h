// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/journal/problem.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace stellwerk::journal {

// The names of a data directory's tenants by their numbers, which its records have: DIR/tenants, a
// line each. A directory without the file has one, `default`.
// `names`: those that are wanted, the first is `default`; afterwards all there are, those of the
// directory first and as they were. Whoever calls holds the directory.
[[nodiscard]] Problem agree_on_tenants(rocksdb::Env& env, const std::string& directory,
                                       std::vector<std::string>& names);

}  // namespace stellwerk::journal
