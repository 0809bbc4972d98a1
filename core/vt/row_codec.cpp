#include "core/vt/row_codec.h"

#include "core/vt/char_properties.h"
#include "core/vt/cpu_level.h"
#include "core/vt/row_view.h"
#include "core/vt/utf8.h"

#include <array>
#include <bit>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core::vt {
namespace {

enum RowFlag : std::uint8_t { Wrapped = 1, Continued = 2, Styled = 4, Bytes = 8, Units = 16, Utf8 = 0 };
// In the text, before a code point: what does not follow from its properties.
enum TextMark : char { Joined = 1, IsWide = 2, IsNarrow = 3 };
enum StylePart : std::uint8_t { Fg = 1, FgRgb = 2, Bg = 4, BgRgb = 8, Attrs = 16, UnderlinePart = 32, UnderlineColor = 64, Link = 128 };

char *writeVarint(char *out, std::uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        *out++ = char(v | 0x80);
    *out++ = char(v);
    return out;
}

// A length that is known only after what it precedes was written: always three bytes.
constexpr std::size_t kLengthBytes = 3;
void writeLength(char *at, std::size_t v)
{
    at[0] = char(v | 0x80);
    at[1] = char(v >> 7 | 0x80);
    at[2] = char(v >> 14);
}

std::uint64_t varint(const char *&p)
{
    std::uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*p++);
        v |= std::uint64_t(byte & 0x7f) << shift;
        if (byte < 0x80)
            return v;
    }
}

char *writeRgb(char *out, std::uint32_t rgb)
{
    *out++ = char(rgb >> 16);
    *out++ = char(rgb >> 8);
    *out++ = char(rgb);
    return out;
}

Color rgb(const char *&p)
{
    const auto byte = [&p] { return static_cast<std::uint8_t>(*p++); };
    const std::uint8_t r = byte(), g = byte(), b = byte();
    return Color::rgb(r, g, b);
}

constexpr std::size_t kMostStyle = 24; // bytes, what writeStyle writes at most and more
char *writeStyle(char *out, const Style &s)
{
    char *const at = out++;
    std::uint8_t mask = 0;
    const auto color = [&](Color c, StylePart present, StylePart isRgb) {
        if (c.isDefault())
            return;
        mask |= present;
        if (c.isRgb()) {
            mask |= isRgb;
            out = writeRgb(out, c.rgb());
        } else {
            *out++ = char(c.index());
        }
    };
    color(s.fg, Fg, FgRgb);
    color(s.bg, Bg, BgRgb);
    if (s.attrs) {
        mask |= Attrs;
        *out++ = char(s.attrs);
    }
    if (s.underline != Underline::None) {
        mask |= UnderlinePart;
        *out++ = char(s.underline);
    }
    if (!s.underlineColor.isDefault()) {
        mask |= UnderlineColor;
        *out++ = char(s.underlineColor.isRgb());
        if (s.underlineColor.isRgb())
            out = writeRgb(out, s.underlineColor.rgb());
        else
            *out++ = char(s.underlineColor.index());
    }
    if (s.link) {
        mask |= Link;
        out = writeVarint(out, s.link);
    }
    *at = char(mask);
    return out;
}
static_assert(Overline < 256, "attributes are stored in one byte");

Style style(const char *&p)
{
    const auto byte = [&p] { return static_cast<std::uint8_t>(*p++); };
    const std::uint8_t mask = byte();
    Style s;
    if (mask & Fg)
        s.fg = mask & FgRgb ? rgb(p) : Color::indexed(byte());
    if (mask & Bg)
        s.bg = mask & BgRgb ? rgb(p) : Color::indexed(byte());
    if (mask & Attrs)
        s.attrs = byte();
    if (mask & UnderlinePart)
        s.underline = static_cast<Underline>(byte());
    if (mask & UnderlineColor) {
        const bool isRgb = byte() != 0;
        s.underlineColor = isRgb ? rgb(p) : Color::indexed(byte());
    }
    if (mask & Link)
        s.link = LinkId(varint(p));
    return s;
}

