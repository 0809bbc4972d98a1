#include "core/vt/capabilities.h"

#include <utility>

namespace core::vt {
namespace {

// What programs ask that cannot rely on terminfo: what the description called TN says, and where Berth does more.
constexpr std::pair<std::string_view, std::string_view> kCapabilities[] = {
    {"TN", "xterm-256color"},
    {"name", "xterm-256color"},
    {"Co", "256"},
    {"colors", "256"},
    {"RGB", "8/8/8"},
    {"Ms", "\x1b]52;%p1%s;%p2%s\x1b\\"}, // the user is asked
    {"Smulx", "\x1b[4:%p1%dm"},
    {"Setulc", "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm"},
};
constexpr int kMaxNames = 32;

std::string hex(std::string_view text)
{
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        out += kDigits[static_cast<unsigned char>(c) >> 4];
        out += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

// In hex of either case.
bool means(std::string_view asked, std::string_view name)
{
    const std::string wanted = hex(name);
    if (asked.size() != wanted.size())
        return false;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const char c = asked[i];
        if ((c >= 'a' && c <= 'f' ? char(c - 'a' + 'A') : c) != wanted[i])
            return false;
    }
    return true;
}

std::string replyTo(std::string_view asked)
{
    for (const auto &[name, value] : kCapabilities) {
        if (means(asked, name))
            return "\x1bP1+r" + hex(name) + '=' + hex(value) + "\x1b\\";
    }
    return "\x1bP0+r\x1b\\";
}

} // namespace

std::string capabilityReplies(std::string_view names)
{
    std::string out;
    for (int i = 0; i < kMaxNames; ++i) {
        const auto end = names.find(';');
        out += replyTo(names.substr(0, end));
        if (end == std::string_view::npos)
            break;
        names.remove_prefix(end + 1);
    }
    return out;
}

} // namespace core::vt
