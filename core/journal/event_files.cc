// SPDX-License-Identifier: Apache-2.0
#include "core/journal/event_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <rocksdb/env.h>

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/journal/crc32c.h"

namespace stellwerk::journal {
namespace {

constexpr std::string_view kTitle = "stellwerk-events 1\n";
constexpr std::string_view kSuffix = ".events";
constexpr std::size_t kBlock = std::size_t{16} << 10U;
constexpr std::size_t kFieldsSize = 20;

Problem cannot_write(const std::string& path, const rocksdb::Status& status) {
  return {Fault::kUnavailable, path + " cannot be written: " + status.ToString()};
}

std::size_t blocks_of(std::size_t body_size) { return (body_size + kBlock - 1) / kBlock; }

std::string_view block_of(std::string_view body, std::size_t i) {
  return body.substr(i * kBlock, kBlock);
}

std::string head_of(std::uint32_t tenant, const EventRun& run, std::string_view body,
                    std::uint32_t& checksum) {
  std::string head(kTitle);
  base::append_bytes(head, [tenant, &run](auto& out) {
    out.u32(tenant);
    out.u64(run.first);
    out.u32(static_cast<std::uint32_t>(run.ends.size()));
    out.u32(static_cast<std::uint32_t>(run.bytes.size()));
  });
  base::append_bytes(head, [body](auto& out) {
    for (std::size_t i = 0; i < blocks_of(body.size()); ++i) out.u32(crc32c(block_of(body, i)));
  });
  checksum = crc32c(head);
  base::append_bytes(head, [checksum](auto& out) { out.u32(checksum); });
  return head;
}

std::string body_of(const EventRun& run) {
  std::string body;
  body.reserve(4 * run.ends.size() + run.bytes.size());
  body.resize(4 * run.ends.size());
  base::ByteWriter out(body.data());
  for (const std::uint32_t end : run.ends) out.u32(end);
  return body.append(run.bytes);
}

// What is wrong and where, or nothing.
struct Wrong {
  std::size_t offset = 0;
  std::string_view what;
};

// Takes a file apart. `head_size`: where the body begins, once the head is known to be whole.
Wrong check(std::string_view file, std::uint32_t tenant, const EventFileId& id,
            std::size_t& head_size) {
  if (!file.starts_with(kTitle)) return {0, "it is no file of events that this release reads"};
  base::ByteReader fields(file.substr(kTitle.size()));
  const std::uint32_t of = fields.u32();
  const std::uint64_t first = fields.u64();
  const std::uint64_t count = fields.u32();
  const std::uint64_t body_size = 4 * count + fields.u32();
  const std::size_t blocks = blocks_of(static_cast<std::size_t>(body_size));
  const std::size_t sums = kTitle.size() + kFieldsSize;
  head_size = sums + 4 * blocks + 4;
  if (!fields.ok() || file.size() < head_size) return {file.size(), "it ends too soon"};
  const std::uint32_t checksum = base::ByteReader(file.substr(head_size - 4)).u32();
  if (crc32c(file.substr(0, head_size - 4)) != checksum) return {0, "a checksum is wrong"};
  if (of != tenant || first != id.first || first + count != id.end || checksum != id.checksum) {
    return {kTitle.size(), "it is another file than its name says"};
  }
  const std::string_view body = file.substr(head_size);
  base::ByteReader expected(file.substr(sums));
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::size_t end = std::min((i + 1) * kBlock, static_cast<std::size_t>(body_size));
    if (body.size() < end) return {file.size(), "it ends too soon"};
    if (crc32c(body.substr(i * kBlock, end - i * kBlock)) != expected.u32()) {
      return {head_size + i * kBlock, "a checksum is wrong"};
    }
  }
  if (body.size() > body_size) return {head_size + body_size, "something stands behind its end"};
  return {};
}

rocksdb::Status read_whole(rocksdb::Env& env, const std::string& path, std::string& bytes) {
  std::uint64_t size = 0;
  rocksdb::Status status = env.GetFileSize(path, &size);
  std::unique_ptr<rocksdb::SequentialFile> file;
  if (status.ok()) status = env.NewSequentialFile(path, &file, rocksdb::EnvOptions());
  if (!status.ok()) return status;
  bytes.resize(static_cast<std::size_t>(size));
  rocksdb::Slice got;
  status = file->Read(bytes.size(), &got, bytes.data());
  if (!status.ok()) return status;
  if (got.data() != bytes.data()) std::copy_n(got.data(), got.size(), bytes.data());
  bytes.resize(got.size());
  return status;
}

// Number behind the last event of the file of that name; empty when it is none of ours.
std::optional<std::uint64_t> end_of(std::string_view name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  const std::optional<std::int64_t> first = base::parse_integer(base::next_item(name, '-'));
  const std::optional<std::int64_t> last = base::parse_integer(base::next_item(name, '-'));
  if (!first || !last || *last < 0 || name.empty()) return std::nullopt;
  return static_cast<std::uint64_t>(*last) + 1;
}

rocksdb::Status sync_folder(rocksdb::Env& env, const std::string& path) {
  std::unique_ptr<rocksdb::Directory> folder;
  const rocksdb::Status status = env.NewDirectory(path, &folder);
  return status.ok() ? folder->Fsync() : status;
}

}  // namespace

