// Secrets and identifiers from the kernel's generator, and their comparison.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace core::base {

std::string randomBytes(std::size_t count);          // getrandom(2); aborts if the kernel has none
std::string randomHex(std::size_t byteCount);        // 2 characters a byte
std::string randomToken(std::size_t byteCount = 32); // base64url without padding; 32 bytes are 256 bits
// Time does not depend on where they differ (it does on the lengths).
bool equalConstantTime(std::string_view a, std::string_view b);

} // namespace core::base
