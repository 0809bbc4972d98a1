// Small pieces of control sequences, written.
#pragma once
#include <string>

namespace core::vt {

inline std::string number(int n) { return std::to_string(n); }

inline std::string csiText(char leader, int n, char final)
{
    std::string out = "\x1b[";
    if (leader)
        out += leader;
    return out + number(n) + final;
}

// What a sequence is told apart by, as one number.
constexpr int sequenceKey(char leader, char intermediate, char final) { return leader << 16 | intermediate << 8 | final; }

} // namespace core::vt
