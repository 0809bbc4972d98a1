#include "core/vt/utf8_block.h"

#include "core/vt/cell.h"
#include "core/vt/char_properties.h"
#include "core/vt/cpu_level.h"

#include <algorithm>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
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

Look best() { return isAllowed(CpuLevel::V3) && __builtin_cpu_supports("avx2") ? lookWithAvx2 : lookPlainly; }

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

// Takes from `starts`, as Utf8Block::takeCells() does.
using TakeCells = int (*)(std::uint64_t &starts, const std::uint16_t *points, std::uint32_t *to, int room, Utf8Block::Cells &cells);

int takeNone(std::uint64_t &, const std::uint16_t *, std::uint32_t *, int, Utf8Block::Cells &) { return 0; }

#if defined(__x86_64__)

// Nothing here goes through memory on its way: what was written in another size is read late.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt"))) int
takeWithAvx512(std::uint64_t &starts, const std::uint16_t *points, std::uint32_t *to, int room, Utf8Block::Cells &cells)
{
    constexpr int kAtOnce = 16, kMostCells = 2 * kAtOnce;
    constexpr std::uint32_t kEvery = 0x55555555; // of pairs of bits: the first
    const std::uint8_t *const properties = detail::basicProperties();
    const __m512i flags = _mm512_set1_epi32(int(cells.flags)), trail = _mm512_set1_epi32(int(cells.flags | GridCell::kTrail));
    const __m512i one = _mm512_set1_epi32(1), two = _mm512_set1_epi32(2);
    int n = 0;
    for (std::size_t half = 0; half < kBytes; half += kBytes / 2) {
        const auto of = std::uint32_t(starts >> half);
        __m512i dense = _mm512_maskz_compress_epi16(of, _mm512_load_si512(points + half)); // without what is between the starts
        const int count = std::popcount(of);
        for (int done = 0; done < count; done += kAtOnce) {
            if (room - n < kMostCells)
                return n;
            const int here = std::min(kAtOnce, count - done);
            const auto valid = __mmask16((1u << here) - 1);
            const __m512i characters = _mm512_maskz_cvtepu16_epi32(valid, _mm512_maskz_extracti64x4_epi64(0xff, dense, 0));
            dense = _mm512_maskz_shuffle_i64x2(0xff, dense, dense, _MM_SHUFFLE(3, 2, 3, 2));
            const __m512i found = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), valid, characters, properties, 1);
            const __m512i heeded = _mm512_and_si512(found, _mm512_set1_epi32(int(cells.heeded)));
            const unsigned alone = _mm512_mask_cmple_epu32_mask(valid, _mm512_sub_epi32(heeded, one), one); // 1 or 2
            const int taken = std::countr_one(alone);
            const unsigned wide = _mm512_test_epi32_mask(heeded, two) & ((1u << taken) - 1);
            static_assert(GridCell::kWide == 2u << 29);
            const __m512i isWide = _mm512_maskz_slli_epi32(valid, _mm512_and_si512(heeded, two), 29);
            const __m512i words = _mm512_or_si512(_mm512_or_si512(characters, flags), isWide);
            // A bit for each cell: set for a first one. Of each character's two, the second is left out where it is narrow.
            const auto kept = std::uint32_t((kEvery & ((std::uint64_t(1) << 2 * taken) - 1)) | _pdep_u32(wide, kEvery) << 1);
            const std::uint32_t firsts = _pext_u32(kEvery, kept);
            const __m512i rest = _mm512_maskz_compress_epi32(__mmask16(0xffffu << std::popcount(firsts & 0xffff)), words);
            _mm512_storeu_si512(to + n, _mm512_mask_expand_epi32(trail, __mmask16(firsts), words));
            _mm512_storeu_si512(to + n + kAtOnce, _mm512_mask_expand_epi32(trail, __mmask16(firsts >> 16), rest));
            n += std::popcount(kept);
            cells.anyWide = cells.anyWide || wide != 0;
            starts = _pdep_u64(~std::uint64_t(0) << taken, starts);
            if (taken < here)
                return n;
        }
    }
    return n;
}

TakeCells bestTaker()
{
    const bool can = isAllowed(CpuLevel::V4) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
    return can ? takeWithAvx512 : takeNone;
}

#else

TakeCells bestTaker() { return takeNone; }

#endif

const TakeCells takeCellsOf = bestTaker();

} // namespace

int Utf8Block::takeCells(std::uint32_t *to, int room, Cells &cells)
{
    return takeCellsOf(m_starts, m_points, to, room, cells);
}

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
