// Printing: runs straight into the grid, everything else through libvterm, and what is one character of several code
// points.
#include "core/vt/terminal.h"
#include "core/vt/utf8_block.h"

#include <algorithm>
#include <bit>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace core::vt {
namespace {

constexpr int kWideAt = 29; // of a width of two, shifted by it, becomes GridCell::kWide
static_assert(2u << kWideAt == GridCell::kWide);
constexpr std::ptrdiff_t kWorthABlock = 10; // bytes; fewer cost less one by one
constexpr std::ptrdiff_t kSparse = 48;      // bytes to go on with one by one where blocks end early: among combining marks

// The first byte that is not ASCII, or `end`.
const char *endOfAscii(const char *const begin, const char *const end)
{
    const char *p = begin;
#ifdef __SSE2__
    const auto beyond = [](const char *at) { return unsigned(_mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(at)))); };
    for (; end - p >= 16; p += 16) {
        if (const unsigned found = beyond(p))
            return p + std::countr_zero(found);
    }
    if (end - begin >= 16) { // what is left, with what was looked at before it
        const unsigned found = beyond(end - 16) >> (16 - (end - p));
        return found ? p + std::countr_zero(found) : end;
    }
#endif
    constexpr std::uint64_t highs = 0x8080808080808080ull;
    for (std::uint64_t v; end - p >= 8; p += 8) {
        std::memcpy(&v, p, 8);
        if (v & highs)
            break;
    }
    while (p < end && static_cast<unsigned char>(*p) < 0x80)
        ++p;
    return p;
}

} // namespace

void Terminal::updateDirect()
{
    m_direct = m_options.plainRuns && m_modes.has(DecModes::AutoWrap) && !m_insert && !m_modes.has(DecModes::LeftRightMargins)
        && m_charsets[std::size_t(m_shift)] == 'B' && m_singleShift == 0;
}

char32_t Terminal::translated(char32_t c)
{
    const int set = m_singleShift ? m_singleShift : m_shift;
    if (m_singleShift) {
        m_singleShift = 0;
        updateDirect();
    }
    return translatedBy(m_charsets[std::size_t(set)], c);
}

// Between two sequences: what is short is written without asking how short.
void Terminal::shortText(const char *bytes, std::size_t n)
{
    if (!m_direct || m_pendingWrap || m_cursor.col + kShortText > m_size.cols)
        return void(text(bytes, n));
    if (m_tapping)
        tap({bytes, n});
    const StyleId style = pen();
    if (n == 1)
        grid().writeOne(m_cursor.row, m_cursor.col, static_cast<unsigned char>(*bytes) | penFlags(), style);
    else
        grid().writeShort(m_cursor.row, m_cursor.col, bytes, int(n), penFlags(), style);
    m_cursor.col += int(n);
    m_last = {true, {m_cursor.row, m_cursor.col - 1}, static_cast<unsigned char>(bytes[n - 1])};
    m_dirty = true;
}

std::size_t Terminal::text(const char *bytes, std::size_t n)
{
    const char *p = bytes;
    const char *const end = p + n;
    const char *blocksFrom = p;
    int fruitless = 0; // blocks that ended early, one after the other
    while (p < end) {
        const char *const ascii = endOfAscii(p, end);
        if (ascii > p) {
            if (m_tapping)
                tap({p, std::size_t(ascii - p)});
            printAscii(p, int(ascii - p));
            p = ascii;
        }
        while (p < end && static_cast<unsigned char>(*p) >= 0x80) {
            if (m_direct && !m_pendingWrap && p >= blocksFrom && end - p >= kWorthABlock) {
                const char *const after = printRun(p, end);
                if (m_cursor.col + 2 <= m_size.cols) { // not for the row's end: what comes next is for no block
                    fruitless = after - p < kWorthABlock ? fruitless + 1 : 0;
                    blocksFrom = after + std::min(fruitless > 1 ? kSparse : 1, end - after);
                }
                if (after != p) {
                    p = after;
                    continue;
                }
            }
            const Decoded d = decodeUtf8(p, end);
            if (d.c < 0xa0)
                return std::size_t(p - bytes);
            if (printChar(d.c) && m_tapping)
                appendUtf8(m_tap, d.c);
            p += d.length;
        }
    }
    return n;
}

void Terminal::printAscii(const char *bytes, int n)
{
    const std::uint32_t flags = penFlags();
    m_dirty = true;
    while (n > 0) {
        if (!m_direct || m_pendingWrap) {
            printThroughMachine(translated(static_cast<unsigned char>(*bytes++)), 1);
            --n;
            continue;
        }
        const int k = std::min(n, m_size.cols - m_cursor.col);
        grid().writeAscii(m_cursor.row, m_cursor.col, bytes, k, flags, pen());
        m_last = {true, {m_cursor.row, m_cursor.col + k - 1}, static_cast<unsigned char>(bytes[k - 1])};
        advance(k);
        bytes += k;
        n -= k;
    }
}