inline char *writeUtf8(char *out, std::uint32_t c)
{
    if (c < 0x80) {
        *out++ = char(c);
    } else if (c < 0x800) {
        *out++ = char(0xc0 | c >> 6);
        *out++ = char(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *out++ = char(0xe0 | c >> 12);
        *out++ = char(0x80 | (c >> 6 & 63));
        *out++ = char(0x80 | (c & 63));
    } else {
        *out++ = char(0xf0 | c >> 18);
        *out++ = char(0x80 | (c >> 12 & 63));
        *out++ = char(0x80 | (c >> 6 & 63));
        *out++ = char(0x80 | (c & 63));
    }
    return out;
}

char *writeText(char *to, const GridRow &row, int n)
{
    for (int i = 0; i < n; ++i) {
        const GridCell cell = row.cells[std::size_t(i)];
        if (cell.isTrail())
            continue;
        if (cell.word & GridCell::kOddWidth)
            *to++ = cell.isWide() ? IsWide : IsNarrow;
        if (!cell.isCluster()) {
            to = writeUtf8(to, cell.text());
            continue;
        }
        const std::u32string &cluster = row.clusters[cell.text()];
        to = writeUtf8(to, cluster.front());
        for (const char32_t part : std::u32string_view(cluster).substr(1)) {
            if (propertiesOf(part).width() != 0)
                *to++ = Joined;
            to = writeUtf8(to, part);
        }
    }
    return to;
}

// The low bytes of all cells, which are the text if it is narrow and below U+0100; and, to know that, all bits of the cells.
struct CellBits
{
    std::uint32_t words = 0, styles = 0;
};
#ifdef __SSE2__
constexpr int kPiece = 16; // cells

CellBits foldedBits(__m128i ofTwoCells)
{
    const auto bits = std::bit_cast<std::array<std::uint32_t, 4>>(ofTwoCells);
    return {bits[0] | bits[2], bits[1] | bits[3]};
}

[[gnu::always_inline]] inline void writePiece(char *to, const GridCell *cells, __m128i &all)
{
    __m128i words[4];
    for (int i = 0; i < 4; ++i) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(cells + 4 * i)), b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(cells + 4 * i + 2));
        all = _mm_or_si128(all, _mm_or_si128(a, b));
        const __m128i four = _mm_castps_si128(_mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), _MM_SHUFFLE(2, 0, 2, 0)));
        words[i] = _mm_and_si128(four, _mm_set1_epi32(0xff));
    }
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to), _mm_packus_epi16(_mm_packs_epi32(words[0], words[1]), _mm_packs_epi32(words[2], words[3])));
}
#endif

CellBits writeBytesPlainly(char *__restrict to, const GridCell *__restrict cells, int n)
{
    CellBits all;
    int i = 0;
#ifdef __SSE2__
    if (n >= kPiece) { // the last piece overlaps the one before it: how long a row is cannot be foreseen
        __m128i bits = _mm_setzero_si128();
        for (; i < n - kPiece; i += kPiece)
            writePiece(to + i, cells + i, bits);
        writePiece(to + n - kPiece, cells + n - kPiece, bits);
        return foldedBits(bits);
    }
#endif
    for (; i < n; ++i) {
        to[i] = char(cells[i].word);
        all.words |= cells[i].word;
        all.styles |= cells[i].style;
    }
    return all;
}

#if defined(__x86_64__)

__attribute__((target("avx512f"))) CellBits writeBytesWithAvx512(char *__restrict to, const GridCell *__restrict cells, int n)
{
    __m512i bits = _mm512_setzero_si512();
    for (int i = 0; i < n; i += 8) {
        const auto there = __mmask8(n - i < 8 ? (1u << (n - i)) - 1 : 0xff);
        const __m512i eight = _mm512_maskz_loadu_epi64(there, cells + i);
        bits = _mm512_or_si512(bits, eight);
        _mm512_mask_cvtepi64_storeu_epi8(to + i, there, eight);
    }
    const auto each = std::bit_cast<std::array<std::uint32_t, 16>>(bits);
    CellBits all;
    for (std::size_t i = 0; i < each.size(); i += 2) {
        all.words |= each[i];
        all.styles |= each[i + 1];
    }
    return all;
}

const auto writeBytes = isAllowed(CpuLevel::V4) && __builtin_cpu_supports("avx512f") ? writeBytesWithAvx512 : writeBytesPlainly;

