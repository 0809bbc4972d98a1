// Where text ends: finds the next C0 control or DEL in bytes that are looked through from front to end. Sixty-four bytes
// are looked at in a few instructions, ahead of who asks, so that short runs cost little more than long ones.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

namespace core::vt {

class ControlIndex
{
public:
    // The first such byte in [p, end), or end. REQUIRES: after clear(), the same bytes each time, and p never goes back.
    // What is found depends on the bits before it and not on p, so that the processor need not wait for who asks.
    const char *next(const char *p, const char *end)
    {
        for (;;) {
            if (p >= m_end)
                look(p, end);
            for (;;) {
                for (; m_left != 0; m_left &= m_left - 1) {
                    const char *const found = m_at + std::countr_zero(m_left);
                    if (found < p)
                        continue;
                    if (found < m_end || found == end)
                        return found;
                    p = found; // no more of them as far as was looked
                    break;
                }
                if (p == m_end)
                    break;
                const int word = std::countr_zero(m_words);
                m_words &= m_words - 1;
                m_left = m_bits[word];
                m_at = m_begin + std::size_t(word) * kBlock;
            }
        }
    }
    void clear() { m_end = nullptr; }

private:
    static constexpr std::size_t kBlock = 64, kBlocks = 63; // bytes, and how many such ahead

    void look(const char *p, const char *end);

    const char *m_begin = nullptr, *m_end = nullptr; // what was looked at
    std::uint64_t m_bits[kBlocks + 1];               // a bit for each byte, and one for m_end
    std::uint64_t m_words = 0;                       // a bit for each of m_bits that has some, and is still to come
    std::uint64_t m_left = 0;                        // what is left of the one before them
    const char *m_at = nullptr;                      // its bytes
};

} // namespace core::vt
