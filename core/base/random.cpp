#include "core/base/random.h"

#include <cstdio>
#include <cstdlib>
#include <sys/random.h>

namespace core::base {

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t have = 0;
    while (have < count) {
        const ssize_t n = ::getrandom(bytes.data() + have, count - have, 0);
        if (n <= 0) {
            std::perror("berth: getrandom");
            std::abort();
        }
        have += static_cast<std::size_t>(n);
    }
    return bytes;
}

std::string randomHex(std::size_t byteCount)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(byteCount * 2);
    for (const char c : randomBytes(byteCount)) {
        out += digits[(static_cast<unsigned char>(c) >> 4) & 15];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::string randomToken(std::size_t byteCount)
{
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::string bytes = randomBytes(byteCount);
    std::string out;
    unsigned bits = 0, have = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (have += 8; have >= 6; have -= 6)
            out += alphabet[bits >> (have - 6) & 63];
    }
    if (have > 0)
        out += alphabet[bits << (6 - have) & 63];
    return out;
}

bool equalConstantTime(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    unsigned char different = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        different |= static_cast<unsigned char>(a[i] ^ b[i]);
    return different == 0;
}

} // namespace core::base