#else

constexpr auto writeBytes = writeBytesPlainly;

#endif

CellBits bitsOf(const GridCell *cells, int n)
{
    CellBits all;
    int i = 0;
#ifdef __SSE2__
    __m128i bits = _mm_setzero_si128();
    for (; i + 8 <= n; i += 8) {
        const auto *const at = reinterpret_cast<const __m128i *>(cells + i);
        const __m128i four = _mm_or_si128(_mm_loadu_si128(at), _mm_loadu_si128(at + 1)), next = _mm_or_si128(_mm_loadu_si128(at + 2), _mm_loadu_si128(at + 3));
        bits = _mm_or_si128(bits, _mm_or_si128(four, next));
    }
    all = foldedBits(bits);
#endif
    for (; i < n; ++i) {
        all.words |= cells[i].word;
        all.styles |= cells[i].style;
    }
    return all;
}

// Units cost least by far, but for text that is mostly ASCII they are more bytes than UTF-8.
bool isWorthUnits(const GridCell *cells, int n, std::uint32_t words)
{
    if ((words & ~(GridCell::kWide | GridCell::kTrail)) >= 0x10000)
        return false;
    int beyondAscii = 0;
    for (int i = 0; i < n; ++i)
        beyondAscii += (cells[i].word & ~GridCell::kProtected) >= 0x80;
    return 2 * beyondAscii >= n;
}

// Characters below U+10000 of the width that follows from them.
char *writeUnitsPlainly(char *to, const GridCell *from, int n)
{
    for (int i = 0; i < n; ++i) {
        const std::uint32_t word = from[i].word;
        to[0] = char(word);
        to[1] = char(word >> 8);
        to += word & GridCell::kTrail ? 0 : 2; // no branch: what is wide cannot be foreseen
    }
    return to;
}

#if defined(__x86_64__)

// Which bytes of four words are kept, by which of them are second halves.
constexpr auto kUnitsOf = [] {
    std::array<std::array<std::uint8_t, 16>, 16> table{};
    for (unsigned trails = 0; trails < 16; ++trails) {
        std::size_t to = 0;
        for (unsigned i = 0; i < 4; ++i) {
            if (trails >> i & 1)
                continue;
            table[trails][to++] = std::uint8_t(4 * i);
            table[trails][to++] = std::uint8_t(4 * i + 1);
        }
    }
    return table;
}();

// Four cells at a time; what is behind the end of a piece is overwritten by the next. REQUIRES: eight bytes more at `to`.
__attribute__((target("ssse3,popcnt"))) char *writeUnitsBySsse3(char *to, const GridCell *from, int n)
{
    int i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m128 a = _mm_loadu_ps(reinterpret_cast<const float *>(from + i)), b = _mm_loadu_ps(reinterpret_cast<const float *>(from + i + 2));
        const __m128i words = _mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(2, 0, 2, 0)));
        static_assert(GridCell::kTrail == 1u << 29);
        const auto trails = unsigned(_mm_movemask_ps(_mm_castsi128_ps(_mm_slli_epi32(words, 2))));
        const __m128i kept = _mm_loadu_si128(reinterpret_cast<const __m128i *>(kUnitsOf[trails].data()));
        _mm_storel_epi64(reinterpret_cast<__m128i *>(to), _mm_shuffle_epi8(words, kept));
        to += 8 - 2 * std::popcount(trails);
    }
    return writeUnitsPlainly(to, from + i, n - i);
}

const bool hasShuffle = __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
const auto writeUnits = isAllowed(CpuLevel::V2) && hasShuffle ? writeUnitsBySsse3 : writeUnitsPlainly;

#else

constexpr auto writeUnits = writeUnitsPlainly;

#endif

// Where the characters of a record go: into a row of a frame or into one of a grid.
class ToFrame
{
public:
    explicit ToFrame(Row &row) : m_row(row) {}
    void bytes(const char *p, std::size_t n)
    {
        for (; n > 0; --n)
            byte(*p++);
    }
    void byte(char c) { m_row.cells.push_back({static_cast<unsigned char>(c), 1}); }
    void character(char32_t c, const std::u32string &cluster, int width, bool)
    {
        appendCell(m_row, cluster.empty() ? std::uint32_t(c) : 0, cluster, width);
    }

private:
    Row &m_row;
};

