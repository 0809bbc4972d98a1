#include "ui/terminal/pixels.h"

#include <algorithm>
#include <cstring>
#ifdef __SSE2__
#    include <emmintrin.h>
#endif

namespace ui::terminal {
namespace {

constexpr QRgb kOpaque = 0xff000000;

// Exactly round(v / 255) for v up to 255 * 255.
constexpr unsigned over255(unsigned v)
{
    return (v + 128 + ((v + 128) >> 8)) >> 8;
}

QRgb mixedPixel(QRgb under, QRgb over, unsigned coverage)
{
    const auto channel = [&](int shift) { return over255((under >> shift & 255) * (255 - coverage) + (over >> shift & 255) * coverage) << shift; };
    return kOpaque | channel(16) | channel(8) | channel(0);
}

#ifdef __SSE2__
class GroupBlender
{
public:
    explicit GroupBlender(QRgb color)
        : m_solid(_mm_set1_epi32(int(color)))
        , m_color(_mm_unpacklo_epi8(m_solid, _mm_setzero_si128()))
    {
    }
    void operator()(QRgb *target, std::uint32_t coverage) const
    {
        auto *to = reinterpret_cast<__m128i *>(target);
        if (coverage == 0xffffffff) {
            _mm_storeu_si128(to, m_solid);
            return;
        }
        const __m128i zero = _mm_setzero_si128();
        const __m128i pixels = _mm_loadu_si128(to);
        __m128i amounts = _mm_unpacklo_epi8(_mm_cvtsi32_si128(int(coverage)), zero);
        amounts = _mm_unpacklo_epi16(amounts, amounts);
        const __m128i low = mix(_mm_unpacklo_epi8(pixels, zero), _mm_shuffle_epi32(amounts, _MM_SHUFFLE(1, 1, 0, 0)));
        const __m128i high = mix(_mm_unpackhi_epi8(pixels, zero), _mm_shuffle_epi32(amounts, _MM_SHUFFLE(3, 3, 2, 2)));
        _mm_storeu_si128(to, _mm_packus_epi16(low, high));
    }

private:
    __m128i mix(__m128i under, __m128i amount) const
    {
        const __m128i rest = _mm_sub_epi16(_mm_set1_epi16(255), amount);
        __m128i sum = _mm_add_epi16(_mm_mullo_epi16(under, rest), _mm_mullo_epi16(m_color, amount));
        sum = _mm_add_epi16(sum, _mm_set1_epi16(128));
        return _mm_srli_epi16(_mm_add_epi16(sum, _mm_srli_epi16(sum, 8)), 8);
    }

    __m128i m_solid, m_color;
};
#else
class GroupBlender
{
public:
    explicit GroupBlender(QRgb color) : m_color(color) {}
    void operator()(QRgb *target, std::uint32_t coverage) const
    {
        uchar each[Tile::kGroup];
        std::memcpy(each, &coverage, sizeof each);
        for (int i = 0; i < Tile::kGroup; ++i)
            target[i] = mixedPixel(target[i], m_color, each[i]);
    }

private:
    QRgb m_color;
};
#endif

void blendWhole(const Pixels &pixels, const Tile &tile, int left, int top, QRgb color)
{
    const GroupBlender blender(color | kOpaque);
    const uchar *coverage = tile.coverage.data();
    QRgb *line = pixels.at(left, top);
    for (int row = 0; row < tile.height; ++row, coverage += tile.stride, line += pixels.stride) {
        for (int i = 0; i < tile.stride; i += Tile::kGroup) {
            std::uint32_t group;
            std::memcpy(&group, coverage + i, sizeof group);
            if (group != 0)
                blender(line + i, group);
        }
    }
}

} // namespace

void fill(const Pixels &pixels, int x, int y, int width, int height, QRgb color)
{
    const int left = std::max(x, 0), right = std::min(x + width, pixels.width);
    if (left >= right)
        return;
    for (int row = std::max(y, 0); row < std::min(y + height, pixels.height); ++row)
        std::fill(pixels.at(left, row), pixels.at(right, row), color);
}

void blend(const Pixels &pixels, const Tile &tile, int x, int y, QRgb color)
{
    const int left = x + tile.x, top = y + tile.y;
    const bool inside = left >= 0 && left + tile.stride <= pixels.width && top >= 0 && top + tile.height <= pixels.height;
    if (inside && tile.colors.empty()) {
        blendWhole(pixels, tile, left, top, color);
        return;
    }
    const int from = std::max(0, -left), to = std::min(tile.width, pixels.width - left);
    for (int row = std::max(0, -top); row < std::min(tile.height, pixels.height - top); ++row) {
        QRgb *line = pixels.at(left, top + row);
        for (int i = from; i < to; ++i) {
            if (tile.colors.empty()) {
                line[i] = mixedPixel(line[i], color, tile.coverage[std::size_t(row * tile.stride + i)]);
                continue;
            }
            const QRgb source = tile.colors[std::size_t(row * tile.width + i)];
            const unsigned rest = 255u - unsigned(qAlpha(source));
            const auto channel = [&](int shift) { return std::min(255u, (source >> shift & 255) + over255((line[i] >> shift & 255) * rest)) << shift; };
            line[i] = kOpaque | channel(16) | channel(8) | channel(0);
        }
    }
}

} // namespace ui::terminal
