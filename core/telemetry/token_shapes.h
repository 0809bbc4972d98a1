// Secrets that are recognised by their own form, wherever they stand.
#pragma once
#include <cstddef>
#include <string_view>

namespace core::telemetry {

// How many bytes at the start of `text` are a token of a known issuer; 0: none. REQUIRES: `text` starts where a word
// starts. Looks at no more than the token and one byte after it.
std::size_t tokenLength(std::string_view text);

// Whether all of `text` may be the beginning of such a token, or of a JSON Web Token.
bool mayBecomeToken(std::string_view text);

// A JSON Web Token (RFC 7519): three base64url parts, the first beginning with '{"'. On failure `looked` says how far it
// read, so that a caller need not look there again.
std::size_t jwtLength(std::string_view text, std::size_t &looked);

} // namespace core::telemetry
