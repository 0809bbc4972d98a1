#include "core/vt/utf8_block.h"

#include <algorithm>
#include <cstring>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace core::vt {
namespace {

constexpr std::size_t kBytes = 64, kBehind = 2; // a block, and what its last byte's character may need beyond it

// What is said of each byte, in the highest bit of a byte. The rest of that byte means nothing.
struct Marks
{
    alignas(16) unsigned char follows[kBytes];                       // 80 to BF
    alignas(16) unsigned char leads[kBytes], leadsTwo[kBytes];       // C0 and above: one more must follow; E0 and above: two
    alignas(16) unsigned char bad[kBytes]; // it leads too long a form, a C1 control, a surrogate, U+FFFE, U+FFFF, or three more
};

[[gnu::always_inline]] inline unsigned char is(int a, int b) { return a == b ? 0xff : 0; }

// Loops that become vector instructions, as wide as there are.
[[gnu::always_inline]] inline void look(const unsigned char *bytes, Marks &marks, std::uint16_t *points)
{
    for (std::size_t i = 0; i < kBytes; ++i) {
        const unsigned char byte = bytes[i], second = bytes[i + 1], third = bytes[i + 2];
        const unsigned char leads = byte & byte << 1, leadsTwo = leads & byte << 2, leadsThree = leadsTwo & byte << 3;
        const unsigned char upperHalf = second << 2; // of 80 to BF
        const unsigned char ifLow = is(byte, 0xe0) | is(byte, 0xc2), ifHigh = is(byte, 0xed);
        const unsigned char always = is(byte & 0xfe, 0xc0) | (is(byte, 0xef) & is(second, 0xbf) & is(third & 0xfe, 0xbe));
        marks.follows[i] = byte & ~(byte << 1);
        marks.leads[i] = leads;
        marks.leadsTwo[i] = leadsTwo;
        marks.bad[i] = (ifLow & ~upperHalf) | (ifHigh & upperHalf) | always | leadsThree;
    }
    for (std::size_t i = 0; i < kBytes; ++i) {
        const short lead = bytes[i], second = bytes[i + 1] & 63, third = bytes[i + 2] & 63; // short: compared in one instruction
        const auto two = short((lead & 31) << 6 | second);
        const auto three = short(lead << 12 | second << 6 | third);
        points[i] = std::uint16_t(lead < 0x80 ? lead : lead < 0xe0 ? two : three);
    }
}

using Look = void (*)(const unsigned char *bytes, Marks &marks, std::uint16_t *points);

void lookPlainly(const unsigned char *bytes, Marks &marks, std::uint16_t *points) { look(bytes, marks, points); }

#if defined(__x86_64__)

__attribute__((target("avx2"))) void lookWithAvx2(const unsigned char *bytes, Marks &marks, std::uint16_t *points) { look(bytes, marks, points); }

Look best() { return __builtin_cpu_supports("avx2") ? lookWithAvx2 : lookPlainly; }

std::uint64_t bits(const unsigned char *marks) // bit i: the highest of marks[i]
{
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < kBytes; i += 16)
        found |= std::uint64_t(unsigned(_mm_movemask_epi8(_mm_load_si128(reinterpret_cast<const __m128i *>(marks + i))))) << i;
    return found;
}

#else

Look best() { return lookPlainly; }

std::uint64_t bits(const unsigned char *marks)
{
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < kBytes; ++i)
        found |= std::uint64_t(marks[i] >> 7) << i;
    return found;
}

#endif

const Look bestLook = best();

} // namespace

Utf8Block::Utf8Block(const char *p, const char *end, Means means)
{
    char copy[kBytes + kBehind];
    const std::size_t size = std::min(std::size_t(end - p), kBytes);
    if (std::size_t(end - p) < sizeof copy) {
        std::memset(copy, 0, sizeof copy);
        std::memcpy(copy, p, std::size_t(end - p));
        p = copy;
    }
    Marks marks;
    (means == Means::Fastest ? bestLook : lookPlainly)(reinterpret_cast<const unsigned char *>(p), marks, m_points);
    const std::uint64_t follows = bits(marks.follows), leads = bits(marks.leads), leadsTwo = bits(marks.leadsTwo);
    const std::uint64_t expected = leads << 1 | leadsTwo << 2, missing = expected & ~follows;
    const std::uint64_t isCut = (leads & std::uint64_t(1) << 63) | (leadsTwo & std::uint64_t(3) << 62); // at the block's end
    const std::uint64_t stops = (follows & ~expected) | (leads & missing >> 1) | (leadsTwo & missing >> 2) | isCut | bits(marks.bad);
    m_size = std::min(size, std::size_t(std::countr_zero(stops)));
    m_starts = ~follows & (m_size < kBytes ? (std::uint64_t(1) << m_size) - 1 : ~std::uint64_t(0));
}

} // namespace core::vt
