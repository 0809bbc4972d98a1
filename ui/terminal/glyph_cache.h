// Which glyph of which font draws a character. Shaping is done once per character, never per paint: the terminal's own
// faces by glyph index, everything they lack (CJK, emoji, combining sequences) through Qt's font fallback.
//
// Threads: GUI.
#pragma once
#include "ui/terminal/cell_metrics.h"

#include <QFont>
#include <QRawFont>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace ui::terminal {

enum Face : std::uint8_t { Regular = 0, Bold = 1, Italic = 2, BoldItalic = 3 };

struct Glyph
{
    quint32 id = 0;
    std::int16_t dx = 0, dy = 0; // device pixels from the cell's left edge and baseline
    std::uint16_t font = 0;      // index for GlyphCache::font
};

class GlyphCache
{
public:
    // Everything cached before is forgotten.
    void setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio);

    const CellMetrics &metrics() const { return m_metrics; }
    const QRawFont &font(std::uint16_t index) const { return m_fonts[index]; }

    // Valid until the next call. `columns` is the width that the emulator gave the character.
    std::span<const Glyph> glyphs(char32_t character, Face face, int columns);
    std::span<const Glyph> glyphs(const std::u32string &cluster, Face face, int columns);

private:
    struct Entry
    {
        Glyph glyph;
        bool known = false;
        bool several = false; // look in m_clusters
    };
    using Page = std::array<Entry, 256>;

    Entry &entry(char32_t character, Face face);
    void measure(qreal lineSpacing);
    std::vector<Glyph> shape(const std::u32string &text, Face face, int columns);
    std::uint16_t indexOf(const QRawFont &font);

    CellMetrics m_metrics;
    std::vector<QRawFont> m_fonts; // the four faces first, then fallbacks
    std::array<QFont, 4> m_shapers; // what fallback is asked with
    std::array<std::array<std::unique_ptr<Page>, 256>, 4> m_bmp;
    std::array<std::unordered_map<char32_t, Entry>, 4> m_astral;
    std::unordered_map<std::u32string, std::vector<Glyph>> m_clusters;
};

} // namespace ui::terminal
