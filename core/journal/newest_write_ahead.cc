// SPDX-License-Identifier: Apache-2.0
#include "core/journal/newest_write_ahead.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include <rocksdb/env.h>

#include "core/base/text.h"

namespace stellwerk::journal {
namespace {

constexpr const char* kMark = "/NEWEST";
constexpr const char* kDraft = "/NEWEST.new";
constexpr std::string_view kSuffix = ".log";
constexpr std::size_t kDigits = 6;

std::string file_name(std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  return digits.append(kSuffix);
}

// 0 for what is no write-ahead file.
std::uint64_t number_of(std::string_view name) {
  if (!name.ends_with(kSuffix)) return 0;
  name.remove_suffix(kSuffix.size());
  const auto number = base::parse_integer(name);
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

}  // namespace

std::uint64_t newest_write_ahead(rocksdb::Env& env, const std::string& folder) {
  std::vector<std::string> names;
  if (!env.GetChildren(folder, &names).ok()) return 0;
  std::uint64_t newest = 0;
  for (const std::string& name : names) newest = std::max(newest, number_of(name));
  return newest;
}

bool mark_write_ahead(rocksdb::Env& env, const std::string& folder, std::uint64_t number) {
  const std::string draft = folder + kDraft;
  rocksdb::Status status = rocksdb::WriteStringToFile(&env, file_name(number) + '\n', draft, true);
  if (status.ok()) status = env.RenameFile(draft, folder + kMark);
  // Makes the names last, that of the file that is marked, too.
  std::unique_ptr<rocksdb::Directory> directory;
  if (status.ok()) status = env.NewDirectory(folder, &directory);
  if (status.ok()) status = directory->Fsync();
  return status.ok();
}

std::string missing_write_ahead(rocksdb::Env& env, const std::string& folder) {
  std::string text;
  if (!rocksdb::ReadFileToString(&env, folder + kMark, &text).ok()) return {};
  std::string_view rest = text;
  const std::uint64_t marked = number_of(base::next_item(rest, '\n'));
  if (newest_write_ahead(env, folder) >= marked) return {};
  return folder + '/' + file_name(marked);
}

}  // namespace stellwerk::journal
