// Which names announce a secret: pure functions over what stands before a '=', a ':' or a blank.
#pragma once
#include <string_view>

namespace core::telemetry {

enum class NameKind : unsigned char {
    Plain,    // announces nothing
    Token,    // token, secret, api key: the value is a secret if it looks like one
    Password, // the value is a secret whatever it looks like
};

// "GITHUB_TOKEN", "dbPassword", "x-api-key", "client.secret"; leading dashes are ignored. At most the last 128
// characters are looked at.
NameKind kindOfName(std::string_view name);

// At least eight characters of more than one kind: not a word of prose or code.
bool looksRandom(std::string_view value);

} // namespace core::telemetry
