// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard_snapshot.h"

#include "core/base/bytes.h"

namespace stellwerk::runtime {
namespace {

// Of what save_shard() hands out; engines and event stores have versions of their own.
constexpr std::uint32_t kVersion = 1;

enum class Piece : std::uint8_t { kPlace = 1, kEngine = 2, kEvents = 3, kTenantEnd = 4 };

class Pieces {
 public:
  explicit Pieces(const std::function<void(std::string_view piece)>& take) : take_(take) {}

  void write(Piece kind, std::string_view bytes) {
    piece_.assign(1, static_cast<char>(kind));
    piece_.append(bytes);
    take_(piece_);
  }

 private:
  const std::function<void(std::string_view piece)>& take_;
  std::string piece_;
};

}  // namespace

void save_shard(const ShardTenants& tenants,
                const std::function<void(std::string_view piece)>& take) {
  Pieces pieces(take);
  std::string head;
  base::append_bytes(head, [&place = tenants.place()](auto& out) {
    out.u32(kVersion);
    out.u32(place.index);
    out.u32(place.shards);
    out.u32(place.tenants);
  });
  pieces.write(Piece::kPlace, head);
  for (const std::unique_ptr<Tenant>& tenant : tenants.all()) {
    tenant->engine().save(
        [&pieces](std::string_view record) { pieces.write(Piece::kEngine, record); });
    tenant->store().save(
        [&pieces](std::string_view piece) { pieces.write(Piece::kEvents, piece); });
    pieces.write(Piece::kTenantEnd, tenant->engine().digest());
  }
}

bool ShardLoader::take(std::string_view piece) {
  if (piece.empty()) return false;
  const auto kind = static_cast<Piece>(piece.front());
  piece.remove_prefix(1);
  if (kind == Piece::kPlace) return begin(piece);
  if (!begun_ || loaded_ == saved_) return false;
  Tenant& tenant = *tenants_.all()[loaded_];
  switch (kind) {
    case Piece::kEngine:
      return tenant.load_engine(piece);
    case Piece::kEvents:
      if (tenant.load_events(piece)) return true;
      problem_ = tenant.store().problem();
      return false;
    case Piece::kTenantEnd:
      return end_tenant(tenant, piece);
    case Piece::kPlace:
      break;
  }
  return false;
}

bool ShardLoader::begin(std::string_view bytes) {
  base::ByteReader in(bytes);
  const bool known = in.u32() == kVersion;
  const ShardPlace place{in.u32(), in.u32(), in.u32()};
  const ShardPlace& ours = tenants_.place();
  begun_ = known && in.done() && place.index == ours.index && place.shards == ours.shards &&
           place.tenants <= ours.tenants;
  for (std::uint32_t t = 0; begun_ && t < place.tenants; ++t) saved_ += place.has(t) ? 1U : 0U;
  return begun_;
}

bool ShardLoader::end_tenant(const Tenant& tenant, std::string_view digest) {
  ++loaded_;
  return !tenant.engine().loading() && tenant.engine().last_event() == tenant.store().last() &&
         tenant.engine().digest() == digest;
}

}  // namespace stellwerk::runtime
