// Characters of UTF-8 text, up to 64 bytes at a time: where each begins and what it is, worked out for all bytes at once.
// What is done for every byte costs less than to ask of each what it is, which in mixed text cannot be foreseen.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

namespace core::vt {

class Utf8Block
{
public:
    enum class Means { Fastest, Plain }; // of this machine, or what every machine can

    // Of the block at `p` the characters up to the first that is not valid, needs four bytes, is a control, or does not end in
    // the block. U+FFFE and U+FFFF count as invalid. REQUIRES: p < end.
    Utf8Block(const char *p, const char *end, Means means = Means::Fastest);

    bool isEmpty() const { return m_starts == 0; }
    char32_t front() const { return m_points[std::countr_zero(m_starts)]; }
    void pop() { m_starts &= m_starts - 1; }
    // Pops those of which `take(character)` is true, up to the first of which it is not. What is left is kept in a register
    // meanwhile: in memory each character would wait for the one before.
    template<typename Take> void takeWhile(Take &&take)
    {
        std::uint64_t left = m_starts;
        while (left != 0 && take(char32_t(m_points[std::countr_zero(left)])))
            left &= left - 1;
        m_starts = left;
    }
    // What makes words of a grid's cells of characters.
    struct Cells
    {
        std::uint32_t flags;  // of each
        unsigned heeded;      // CharProperties::heededAlone
        bool anyWide = false; // is set when some are
    };
    // Pops as many as stand for themselves and writes their words, how many is the result, sixteen characters at a time where this
    // machine can; else, and when less than 32 words of `room` are left, none. REQUIRES: `room` words can be written.
    int takeCells(std::uint32_t *to, int room, Cells &cells);
    // Bytes of the block before the front.
    std::size_t taken() const { return isEmpty() ? m_size : std::size_t(std::countr_zero(m_starts)); }

private:
    static constexpr std::size_t kBytes = 64;

    std::uint64_t m_starts; // of the characters that are left
    std::size_t m_size;     // of all of them, in bytes
    alignas(64) std::uint16_t m_points[kBytes]; // of each byte, as if it began a character
};

} // namespace core::vt