// As many characters that stand for themselves as fit into the row; stops at anything that needs more thought.
const char *Terminal::printRun(const char *p, const char *end)
{
    if (m_last.joiner)
        return p;
    const StyleId style = pen();
    const std::uint32_t flags = penFlags(), trail = GridCell::kTrail | flags;
    const int room = std::min(m_size.cols - m_cursor.col, int(m_run.size()) - 1); // a second half is written behind each
    const bool ambiguousWide = m_options.ambiguousWide;
    const unsigned heeded = CharProperties::heededAlone(ambiguousWide);
    Utf8Block::Cells cells{flags, heeded};
    std::uint32_t *const words = m_run.data();
    std::uint32_t any = 0;
    const char *const begin = p;
    int n = 0;
    const auto put = [&](std::uint32_t word, int width) {
        words[n] = word;
        words[n + 1] = trail;
        any |= word;
        n += width;
    };
    const auto take = [&](char32_t c) {
        const CharProperties properties = propertiesOf(c);
        if (const unsigned width = properties.aloneWidth(heeded); width - 1 <= 1 && n + int(width) <= room) [[likely]] {
            put(std::uint32_t(c) | flags | (width & 2) << kWideAt, int(width));
            return true;
        }
        const int width = properties.width(ambiguousWide);
        if (width == 0 || properties.mayJoin() || n + width > room)
            return false;
        const std::uint32_t odd = ambiguousWide && properties.width() != width ? GridCell::kOddWidth : 0;
        put(std::uint32_t(c) | flags | odd | (width == 2 ? GridCell::kWide : 0), width);
        return true;
    };
    for (bool more = true; more && p < end;) {
        Utf8Block block(p, end);
        more = !block.isEmpty();
        n += block.takeCells(words + n, room - n, cells);
        block.takeWhile(take);
        more = more && block.isEmpty();
        p += block.taken();
    }
    if (n == 0)
        return begin;
    m_dirty = true;
    grid().writeWords(m_cursor.row, m_cursor.col, words, n, style, cells.anyWide || (any & GridCell::kWide) != 0);
    const int last = n - (words[n - 1] & GridCell::kTrail ? 2 : 1);
    m_last = {true, {m_cursor.row, m_cursor.col + last}, char32_t(words[last] & GridCell::kTextMask)};
    advance(n);
    tap({begin, std::size_t(p - begin)});
    return p;
}

bool Terminal::printChar(char32_t c)
{
    const CharProperties properties = propertiesOf(c);
    const int width = properties.width(m_options.ambiguousWide);
    if (width == 0)
        return printMark(c);
    if (joinsLast(c, properties))
        return printJoined(c);
    m_dirty = true;
    if (!m_direct || m_pendingWrap || m_cursor.col + width > m_size.cols) {
        if (m_singleShift) // of no use to it, and over
            (void)translated(c);
        printThroughMachine(c, width);
        return true;
    }
    grid().write(m_cursor.row, m_cursor.col, c, width, penFlags(), pen());
    m_last = {true, m_cursor, c};
    advance(width);
    return true;
}

// Marks never reach libvterm: it joins them to the glyph before only when both come in one write.
bool Terminal::printMark(char32_t c)
{
    if (!m_last.valid)
        return false;
    const bool selects = c == kEmojiSelector && propertiesOf(m_last.c).isVariationBase() && grid().character(m_last.at.row, m_last.at.col).size() == 1;
    if (selects && !widenLast())
        return false;
    if (!grid().combine(m_last.at.row, m_last.at.col, c))
        return false;
    m_last.joiner = c == kZeroWidthJoiner;
    m_dirty = true;
    return true;
}

bool Terminal::joinsLast(char32_t c, CharProperties properties)
{
    if (!m_last.valid || m_last.closed || !(properties.mayJoin() || (m_last.joiner && properties.isPictographic())))
        return false;
    return joinsCluster(grid().character(m_last.at.row, m_last.at.col), c);
}

bool Terminal::printJoined(char32_t c)
{
    if (!widenLast() || !grid().combine(m_last.at.row, m_last.at.col, c))
        return false;
    m_last.joiner = false;
    m_dirty = true;
    return true;
}

// The last character takes two columns from now on; at the end of a row it moves to the next one, as if it had been wide
// when it was printed. False: there is no room.
bool Terminal::widenLast()
{
    const auto [row, col] = m_last.at;
    if (grid().row(row).cells[std::size_t(col)].isWide())
        return true;
    const auto last = m_last;
    if (col + 2 <= rightEdge(col)) {
        if (m_insert)
            makeRoom(1);
        grid().widen(row, col);
        m_last = last;
        m_cursor = {row, col + 1};
        m_pendingWrap = false;
        advance(1, rightEdge(col));
        m_pendingWrap = m_pendingWrap && m_modes.has(DecModes::AutoWrap);
        return true;
    }
    if (!m_pendingWrap)
        return false;
    const std::u32string parts = grid().character(row, col);
    const GridCell cell = grid().row(row).cells[std::size_t(col)];
    const Style style = m_styles[cell.style];
    grid().erase({row, row + 1, col, col + 1}, 0, false);
    m_cursor = last.at;
    m_pendingWrap = false;
    const bool wasProtected = std::exchange(m_protected, cell.isProtected());
    const Style pen = std::exchange(m_pen, style);
    m_penKnown = false;
    printThroughMachine(parts[0], 2);
    m_protected = wasProtected;
    m_pen = pen;
    m_penKnown = false;
    for (const char32_t part : std::u32string_view(parts).substr(1))
        (void)grid().combine(m_last.at.row, m_last.at.col, part);
    m_last.joiner = last.joiner;
    return true;
}