class ToGrid
{
public:
    explicit ToGrid(GridRow &row) : m_row(row) {} // REQUIRES: as many cells as the record has, all blank
    void bytes(const char *p, std::size_t n)
    {
        GridCell *const to = m_row.cells.data() + m_row.used;
        for (std::size_t i = 0; i < n; ++i)
            to[i].word = static_cast<unsigned char>(p[i]);
        m_row.used += int(n);
    }
    void byte(char c) { put(static_cast<unsigned char>(c)); }
    void character(char32_t c, const std::u32string &cluster, int width, bool isOdd)
    {
        std::uint32_t word = c;
        if (!cluster.empty()) {
            word = GridCell::kCluster | std::uint32_t(m_row.clusters.size());
            m_row.clusters.push_back(cluster);
        }
        if (width == 2) {
            word |= GridCell::kWide;
            m_row.hasWide = true;
        }
        put(word | (isOdd ? GridCell::kOddWidth : 0));
        if (width == 2)
            put(GridCell::kTrail);
    }

private:
    void put(std::uint32_t word)
    {
        if (m_row.used == int(m_row.cells.size())) // a record counts its cells otherwise: none is written so
            m_row.cells.emplace_back();
        m_row.cells[std::size_t(m_row.used++)].word = word;
    }

    GridRow &m_row;
};

template<typename To> void readUnits(To &to, const char *p, const char *end)
{
    const std::u32string none;
    for (; p < end; p += 2) {
        const char32_t c = static_cast<unsigned char>(p[0]) | char32_t(static_cast<unsigned char>(p[1])) << 8;
        to.character(c, none, propertiesOf(c).width(), false);
    }
}

template<typename To> void readText(To &to, const char *p, const char *end)
{
    const auto isPlain = [](char c) { return c == 0 || (c > IsNarrow && static_cast<unsigned char>(c) < 0x80); };
    std::u32string cluster;
    while (p < end) {
        if (isPlain(*p) && (p + 1 == end || isPlain(p[1]))) {
            to.byte(*p++);
            continue;
        }
        const char mark = *p == IsWide || *p == IsNarrow ? *p++ : char(0);
        const Decoded d = decodeUtf8(p, end);
        p += d.length;
        cluster.clear();
        while (p < end && (*p == Joined || static_cast<unsigned char>(*p) >= 0x80)) {
            const bool joined = *p == Joined;
            const Decoded part = decodeUtf8(p + joined, end);
            if (!joined && propertiesOf(part.c).width() != 0)
                break;
            if (cluster.empty())
                cluster = d.c;
            cluster += part.c;
            p += part.length + joined;
        }
        const int width = mark == IsWide ? 2 : mark == IsNarrow ? 1 : propertiesOf(d.c).width();
        to.character(d.c, cluster, width, mark != 0);
    }
}

// `p` is behind the header; afterwards it is at the styles.
template<typename To> void readCells(To to, const char *&p, std::uint8_t flags, const RowHeader &h)
{
    const std::size_t bytes = flags & Bytes ? h.cells : std::size_t(varint(p));
    const char *const from = p;
    p += bytes;
    if (flags & Bytes)
        to.bytes(from, bytes);
    else if (flags & Units)
        readUnits(to, from, p);
    else
        readText(to, from, p);
}

int endOfRun(const GridCell *cells, int i, int n)
{
    const StyleId id = cells[i++].style;
#ifdef __SSE2__
    for (const __m128i ids = _mm_set1_epi32(int(id)); i + 4 <= n; i += 4) {
        const __m128 a = _mm_loadu_ps(reinterpret_cast<const float *>(cells + i)), b = _mm_loadu_ps(reinterpret_cast<const float *>(cells + i + 2));
        const __m128i same = _mm_cmpeq_epi32(_mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(3, 1, 3, 1))), ids);
        if (const auto all = unsigned(_mm_movemask_ps(_mm_castsi128_ps(same))); all != 15)
            return i + std::countr_one(all);
    }
#endif
    while (i < n && cells[i].style == id)
        ++i;
    return i;
}

