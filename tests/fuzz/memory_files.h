// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/env.h>

namespace stellwerk::fuzz {

// Files of one folder that are read from front to end, without a disk.
class MemoryFiles final : public rocksdb::EnvWrapper {
 public:
  static constexpr std::string_view kFolder = "/log";

  explicit MemoryFiles(std::string_view folder = kFolder)
      : EnvWrapper(rocksdb::Env::Default()), folder_(folder) {}

  std::map<std::string, std::string> files;  // by name

  rocksdb::Status GetChildren(const std::string& /*folder*/,
                              std::vector<std::string>* names) override {
    names->clear();
    for (const auto& [name, bytes] : files) names->push_back(name);
    return rocksdb::Status::OK();
  }

  rocksdb::Status NewSequentialFile(const std::string& path,
                                    std::unique_ptr<rocksdb::SequentialFile>* result,
                                    const rocksdb::EnvOptions& /*options*/) override {
    const std::string* const bytes = find(path);
    if (bytes == nullptr) return rocksdb::Status::NotFound();
    *result = std::make_unique<File>(*bytes);
    return rocksdb::Status::OK();
  }

  rocksdb::Status FileExists(const std::string& path) override {
    return find(path) == nullptr ? rocksdb::Status::NotFound() : rocksdb::Status::OK();
  }

  rocksdb::Status GetFileSize(const std::string& path, std::uint64_t* size) override {
    const std::string* const bytes = find(path);
    if (bytes == nullptr) return rocksdb::Status::NotFound();
    *size = bytes->size();
    return rocksdb::Status::OK();
  }

 private:
  [[nodiscard]] const std::string* find(const std::string& path) const {
    if (!path.starts_with(folder_ + '/')) return nullptr;
    const auto found = files.find(path.substr(folder_.size() + 1));
    return found == files.end() ? nullptr : &found->second;
  }

  class File final : public rocksdb::SequentialFile {
   public:
    explicit File(std::string_view bytes) : rest_(bytes) {}

    rocksdb::Status Read(std::size_t size, rocksdb::Slice* result, char* scratch) override {
      const std::string_view taken = rest_.substr(0, size);
      std::ranges::copy(taken, scratch);
      *result = rocksdb::Slice(scratch, taken.size());
      rest_.remove_prefix(taken.size());
      return rocksdb::Status::OK();
    }
    rocksdb::Status Skip(std::uint64_t size) override {
      rest_.remove_prefix(std::min<std::size_t>(size, rest_.size()));
      return rocksdb::Status::OK();
    }

   private:
    std::string_view rest_;
  };

  const std::string folder_;
};

}  // namespace stellwerk::fuzz
