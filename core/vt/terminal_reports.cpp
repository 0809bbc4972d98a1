// What the terminal tells a program that asks: fixed forms, numbers and its own state, never text that the program sent.
#include "core/vt/sequence_text.h"
#include "core/vt/sgr.h"
#include "core/vt/terminal.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace core::vt {
namespace {

// One reply is a few bytes; a program that asks and never reads must not make us keep answers without end.
constexpr std::size_t kMaxReplies = 64 * 1024;

constexpr std::string_view kSt = "\x1b\\";

// VT420 with selective erasing (6), horizontal scrolling (21), ANSI colour (22), rectangles (28), clipboard writing (52).
constexpr std::string_view kPrimaryAttributes = "\x1b[?64;6;21;22;28;52c";

std::string rgbSpec(std::uint32_t color)
{
    char out[24];
    const unsigned r = color >> 16 & 255, g = color >> 8 & 255, b = color & 255;
    std::snprintf(out, sizeof out, "rgb:%02x%02x/%02x%02x/%02x%02x", r, r, g, g, b, b);
    return out;
}

// The parts between the semicolons.
template<typename F> void forEachPart(std::string_view list, F &&f)
{
    for (;;) {
        const auto end = list.find(';');
        f(list.substr(0, end));
        if (end == std::string_view::npos)
            return;
        list.remove_prefix(end + 1);
    }
}

} // namespace

void Terminal::reply(std::string_view bytes)
{
    if (m_replies.size() + bytes.size() <= kMaxReplies)
        m_replies += bytes;
}

void Terminal::query(const CsiSequence &csi)
{
    const bool plain = csi.param(0, 0) == 0;
    switch (sequenceKey(csi.leader, csi.intermediate, csi.final)) {
    case sequenceKey(0, 0, 'c'): // DA1
        if (plain)
            reply(kPrimaryAttributes);
        return;
    case sequenceKey('>', 0, 'c'): // DA2
        if (plain)
            reply("\x1b[>41;100;0c");
        return;
    case sequenceKey('=', 0, 'c'): // DA3: a unit id like everybody's
        if (plain)
            reply("\x1bP!|00000000\x1b\\");
        return;
    case sequenceKey(0, 0, 'x'): // DECREQTPARM
        if (csi.param(0, 0) <= 1)
            reply("\x1b[" + number(csi.param(0, 0) + 2) + ";1;1;128;128;1;0x");
        return;
    case sequenceKey(0, 0, 'n'):
    case sequenceKey('?', 0, 'n'): reportStatus(csi); return;
    case sequenceKey(0, '$', 'p'): reportMode(csi, false); return;
    case sequenceKey('?', '$', 'p'): reportMode(csi, true); return;
    case sequenceKey('?', 0, 'u'): reply("\x1b[?" + number(keyboardFlags()) + 'u'); return;
    case sequenceKey('?', 0, 'm'): // XTQMODKEYS
        if (csi.param(0, 0) == 4)
            reply("\x1b[>4;" + number(modifyOtherKeys()) + 'm');
        return;
    case sequenceKey(0, '*', 'y'): reportChecksum(csi); return;
    case sequenceKey('>', 0, 'q'): // XTVERSION
        if (plain)
            reply("\x1bP>|berth(" BERTH_VERSION ")\x1b\\");
        return;
    default: return; // unknown sequences are ignored
    }
}

void Terminal::reportStatus(const CsiSequence &csi)
{
    const int what = csi.param(0, 0);
    if (!csi.leader) {
        if (what == 5)
            reply("\x1b[0n");
        else if (what == 6)
            reportCursor(false);
        return;
    }
    switch (what) {
    case 6: reportCursor(true); return;                // DECXCPR
    case 15: reply("\x1b[?13n"); return;               // no printer
    case 25: reply("\x1b[?21n"); return;               // user-defined keys are locked
    case 26: reply("\x1b[?27;1;0;0n"); return;         // a North American keyboard, ready
    case 53:
    case 55: reply("\x1b[?53n"); return;               // no locator
    case 56: reply("\x1b[?57;0n"); return;             // of no type
    case 62: reply("\x1b[0*{"); return;                // no space for macros
    case 63: reply("\x1bP" + number(csi.param(1, 0)) + "!~0000\x1b\\"); return; // none are defined
    case 75: reply("\x1b[?70n"); return;               // data integrity: no error
    case 85: reply("\x1b[?83n"); return;               // one session
    default: return;
    }
}

void Terminal::reportCursor(bool dec)
{
    const bool origin = m_modes.has(DecModes::Origin);
    const int left = origin && m_modes.has(DecModes::LeftRightMargins) ? m_left : 0;
    const int row = m_cursor.row - (origin ? m_top : 0) + 1, col = m_cursor.col - left + 1;
    reply(std::string(dec ? "\x1b[?" : "\x1b[") + number(row) + ';' + number(col) + (dec ? ";1R" : "R")); // there is one page
}