// IRM: what is right of the cursor moves on. The top and bottom margins have no part in it, as in ICH.
void Terminal::makeRoom(int columns)
{
    if (m_cursor.col < m_left || m_cursor.col >= m_right)
        return; // as ICH: nothing moves outside the side margins
    scrollSideways({m_cursor.row, m_cursor.row + 1, m_cursor.col, rightEdge(m_cursor.col)}, -columns);
}

void Terminal::printThroughMachine(char32_t c, int width)
{
    if (hasSideMargins())
        return printInMargins(c, width);
    const bool autoWrap = m_modes.has(DecModes::AutoWrap);
    if (!autoWrap && m_cursor.col + width > m_size.cols)
        return; // libvterm would wrap it
    if (m_insert && width == 2 && !m_pendingWrap && m_cursor.col + 2 <= m_size.cols)
        makeRoom(1); // libvterm makes it for one column only
    const bool wraps = autoWrap && (m_pendingWrap || m_cursor.col + width > m_size.cols);
    // libvterm need not be asked what a wrap does, and would make room for one column only.
    const bool itself = wraps && (m_options.plainRuns || m_insert);
    if (!itself)
        syncWithWrap();
    const int oldRow = m_cursor.row;
    GridRow &from = grid().row(oldRow);
    base::LineId line = 0;
    std::uint32_t nextCell = 0;
    bool joins = false; // a full row goes on; one that the cursor was merely moved to the end of does not
    if (wraps) {
        settle();
        joins = from.cells.back().word != 0 || (!m_pendingWrap && from.length() == m_size.cols - 1);
        line = from.line;
        const int length = m_pendingWrap ? m_size.cols : from.length();
        if (joins)
            from.used = length;
        nextCell = from.firstCell + std::uint32_t(length);
        m_wrapFrom = joins ? &from : nullptr;
        m_wrapFromPushed = m_scrolled = false;
    }
    if (itself) {
        lineFeed();
        m_cursor.col = 0;
        m_glyphAt = m_cursor;
        if (m_insert)
            makeRoom(width);
        grid().write(m_cursor.row, 0, c, width, penFlags(), pen());
        advance(width);
    } else {
        m_glyphAt = m_cursor;
        m_glyph = {c, width};
        // Its tables of widths are as old as it is: it prints a stand-in of the width that the character has here.
        m_machine.write(width == 2 ? "\u4e00" : "x");
        const bool atEdge = m_glyphAt.col + width >= m_size.cols; // there libvterm leaves its cursor before a wide one
        m_pendingWrap = m_machineWraps = autoWrap && atEdge;
        m_cursor = {m_machineAt.row, atEdge ? m_size.cols - 1 : m_machineAt.col};
    }
    m_wrapFrom = nullptr;
    if (joins && m_glyphAt.col == 0 && (m_glyphAt.row != oldRow || m_scrolled)) {
        if (!m_wrapFromPushed) {
            from.wrapped = true;
            from.changed = true;
        }
        grid().continueLine(m_glyphAt.row, line, nextCell);
    }
    m_last = {true, m_glyphAt, c};
}

// libvterm wraps at the edge of the screen only, whatever the margins.
void Terminal::printInMargins(char32_t c, int width)
{
    const bool autoWrap = m_modes.has(DecModes::AutoWrap);
    if (m_pendingWrap || m_cursor.col + width > rightEdge(m_cursor.col)) {
        if (!autoWrap)
            return;
        carriageReturn();
        index("\x1b" "D");
    }
    const int right = rightEdge(m_cursor.col);
    if (m_cursor.col + width > right)
        return;
    if (m_insert)
        makeRoom(width);
    grid().write(m_cursor.row, m_cursor.col, c, width, penFlags(), pen());
    m_last = {true, m_cursor, c};
    advance(width, right);
    m_pendingWrap = m_pendingWrap && autoWrap;
}

void Terminal::glyph(std::uint32_t, int, int row, int col)
{
    if (m_quiet || row >= m_size.rows || col >= m_size.cols)
        return;
    m_dirty = true;
    m_glyphAt = {row, col};
    grid().write(row, col, m_glyph.c, std::min(m_glyph.width, m_size.cols - col), penFlags(), pen());
}

} // namespace core::vt
