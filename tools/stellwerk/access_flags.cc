// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/access_flags.h"

#include <cstdlib>

namespace stellwerk::cli {
namespace {

constexpr const char* kPasswordVariable = "STELLWERK_PASSWORD";

std::string check_address(const std::string& text) {
  return parse_address(text) ? "" : "\"" + text + "\" is no address such as 127.0.0.1:7411";
}

}  // namespace

void AccessFlags::add_to(CLI::App* command) {
  command->add_option("--connect", connect_, "The daemon's RESP address, HOST:PORT")
      ->check(CLI::Validator(check_address, "ADDR"))
      ->capture_default_str();
  command->add_option("--user", user_,
                      "Logs in as this user, with the password in STELLWERK_PASSWORD");
  auto* const tls = command->add_flag("--tls", tls_, "Speaks TLS, as the address of --tls-listen");
  command
      ->add_option("--tls-ca", trust_.authorities,
                   "Certificates that sign the daemon's (PEM), instead of the system's")
      ->needs(tls)
      ->check(CLI::ExistingFile);
  command
      ->add_option("--tls-name", trust_.name,
                   "The name that the daemon's certificate must be for, instead of the host's")
      ->needs(tls);
}

Access AccessFlags::access() const {
  Access access{*parse_address(connect_), user_};
  if (tls_) access.tls = trust_;
  if (user_.empty()) return access;
  const char* password = std::getenv(kPasswordVariable);
  if (password == nullptr) {
    throw CLI::ValidationError(
        "--user",
        std::string("put the password into the environment variable ") + kPasswordVariable);
  }
  access.password = password;
  return access;
}

void add_http(CLI::App* command, std::string& text) {
  command->add_option("--http", text, "The daemon's HTTP address, for what /metrics says")
      ->check(CLI::Validator(check_address, "ADDR"));
}

std::optional<Address> address_of(const std::string& text) {
  return text.empty() ? std::nullopt : parse_address(text);
}

}  // namespace stellwerk::cli
