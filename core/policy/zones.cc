// SPDX-License-Identifier: Apache-2.0
#include "core/policy/zones.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/text.h"
#include "core/policy/nearest.h"

namespace stellwerk::policy {
namespace {

namespace fs = std::filesystem;

// Where abseil looks, too.
fs::path zone_directory() {
  const char* const directory = std::getenv("TZDIR");
  return directory != nullptr && *directory != '\0' ? directory : "/usr/share/zoneinfo";
}

// "Europe", "Berlin" and "EST5EDT", but not "posix", "right", "leapseconds" and "zone.tab".
bool is_part_of_a_name(const std::string& part) {
  const bool is_capital = !part.empty() && part.front() >= 'A' && part.front() <= 'Z';
  return is_capital && part.find('.') == part.npos;
}

// Sorted.
std::vector<std::string> read_zone_names() {
  std::vector<std::string> names;
  const fs::path root = zone_directory();
  std::error_code error;
  fs::recursive_directory_iterator entry(root, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    std::error_code unknown;
    if (!is_part_of_a_name(entry->path().filename().string())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(unknown)) {
      names.push_back(entry->path().lexically_relative(root).string());
    }
    entry.increment(error);
  }
  std::ranges::sort(names);
  return names;
}

const std::vector<std::string>& zone_names() {
  static const std::vector<std::string> names = read_zone_names();
  return names;
}

// "Europe/Berlin" for "berlin" and for "Europe/Berlim". Empty when nothing is near.
std::string_view near_zone(std::string_view name) {
  std::vector<std::string_view> names;
  for (const std::string& known : zone_names()) {
    const std::string_view city = std::string_view(known).substr(known.rfind('/') + 1);
    if (base::equals_ignoring_case(name, city)) return known;
    names.push_back(known);
  }
  return nearest(name, names);
}

}  // namespace

std::optional<absl::TimeZone> zone_at(const Place& place) {
  const auto name = text_at(place);
  if (!name) return std::nullopt;
  if (*name == "UTC") return absl::UTCTimeZone();
  absl::TimeZone zone;
  // abseil opens any file it is given the path of, and remembers each name for ever.
  const bool is_listed = std::ranges::binary_search(zone_names(), *name);
  if (is_listed && absl::LoadTimeZone(std::string(*name), &zone)) return zone;
  std::string text = shown(*name) + " is no time zone of this machine; ";
  if (const std::string_view near = near_zone(*name); !near.empty() && near != *name) {
    text += "did you mean " + std::string(near) + "?";
  } else if (zone_names().empty()) {
    text += "there is no time zone data in " + zone_directory().string() +
            ": install the package tzdata";
  } else {
    text += "use an IANA name as Europe/Berlin, or UTC";
  }
  place.refuse(std::move(text));
  return std::nullopt;
}

}  // namespace stellwerk::policy
