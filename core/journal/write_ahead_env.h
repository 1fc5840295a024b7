// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <rocksdb/env.h>

namespace stellwerk::journal {

// The environment of a store whose write-ahead files (NNNNNN.log) are read and written in ways of
// our own; all other files go through as they are.
// Thread safety: any thread, but hide() comes before the store is opened.
class WriteAheadEnv final : public rocksdb::EnvWrapper {
 public:
  // With `zeros_ahead`, a file is kept some zeros longer than what was appended to it. A sync then
  // has to bring to the disk what was appended and nothing else; behind a file that grows with each
  // append it also waits for the file's new size and blocks, which are written elsewhere.
  // docs/decisions/0017 says what it gains and what a power cut leaves.
  explicit WriteAheadEnv(rocksdb::Env& target, bool zeros_ahead);

  // Who reads the file finds its end at `size`.
  void hide(const std::string& file, std::uint64_t size);

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* result,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewSequentialFile(const std::string& name,
                                    std::unique_ptr<rocksdb::SequentialFile>* result,
                                    const rocksdb::EnvOptions& options) override;

 private:
  const bool zeros_ahead_;
  std::string hidden_file_;
  std::uint64_t hidden_from_ = 0;
};

}  // namespace stellwerk::journal
