// Random terminal output for property tests and fuzzing: mostly plausible, partly broken.
#pragma once
#include <cstdint>
#include <random>
#include <string>

namespace core::vt::testing {

class RandomStream
{
public:
    explicit RandomStream(std::uint32_t seed) : m_random(seed) {}

    int below(int n) { return n <= 1 ? 0 : int(m_random() % unsigned(n)); }
    bool oneIn(int n) { return below(n) == 0; }
    std::string piece(); // one run of text, control, sequence or string
    std::string stream(int pieces);
    std::string sgr();

private:
    std::string text(int n);
    std::string wideText(int n);
    std::string csi();
    std::string mode();
    std::string osc();
    std::string escape();
    std::string garbage();

    std::mt19937 m_random;
};

} // namespace core::vt::testing
