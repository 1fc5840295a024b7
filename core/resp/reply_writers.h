// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/model/reply.h"

namespace stellwerk::resp {

// What both versions of the protocol write alike. Appends to a buffer of the caller's, which must
// outlive the writer. Line ends inside simple texts and errors become blanks.
class RespWriter : public model::ReplyWriter {
 public:
  explicit RespWriter(std::string& out) : out_(out) {}
  RespWriter(const RespWriter&) = delete;
  RespWriter& operator=(const RespWriter&) = delete;

  void array(std::size_t items) final;
  void text(std::string_view value) final;
  void simple(std::string_view value) final;
  void integer(std::int64_t value) final;
  void error(model::Code code, std::string_view text) final;

 protected:
  void head(char type, std::uint64_t value);
  [[nodiscard]] std::string& out() { return out_; }

 private:
  std::string& out_;
};

// RESP2: a map is a flat array, a real a bulk string, null a bulk string or an array of length -1.
class Resp2Writer final : public RespWriter {
 public:
  using RespWriter::RespWriter;
  void map(std::size_t pairs) override;
  void real(double value) override;
  void null() override;
  void null_array() override;
};

// RESP3: `%` maps, `,` reals, `_` null.
class Resp3Writer final : public RespWriter {
 public:
  using RespWriter::RespWriter;
  void map(std::size_t pairs) override;
  void real(double value) override;
  void null() override;
  void null_array() override;
};

}  // namespace stellwerk::resp
