// SPDX-License-Identifier: Apache-2.0
#include "core/journal/tenant_names.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <rocksdb/env.h>

#include "core/base/text.h"

namespace stellwerk::journal {
namespace {

constexpr std::string_view kTitle = "stellwerk-tenants 1";
constexpr std::string_view kFirst = "default";

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Problem read(rocksdb::Env& env, const std::string& file, std::vector<std::string>& names) {
  std::string text;
  const rocksdb::Status status = rocksdb::ReadFileToString(&env, file, &text);
  if (!status.ok()) return {Fault::kUnavailable, file + " cannot be read: " + status.ToString()};
  std::string_view rest = text;
  bool whole = text.ends_with('\n') && base::next_item(rest, '\n') == kTitle;
  while (whole && !rest.empty()) {
    const std::string_view name = base::next_item(rest, '\n');
    whole = base::is_identifier(name) && !has(names, name);
    names.emplace_back(name);
  }
  if (whole && !names.empty() && names.front() == kFirst) return {};
  return {Fault::kDamaged, file + " is not what this program writes: restore it from a backup"};
}

Problem write(rocksdb::Env& env, const std::string& directory, const std::string& file,
              const std::vector<std::string>& names) {
  std::string text(kTitle);
  text += '\n';
  for (const std::string& name : names) text.append(name) += '\n';
  const std::string draft = file + ".new";
  rocksdb::Status status = rocksdb::WriteStringToFile(&env, text, draft, true);
  if (status.ok()) status = env.RenameFile(draft, file);
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env.NewDirectory(directory, &folder);
  if (status.ok()) status = folder->Fsync();
  if (status.ok()) return {};
  return {Fault::kUnavailable, file + " cannot be written (" + status.ToString() +
                                   "): give the daemon's user a directory it may write in, on a "
                                   "disk that is not read-only and has room"};
}

}  // namespace

Problem agree_on_tenants(rocksdb::Env& env, const std::string& directory,
                         std::vector<std::string>& names) {
  const std::string file = directory + "/tenants";
  std::vector<std::string> all;
  if (env.FileExists(file).ok()) {
    Problem problem = read(env, file, all);
    if (!problem.none()) return problem;
  } else {
    all.emplace_back(kFirst);
  }
  const std::size_t before = all.size();
  for (const std::string& name : names) {
    if (!has(all, name)) all.push_back(name);
  }
  names = std::move(all);
  return names.size() > before ? write(env, directory, file, names) : Problem{};
}

}  // namespace stellwerk::journal
