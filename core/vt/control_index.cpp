#include "core/vt/control_index.h"

#include "core/vt/cpu_level.h"

#include <algorithm>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core::vt {
namespace {

using ControlMarker = void (*)(const char *bytes, std::size_t blocks, std::uint64_t *bits);

constexpr char kLastControl = 0x1f, kRubout = 0x7f;
constexpr std::size_t kAhead = 4096; // what is looked at next is fetched while this is worked on

#if defined(__x86_64__)

__attribute__((target("avx2"))) void markWithAvx2(const char *bytes, std::size_t blocks, std::uint64_t *bits)
{
    const __m256i last = _mm256_set1_epi8(kLastControl), rubout = _mm256_set1_epi8(kRubout);
    for (; blocks > 0; --blocks, bytes += 64) {
        __builtin_prefetch(bytes + kAhead);
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + 32));
        const __m256i inA = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(a, last), a), _mm256_cmpeq_epi8(a, rubout));
        const __m256i inB = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(b, last), b), _mm256_cmpeq_epi8(b, rubout));
        *bits++ = std::uint64_t(std::uint32_t(_mm256_movemask_epi8(inA))) | std::uint64_t(std::uint32_t(_mm256_movemask_epi8(inB))) << 32;
    }
}

void markWithSse2(const char *bytes, std::size_t blocks, std::uint64_t *bits) // SSE2, which every x86-64 has
{
    const __m128i last = _mm_set1_epi8(kLastControl), rubout = _mm_set1_epi8(kRubout);
    for (; blocks > 0; --blocks) {
        __builtin_prefetch(bytes + kAhead);
        std::uint64_t found = 0;
        for (int part = 0; part < 4; ++part, bytes += 16) {
            const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes));
            const __m128i in = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(v, last), v), _mm_cmpeq_epi8(v, rubout));
            found |= std::uint64_t(unsigned(_mm_movemask_epi8(in))) << part * 16;
        }
        *bits++ = found;
    }
}

ControlMarker bestMarker()
{
    return isAllowed(CpuLevel::V3) && __builtin_cpu_supports("avx2") ? markWithAvx2 : markWithSse2;
}

#else

void markBytewise(const char *bytes, std::size_t blocks, std::uint64_t *bits)
{
    for (; blocks > 0; --blocks, bytes += 64) {
        std::uint64_t found = 0;
        for (int i = 0; i < 64; ++i) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            found |= std::uint64_t(byte <= kLastControl || byte == kRubout) << i;
        }
        *bits++ = found;
    }
}

ControlMarker bestMarker()
{
    return markBytewise;
}

#endif

const ControlMarker markControls = bestMarker();

} // namespace

void ControlIndex::look(const char *p, const char *end)
{
    const auto size = std::min(std::size_t(end - p), kBlock * kBlocks);
    const std::size_t whole = size / kBlock, rest = size % kBlock;
    markControls(p, whole, m_bits);
    m_begin = p;
    m_end = p + size;
    m_bits[whole] = 0;
    if (rest > 0) {
        char last[kBlock] = {};
        std::memcpy(last, p + whole * kBlock, rest);
        markControls(last, 1, m_bits + whole);
        m_bits[whole] &= (std::uint64_t(1) << rest) - 1;
    }
    m_bits[whole] |= std::uint64_t(1) << rest; // whoever looks for the next one stops at the end
    m_left = m_words = 0;
    for (std::size_t i = 0; i <= whole; ++i)
        m_words |= std::uint64_t(m_bits[i] != 0) << i;
}

} // namespace core::vt
