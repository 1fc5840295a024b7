// SPDX-License-Identifier: Apache-2.0
#include "core/journal/data_directory.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/env.h>

#include "core/base/text.h"

namespace stellwerk::journal {
namespace {

constexpr std::string_view kTitle = "stellwerk-journal ";
constexpr std::string_view kShards = "shards ";
constexpr std::string_view kLimits = "limits ";
constexpr std::int64_t kVersion = 1;

constexpr const char* kFormatFile = "format";
constexpr const char* kFormatDraft = "format.new";
constexpr const char* kLockFile = "lock";
constexpr const char* kReserveFile = "reserve";

Problem cannot_write(const std::string& path, const rocksdb::Status& status) {
  return {Fault::kUnavailable,
          path + " cannot be written (" + status.ToString() +
              "): give the daemon's user a directory it may write in, on a disk that is not "
              "read-only and has room"};
}

std::optional<std::int64_t> number_behind(std::string_view title, std::string_view line) {
  if (!line.starts_with(title)) return std::nullopt;
  return base::parse_integer(line.substr(title.size()));
}

// What may lie in a directory that is to become a journal.
bool is_ours_to_be(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {".",   "..",      "lost+found", "lock",
                                                      "log", "reserve", "format.new"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

DataDirectory::DataDirectory(rocksdb::Env& env, std::string path, std::string limits)
    : env_(env), path_(std::move(path)), limits_(std::move(limits)) {}

DataDirectory::~DataDirectory() {
  // Unlocking fails only when the file is gone; whoever took it away has the directory.
  if (lock_ != nullptr) env_.UnlockFile(lock_).PermitUncheckedError();
}

std::unique_ptr<DataDirectory> DataDirectory::open(rocksdb::Env& env, const std::string& path,
                                                   Purpose purpose, std::uint32_t shards,
                                                   Problem& problem, const std::string& limits) {
  std::unique_ptr<DataDirectory> directory(new DataDirectory(env, path, limits));
  problem = directory->find(purpose);
  if (problem.none()) problem = directory->lock();
  if (problem.none()) problem = directory->read_format(purpose, shards);
  if (!problem.none()) return nullptr;
  return directory;
}

Problem DataDirectory::find(Purpose purpose) {
  bool is_directory = false;
  if (env_.FileExists(path_).ok()) {
    const rocksdb::Status status = env_.IsDirectory(path_, &is_directory);
    if (status.ok() && is_directory) return {};
    return {Fault::kUsage, path_ + " is not a directory: name one that is, or one to be made"};
  }
  if (purpose == Purpose::kInspect) {
    return {Fault::kUsage, path_ + " does not exist: name the directory given to --data"};
  }
  const rocksdb::Status status = env_.CreateDirIfMissing(path_);
  return status.ok() ? Problem{} : cannot_write(path_, status);
}

Problem DataDirectory::lock() {
  const rocksdb::Status status = env_.LockFile(file(kLockFile), &lock_);
  if (status.ok()) return {};
  lock_ = nullptr;
  const std::string text = status.ToString();
  const bool taken = text.find("temporarily unavailable") != text.npos ||
                     text.find("lock hold by current process") != text.npos;
  if (!taken) return cannot_write(path_, status);
  return {Fault::kUnavailable,
          path_ + " is in use by another process (it holds " + file(kLockFile) +
              "): end that one first, or give this one a directory of its own"};
}

Problem DataDirectory::read_format(Purpose purpose, std::uint32_t shards) {
  const std::string name = file(kFormatFile);
  shards_ = shards;
  if (!env_.FileExists(name).ok()) {
    std::vector<std::string> names;
    const rocksdb::Status listed = env_.GetChildren(path_, &names);
    if (!listed.ok()) return cannot_write(path_, listed);
    const bool foreign = !std::all_of(names.begin(), names.end(), is_ours_to_be);
    if (purpose == Purpose::kInspect || foreign) {
      return {Fault::kUsage, path_ + " is not empty and is no journal (it has no file " + name +
                                 "): give an empty directory, or one to be made"};
    }
    is_new_ = true;
    return {};
  }
  std::string text;
  const rocksdb::Status status = rocksdb::ReadFileToString(&env_, name, &text);
  if (!status.ok()) return {Fault::kUnavailable, name + " cannot be read: " + status.ToString()};
  std::string_view rest = text;
  const auto version = number_behind(kTitle, base::next_item(rest, '\n'));
  const auto kept = number_behind(kShards, base::next_item(rest, '\n'));
  if (!version || (*version == kVersion && (!kept || *kept < 1 || *kept > 65'535))) {
    return {Fault::kDamaged, name + " is not what this program writes: restore it from a backup"};
  }
  if (*version != kVersion) {
    return {Fault::kUsage, name + " has version " + std::to_string(*version) +
                               ", this program reads version " + std::to_string(kVersion) +
                               ": start the release that wrote it"};
  }
  const std::string_view third = base::next_item(rest, '\n');
  lacks_limits_ = !third.starts_with(kLimits) && !limits_.empty();
  if (third.starts_with(kLimits)) limits_ = third.substr(kLimits.size());
  shards_ = static_cast<std::uint32_t>(*kept);
  if (purpose == Purpose::kServe && shards_ != shards) {
    return {Fault::kUsage, path_ + " was written with --shards " + std::to_string(shards_) +
                               ", not " + std::to_string(shards) +
                               ": start with the number it has"};
  }
  return {};
}

Problem DataDirectory::write_format() {
  std::string text(kTitle);
  text += std::to_string(kVersion) + '\n';
  text.append(kShards).append(std::to_string(shards_)) += '\n';
  if (!limits_.empty()) text.append(kLimits).append(limits_) += '\n';
  const std::string draft = file(kFormatDraft);
  rocksdb::Status status = rocksdb::WriteStringToFile(&env_, text, draft, true);
  if (status.ok()) status = env_.RenameFile(draft, file(kFormatFile));
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env_.NewDirectory(path_, &folder);
  if (status.ok()) status = folder->Fsync();
  if (!status.ok()) return cannot_write(path_, status);
  is_new_ = false;
  lacks_limits_ = false;
  return {};
}

std::uint64_t DataDirectory::free_bytes() const {
  std::uint64_t bytes = 0;
  if (!env_.GetFreeSpace(path_, &bytes).ok()) return std::numeric_limits<std::uint64_t>::max();
  return bytes;
}

bool DataDirectory::has_reserve() const { return env_.FileExists(file(kReserveFile)).ok(); }

bool DataDirectory::make_reserve(std::uint64_t size) {
  const std::string name = file(kReserveFile);
  std::uint64_t has = 0;
  if (env_.GetFileSize(name, &has).ok() && has >= size) return true;
  std::unique_ptr<rocksdb::WritableFile> out;
  rocksdb::Status status = env_.NewWritableFile(name, &out, rocksdb::EnvOptions());
  const std::string chunk(std::size_t{1} << 20U, '\0');
  for (std::uint64_t written = 0; status.ok() && written < size; written += chunk.size()) {
    status = out->Append({chunk.data(), std::min<std::uint64_t>(chunk.size(), size - written)});
  }
  if (status.ok()) status = out->Close();
  if (!status.ok()) give_up_reserve();
  return status.ok();
}

void DataDirectory::give_up_reserve() {
  // It may not be there.
  env_.DeleteFile(file(kReserveFile)).PermitUncheckedError();
}

}  // namespace stellwerk::journal
