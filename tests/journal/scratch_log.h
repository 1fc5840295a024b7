// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/check.h"
#include "core/journal/committer.h"
#include "core/journal/rocks_journal.h"
#include "core/journal/rocks_log.h"

namespace stellwerk::journal {

// Appends records numbered from `first` on whose command is their number.
inline Append append(Journal& journal, std::uint64_t first, std::uint64_t count) {
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < count; ++i) texts.push_back(std::to_string(first + i));
  std::vector<Record> records;
  for (std::uint64_t i = 0; i < count; ++i) {
    records.push_back({first + i, {static_cast<std::int64_t>(100 * (first + i))}, 3, texts[i]});
  }
  return journal.append(first, records);
}

// What is read from `from` on, and the problem behind it if there is one.
inline std::string read(const Journal& journal, std::uint64_t from, std::size_t records_max = 99) {
  std::string line;
  const Problem problem = journal.read(from, [&line, &records_max](const Record& record) {
    line += std::to_string(record.seq) + "@" + std::to_string(record.at.ms) + "/" +
            std::to_string(record.tenant) + "=" + std::string(record.command) + " ";
    return --records_max > 0;
  });
  return problem.none() ? line : line + "! " + problem.text;
}

// A folder of its own that goes with its owner.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stellwerk.XXXXXX").string();
    SW_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~ScratchDirectory() { std::filesystem::remove_all(path_); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string data() const { return (path_ / "data").string(); }

 private:
  std::filesystem::path path_;
};

// A log of one process's life: opened with small buffers, with a journal for each shard.
struct OpenLog {
  explicit OpenLog(const LogOptions& options, const CommitOptions& commit = {}) {
    log = RocksLog::open(options, problem);
    if (log == nullptr) return;
    committer = std::make_unique<Committer>(*log, commit);
    for (std::uint32_t shard = 0; shard < log->shards(); ++shard) {
      journals.push_back(std::make_unique<RocksJournal>(*committer, shard));
    }
  }

  Problem problem;
  std::unique_ptr<RocksLog> log;
  std::unique_ptr<Committer> committer;
  std::vector<std::unique_ptr<RocksJournal>> journals;
};

inline LogOptions log_options(const std::string& directory, std::uint32_t shards = 1) {
  LogOptions options;
  options.directory = directory;
  options.shards = shards;
  options.write_buffer = 64U << 10U;
  return options;
}

inline std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

inline void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// The one write-ahead file that has something in it.
inline std::string write_ahead_file(const std::string& directory) {
  std::string found;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/log")) {
    if (entry.path().extension() != ".log" || entry.file_size() == 0) continue;
    SW_CHECK_MSG(found.empty(), "more than one write-ahead file");
    found = entry.path().string();
  }
  SW_CHECK_MSG(!found.empty(), "no write-ahead file");
  return found;
}

}  // namespace stellwerk::journal