char *writeRuns(char *out, const GridRow &row, int n, const StyleTable &styles)
{
    char *const count = out;
    out += kLengthBytes;
    std::size_t runs = 0;
    for (int i = 0; i < n; ++runs) {
        const int end = endOfRun(row.cells.data(), i, n);
        out = writeVarint(out, std::uint64_t(end - i));
        out = writeStyle(out, styles[row.cells[std::size_t(i)].style]);
        i = end;
    }
    writeLength(count, runs);
    return out;
}

// What the row's record takes at most.
std::size_t mostBytes(const GridRow &row, std::size_t n)
{
    std::size_t text = 5 * n;
    for (const std::u32string &cluster : row.clusters)
        text += 5 * cluster.size();
    return 64 + text + n * (kMostStyle + 4);
}

RowHeader header(const char *&p, base::LineId base, std::uint8_t &flags)
{
    flags = static_cast<std::uint8_t>(*p++);
    RowHeader h;
    h.wrapped = flags & Wrapped;
    h.line = base + varint(p);
    if (flags & Continued)
        h.firstCell = std::uint32_t(varint(p));
    h.cells = std::uint32_t(varint(p));
    return h;
}

} // namespace

std::string_view encodeRow(std::string &scratch, const GridRow &row, base::LineId base, const StyleTable &styles)
{
    const int n = row.length();
    if (const std::size_t most = mostBytes(row, std::size_t(n)); scratch.size() < most)
        scratch.resize(most);
    char *const flags = scratch.data();
    char *out = writeVarint(flags + 1, row.line - base);
    if (row.firstCell)
        out = writeVarint(out, row.firstCell);
    out = writeVarint(out, std::uint64_t(n));
    const CellBits all = row.hasWide ? bitsOf(row.cells.data(), n) : writeBytes(out, row.cells.data(), n); // what is wide is in no byte
    const std::uint32_t words = all.words & ~GridCell::kProtected;
    RowFlag form = Bytes;
    if (words < 0x100) {
        if (row.hasWide) // it was, and was overwritten
            (void)writeBytes(out, row.cells.data(), n);
        out += n;
    } else {
        char *const length = out, *const text = out + kLengthBytes;
        form = isWorthUnits(row.cells.data(), n, words) ? Units : Utf8;
        out = form == Units ? writeUnits(text, row.cells.data(), n) : writeText(text, row, n);
        writeLength(length, std::size_t(out - text));
    }
    if (all.styles)
        out = writeRuns(out, row, n, styles);
    *flags = char((row.wrapped ? Wrapped : 0) | (row.firstCell ? Continued : 0) | (all.styles ? Styled : 0) | form);
    return {scratch.data(), std::size_t(out - scratch.data())};
}

RowHeader decodeHeader(const char *record, base::LineId base)
{
    std::uint8_t flags = 0;
    return header(record, base, flags);
}

RowPtr decodeRow(const char *p, base::LineId base)
{
    std::uint8_t flags = 0;
    const RowHeader h = header(p, base, flags);
    auto row = std::make_shared<Row>();
    row->line = h.line;
    row->firstCell = h.firstCell;
    row->wrapped = h.wrapped;
    row->cells.reserve(h.cells);
    readCells(ToFrame(*row), p, flags, h);
    if (flags & Styled) {
        for (std::uint64_t runs = varint(p); runs > 0; --runs) {
            const auto cells = int(varint(p));
            appendRun(*row, cells, style(p));
        }
    }
    return row;
}

void decodeRow(const char *p, base::LineId base, GridRow &row, StyleTable &styles)
{
    std::uint8_t flags = 0;
    const RowHeader h = header(p, base, flags);
    row.line = h.line;
    row.firstCell = h.firstCell;
    row.wrapped = h.wrapped;
    row.clusters.clear();
    row.hasWide = false;
    row.used = 0;
    row.changed = true;
    row.cells.assign(h.cells, {});
    readCells(ToGrid(row), p, flags, h);
    if (flags & Styled) {
        GridCell *cell = row.cells.data();
        for (std::uint64_t runs = varint(p); runs > 0; --runs) {
            GridCell *const end = cell + varint(p);
            const StyleId id = styles.intern(style(p));
            for (; cell < end; ++cell)
                cell->style = id;
        }
    }
}

} // namespace core::vt
