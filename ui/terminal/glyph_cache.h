// A character's picture, made once: shaped by the terminal's own faces or, for what they lack (CJK, emoji, combining
// sequences), through Qt's font fallback, and rasterised on whole pixels. Painting is then nothing but blending.
//
// Threads: GUI.
#pragma once
#include "ui/terminal/cell_metrics.h"
#include "ui/terminal/glyph_budget.h"
#include "ui/terminal/pixels.h"

#include <QFont>
#include <QGlyphRun>
#include <QRawFont>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace ui::terminal {

enum Face : std::uint8_t { Regular = 0, Bold = 1, Italic = 2, BoldItalic = 3 };

class GlyphCache
{
public:
    static constexpr std::size_t kUsualLimit = 8u << 20;

    // Everything cached before is forgotten.
    void setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio);
    // What may be kept besides ASCII. When it is full, the half that was not used for longest is forgotten.
    void setLimit(std::size_t bytes) { m_limit = bytes; }
    std::size_t bytes() const { return m_bytes; }
    // From now on characters that there is no time for are left out (GlyphBudget); ASCII never is.
    void limitTime(GlyphBudget budget) { m_budget = budget; }
    // Whether one was left out since this was last asked.
    bool takeLeftOut() { return std::exchange(m_leftOut, false); }
    bool hasLeftOut() const { return m_leftOut; }

    const CellMetrics &metrics() const { return m_metrics; }

    // Valid until the next call. `columns` is the width that the emulator gave the character. Tiles never reach above or
    // below their row; they may reach into the cells beside.
    const Tile &tile(char32_t character, Face face, int columns)
    {
        if (character < kAscii && m_asciiKnown[face][character])
            return m_ascii[face][character];
        return find(character, face, columns);
    }
    const Tile &tile(const std::u32string &cluster, Face face, int columns);
    const Tile &curl() const { return m_curl; } // one period of a curly underline, one cell wide

private:
    static constexpr char32_t kAscii = 128;

    struct Kept
    {
        Tile tile;
        std::uint64_t lastUse = 0;
    };
    struct Loaded
    {
        QRawFont raw;
        QFont shaper; // what fallback is asked with
    };
    using Runs = QList<QGlyphRun>;

    const Loaded &loaded(Face face) const;
    void measure(qreal lineSpacing);
    const Tile &find(char32_t character, Face face, int columns);
    Tile make(const std::u32string &text, Face face, int columns) const;
    bool mayMake();
    Tile makeInTime(const std::u32string &text, Face face, int columns);
    Runs runsFor(const std::u32string &text, Face face, int columns) const;
    Runs shape(const std::u32string &text, Face face, int columns) const;
    Tile rasterise(const Runs &runs, int columns) const;
    void makeRoom();

    CellMetrics m_metrics;
    QFont m_font;
    qreal m_devicePixelRatio = 1;
    mutable std::array<std::optional<Loaded>, 4> m_faces; // as they are asked for
    std::array<std::array<Tile, kAscii>, 4> m_ascii;
    std::array<std::array<bool, kAscii>, 4> m_asciiKnown{};
    std::unordered_map<std::uint32_t, Kept> m_tiles;
    std::unordered_map<std::u32string, Kept> m_clusters;
    Tile m_curl;
    std::optional<GlyphBudget> m_budget;
    bool m_leftOut = false;
    std::size_t m_limit = kUsualLimit, m_bytes = 0; // of m_tiles and m_clusters
    std::uint64_t m_uses = 0;
};

} // namespace ui::terminal
