#include "core/vt/cell_writers.h"

#include "core/vt/cpu_level.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core::vt {
namespace {

#ifdef __SSE2__
constexpr int kCellsAtOnce = 16;

[[gnu::always_inline]] inline void writePiece(GridCell *out, const char *bytes, __m128i flags, __m128i styles)
{
    const __m128i zero = _mm_setzero_si128(), v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes));
    const __m128i halves[2] = {_mm_unpacklo_epi8(v, zero), _mm_unpackhi_epi8(v, zero)};
    auto *const to = reinterpret_cast<__m128i *>(out);
    for (int i = 0; i < 2; ++i) {
        const __m128i low = _mm_or_si128(_mm_unpacklo_epi16(halves[i], zero), flags), high = _mm_or_si128(_mm_unpackhi_epi16(halves[i], zero), flags);
        _mm_storeu_si128(to + 4 * i, _mm_unpacklo_epi32(low, styles));
        _mm_storeu_si128(to + 4 * i + 1, _mm_unpackhi_epi32(low, styles));
        _mm_storeu_si128(to + 4 * i + 2, _mm_unpacklo_epi32(high, styles));
        _mm_storeu_si128(to + 4 * i + 3, _mm_unpackhi_epi32(high, styles));
    }
}
#endif

void writeLinePlainly(GridCell *out, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
    int i = 0;
#ifdef __SSE2__
    // How long a line is cannot be foreseen: the last piece overlaps the one before it instead of being done cell by cell.
    if (n >= kCellsAtOnce) {
        const __m128i flagged = _mm_set1_epi32(int(flags)), styles = _mm_set1_epi32(int(style));
        for (; i < n - kCellsAtOnce; i += kCellsAtOnce)
            writePiece(out + i, bytes + i, flagged, styles);
        return writePiece(out + n - kCellsAtOnce, bytes + n - kCellsAtOnce, flagged, styles);
    }
#endif
    for (; i < n; ++i)
        out[i] = {std::uint32_t(static_cast<unsigned char>(bytes[i])) | flags, style};
}

// Those of eight cells that are among the first n <= 8. No branch depends on how many: all are written, the others as they are.
[[gnu::always_inline]] inline void writeEight(GridCell *out, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
#ifdef __SSE2__
    static constexpr std::uint64_t masks[16] = {~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull};
    const __m128i zero = _mm_setzero_si128(), flagged = _mm_set1_epi32(int(flags)), styles = _mm_set1_epi32(int(style));
    const __m128i shorts = _mm_unpacklo_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(bytes)), zero);
    const __m128i low = _mm_or_si128(_mm_unpacklo_epi16(shorts, zero), flagged), high = _mm_or_si128(_mm_unpackhi_epi16(shorts, zero), flagged);
    const __m128i cells[4] = {_mm_unpacklo_epi32(low, styles), _mm_unpackhi_epi32(low, styles), _mm_unpacklo_epi32(high, styles), _mm_unpackhi_epi32(high, styles)};
    for (int i = 0; i < 4; ++i) {
        auto *const at = reinterpret_cast<__m128i *>(out + 2 * i);
        const __m128i mask = _mm_loadu_si128(reinterpret_cast<const __m128i *>(masks + 8 - n + 2 * i));
        _mm_storeu_si128(at, _mm_or_si128(_mm_and_si128(mask, cells[i]), _mm_andnot_si128(mask, _mm_loadu_si128(at))));
    }
#else
    for (int i = 0; i < n; ++i)
        out[i] = {std::uint32_t(static_cast<unsigned char>(bytes[i])) | flags, style};
#endif
}

void writeWordPlainly(GridCell *out, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
    writeEight(out, bytes, std::min(n, 8), flags, style);
    if (n > 8)
        writeEight(out + 8, bytes + 8, n - 8, flags, style);
}

#if defined(__x86_64__)

// A byte widened to eight is a cell but for its style; what is beyond the end is neither read nor written.
__attribute__((target("avx512f,avx512bw,avx512vl"))) void writeWithAvx512(GridCell *out, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
    static_assert(std::endian::native == std::endian::little && offsetof(GridCell, style) == 4);
    const __m512i fixed = _mm512_set1_epi64(static_cast<long long>(std::uint64_t(style) << 32 | flags));
    for (int i = 0; i < n; i += 16) {
        const unsigned there = n - i < 16 ? (1u << (n - i)) - 1 : 0xffff;
        const __m128i v = _mm_maskz_loadu_epi8(__mmask16(there), bytes + i);
        const __m512i first = _mm512_or_si512(_mm512_maskz_cvtepu8_epi64(0xff, v), fixed);
        const __m512i second = _mm512_or_si512(_mm512_maskz_cvtepu8_epi64(0xff, _mm_srli_si128(v, 8)), fixed);
        _mm512_mask_storeu_epi64(out + i, __mmask8(there), first);
        _mm512_mask_storeu_epi64(out + i + 8, __mmask8(there >> 8), second);
    }
}

#endif

} // namespace

CellWriters bestCellWriters()
{
#if defined(__x86_64__)
    if (isAllowed(CpuLevel::V4) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return {writeWithAvx512, writeWithAvx512};
#endif
    return {writeLinePlainly, writeWordPlainly};
}

} // namespace core::vt