void Terminal::reportMode(const CsiSequence &csi, bool dec)
{
    const int mode = csi.param(0, 0);
    ModeState state = ModeState::Unknown;
    if (dec) {
        state = m_modes.state(mode);
    } else {
        switch (mode) {
        case 4: state = m_insert ? ModeState::Set : ModeState::Reset; break;
        case 20: state = m_newline ? ModeState::Set : ModeState::Reset; break;
        case 12: state = ModeState::AlwaysSet; break; // SRM: nothing is echoed locally
        case 1:                                       // GATM
        case 2:                                       // KAM
        case 3:                                       // CRM
        case 5:                                       // SRTM
        case 7:                                       // VEM
        case 10:                                      // HEM
        case 11:                                      // PUM
        case 13:                                      // FEAM
        case 14:                                      // FETM
        case 15:                                      // MATM
        case 16:                                      // TTM
        case 17:                                      // SATM
        case 18:                                      // TSM
        case 19: state = ModeState::AlwaysReset; break; // EBM
        default: break;
        }
    }
    reply(std::string(dec ? "\x1b[?" : "\x1b[") + number(mode) + ';' + number(int(state)) + "$y");
}

// DECRQCRA: the sum over a rectangle as xterm makes it: characters and what DEC's attributes add, negated, blanks as
// spaces. Protection adds nothing, as in xterm before patch 388 and as esctest expects. Off unless asked for by setting: it
// is how a program could read back what others left on the screen.
void Terminal::reportChecksum(const CsiSequence &csi)
{
    if (!m_options.checksumReports)
        return;
    const CellRect area = rectangle(csi, 2);
    unsigned sum = 0;
    for (int r = area.top; r < area.bottom; ++r) {
        const GridRow &row = grid().row(r);
        m_counters.work += 4 * unsigned(area.right - area.left);
        for (int c = area.left; c < area.right; ++c) {
            const GridCell &cell = row.cells[std::size_t(c)];
            if (cell.isTrail())
                continue;
            if (cell.isCluster()) {
                for (const char32_t part : row.clusters[cell.text()])
                    sum += unsigned(part);
            } else {
                sum += cell.text() ? cell.text() : U' ';
            }
            const Style &style = m_styles[cell.style];
            sum += style.attrs & Conceal ? 0x08 : 0;
            sum += style.underline != Underline::None ? 0x10 : 0;
            sum += style.attrs & Reverse ? 0x20 : 0;
            sum += style.attrs & Blink ? 0x40 : 0;
            sum += style.attrs & Bold ? 0x80 : 0;
        }
    }
    char hex[8];
    std::snprintf(hex, sizeof hex, "%04X", (0u - sum) & 0xffffu);
    reply("\x1bP" + number(csi.param(0, 0)) + "!~" + hex + std::string(kSt));
}

// DECRQSS.
void Terminal::reportSetting(std::string_view what)
{
    std::string value;
    if (what == "m") {
        appendSgr(value, m_pen);
        value.erase(0, 2); // CSI
    } else if (what == "r") {
        value = number(m_top + 1) + ';' + number(m_bottom) + 'r';
    } else if (what == "s") {
        value = number(m_left + 1) + ';' + number(m_right) + 's';
    } else if (what == " q") {
        const int shape = m_shape == CursorShape::Block ? 1 : m_shape == CursorShape::Underline ? 3 : 5;
        value = number(shape + !m_modes.has(DecModes::CursorBlink)) + " q";
    } else if (what == "\"q") {
        value = number(m_protected) + "\"q";
    } else if (what == "\"p") {
        value = number(m_conformance) + ";1\"p";
    } else if (what == "t") {
        value = number(m_size.rows) + 't';
    } else if (what == "*|") {
        value = number(m_size.rows) + "*|";
    } else if (what == "$|") {
        value = number(m_size.cols) + "$|";
    } else if (what == "*x") {
        value = number(m_rectangularExtent ? 2 : 1) + "*x";
    } else {
        reply("\x1bP0$r\x1b\\");
        return;
    }
    reply("\x1bP1$r" + value + std::string(kSt));
}

// The palette is the viewer's: programs may ask for it, what they set is not taken up.
// Ended as the question was, for who reads up to that; both ends are fixed bytes.
void Terminal::reportColors(int code, std::string_view argument)
{
    const std::string end(m_scanner.endedByBell() ? std::string_view("\a") : kSt);
    if (code == 4) {
        int index = -1;
        bool isIndex = true;
        forEachPart(argument, [&](std::string_view part) {
            if (isIndex) {
                index = -1;
                const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), index);
                if (error != std::errc() || rest != part.data() + part.size())
                    index = -1;
            } else if (part == "?" && index >= 0 && index < 256) {
                reply("\x1b]4;" + number(index) + ';' + rgbSpec(m_palette.color(index)) + end);
            }
            isIndex = !isIndex;
        });
        return;
    }
    forEachPart(argument, [&](std::string_view part) { // 10;?;? asks for 10 and 11
        if (part == "?" && code <= 12) {
            const std::uint32_t color = code == 10 ? m_palette.foreground : code == 11 ? m_palette.background : m_palette.cursor;
            reply("\x1b]" + number(code) + ';' + rgbSpec(color) + end);
        }
        ++code;
    });
}

} // namespace core::vt
