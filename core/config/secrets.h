// Where the key of the assistant's endpoint comes from. It is never in the settings themselves.
//
// Threads: one Qt thread with an event loop; `done` is called there, exactly once, possibly before the call returns.
// Codes: config.api_key_file (missing, not ours, or readable by others), config.api_key_env (the variable is not set).
#pragma once
#include "core/base/result.h"
#include "core/config/settings.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace core::config {

struct ApiKey
{
    std::string value;  // empty: there is none, which is fine for an endpoint on this machine
    std::string origin; // "file", "environment", "keychain"; empty: none. For people; the value is for nobody
};
using ApiKeyDone = std::move_only_function<void(base::Result<ApiKey>)>;

// assistant.api_key_file, else assistant.api_key_env, else the keychain. A named file or variable that does not deliver
// is an error and not passed over; a keychain that is absent, locked or silent for `keychainTimeout` is no error.
void resolveApiKey(const Settings &settings, const std::map<std::string, std::string> &environment, ApiKeyDone done,
                   std::chrono::milliseconds keychainTimeout = std::chrono::seconds(5));

// The service and the user name under which the keychain keeps the key: one per endpoint, so that a key never goes to
// another one than it was saved for.
inline constexpr const char *kKeychainService = "berth";
std::string keychainUser(const Settings &settings);

} // namespace core::config