EventFiles::EventFiles(rocksdb::Env& env, std::string parent, std::uint32_t tenant,
                       std::string draft)
    : env_(env),
      parent_(std::move(parent)),
      folder_(parent_ + '/' + std::to_string(tenant)),
      tenant_(tenant),
      draft_(folder_ + '/' + std::move(draft)) {}

std::string EventFiles::path(const EventFileId& id) const {
  std::array<char, 8> sum{};
  const auto [end, error] = std::to_chars(sum.data(), sum.data() + sum.size(), id.checksum, 16);
  const std::string_view digits(sum.data(), static_cast<std::size_t>(end - sum.data()));
  std::string name = folder_ + '/' + std::to_string(id.first) + '-' + std::to_string(id.end - 1);
  name.append("-").append(sum.size() - digits.size(), '0').append(digits);
  return name.append(kSuffix);
}

Problem EventFiles::make_folder() const {
  rocksdb::Status status = env_.CreateDirIfMissing(parent_);
  if (status.ok()) status = env_.CreateDirIfMissing(folder_);
  return status.ok() ? Problem{} : cannot_write(folder_, status);
}

Problem EventFiles::write(const std::string& head, const std::string& body,
                          const std::string& to) const {
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env_.NewWritableFile(draft_, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Append(head);
  if (status.ok()) status = file->Append(body);
  if (status.ok()) status = file->Close();
  if (status.ok()) status = env_.RenameFile(draft_, to);
  if (status.ok()) return {};
  file.reset();
  env_.DeleteFile(draft_).PermitUncheckedError();  // it may not be there
  return cannot_write(to, status);
}

// A file of the name that has been damaged is written over.
Problem EventFiles::keep(const EventRun& run, EventFileId& id) const {
  const std::string body = body_of(run);
  id = {run.first, run.first + run.ends.size(), 0};
  const std::string head = head_of(tenant_, run, body, id.checksum);
  const std::string name = path(id);
  std::string there;
  if (env_.FileExists(name).ok() && read_whole(env_, name, there).ok() &&
      there.size() == head.size() + body.size() && there.starts_with(head) &&
      there.ends_with(body)) {
    return {};
  }
  Problem problem = make_folder();
  return problem.none() ? write(head, body, name) : problem;
}

EventFiles::Found EventFiles::read(const EventFileId& id, std::string& bytes,
                                   std::vector<std::uint32_t>& ends, std::string& problem) const {
  const std::string name = path(id);
  const rocksdb::Status status = read_whole(env_, name, bytes);
  if (!status.ok() && env_.FileExists(name).IsNotFound()) {
    problem = name + " is missing";
    return Found::kMissing;
  }
  problem.clear();
  if (!status.ok()) {
    problem = name + " cannot be read: " + status.ToString();
    return Found::kDamaged;
  }
  std::size_t head_size = 0;
  const Wrong wrong = check(bytes, tenant_, id, head_size);
  if (!wrong.what.empty()) {
    problem = name + " at offset " + std::to_string(wrong.offset) + ": ";
    problem.append(wrong.what);
    return Found::kDamaged;
  }
  const std::size_t count = static_cast<std::size_t>(id.end - id.first);
  ends.resize(count);
  base::ByteReader in(std::string_view(bytes).substr(head_size));
  for (std::uint32_t& end : ends) end = in.u32();
  bytes.erase(0, head_size + 4 * count);
  const bool fits =
      std::is_sorted(ends.begin(), ends.end()) && (ends.empty() || ends.back() == bytes.size());
  if (!fits) {
    problem = name + " at offset " + std::to_string(head_size) + ": its events have no places";
    return Found::kDamaged;
  }
  return Found::kWhole;
}

EventFiles::Range EventFiles::secure(std::span<const EventFileId> ids) const {
  Range range;
  for (const EventFileId& id : ids) {
    std::unique_ptr<rocksdb::RandomRWFile> file;
    const std::string name = path(id);
    rocksdb::Status status = env_.NewRandomRWFile(name, &file, rocksdb::EnvOptions());
    if (!status.ok() && env_.FileExists(name).IsNotFound()) {
      range.begin = ++range.end;
      continue;
    }
    if (status.ok()) status = file->Fsync();
    if (status.ok()) status = file->Close();
    if (!status.ok()) break;
    ++range.end;
  }
  if (range.begin == range.end) return range;
  const std::string above = parent_.substr(0, parent_.rfind('/'));
  const bool named = sync_folder(env_, folder_).ok() && sync_folder(env_, parent_).ok() &&
                     sync_folder(env_, above).ok();
  if (!named) range.end = range.begin;
  return range;
}

// What was kept since the folder was listed is newer, as a rule: it is listed once those are gone.
void EventFiles::drop_below(std::uint64_t least) {
  bool listed = false;
  while (true) {
    if (known_.empty()) {
      if (listed) return;
      listed = true;
      list();
      if (known_.empty()) return;
    }
    if (known_.back().end > least) return;
    // Somebody may have taken it away.
    env_.DeleteFile(folder_ + '/' + known_.back().name).PermitUncheckedError();
    known_.pop_back();
  }
}

void EventFiles::list() {
  std::vector<std::string> names;
  // Without the folder there are none.
  env_.GetChildren(folder_, &names).PermitUncheckedError();
  for (std::string& name : names) {
    const std::optional<std::uint64_t> end = end_of(name);
    if (end) known_.push_back({*end, std::move(name)});
  }
  std::sort(known_.begin(), known_.end(),
            [](const Known& a, const Known& b) { return a.end > b.end; });
}

}  // namespace stellwerk::journal
