#include "ui/terminal/glyph_cache.h"

#include <QGlyphRun>
#include <QTextLayout>
#include <cmath>

namespace ui::terminal {
namespace {
// Bounds on what hostile output can make us keep; a full cache starts again empty.
constexpr std::size_t kMaxClusters = 4096;
constexpr std::size_t kMaxAstral = 8192;
constexpr std::size_t kMaxFonts = 256;
// A fallback glyph this much wider than its cells is made smaller instead of being cut.
constexpr qreal kTolerance = 1.06;
// One device pixel at the usual size, two at twice that: the fonts' own thickness is a hairline on dense displays.
constexpr qreal kHeightPerStroke = 19;

QString toQString(const std::u32string &text)
{
    return QString::fromUcs4(text.data(), qsizetype(text.size()));
}

QFont withFace(QFont font, int face)
{
    font.setBold(face & Bold);
    font.setItalic(face & Italic);
    font.setKerning(false);
    font.setStyleHint(QFont::Monospace);
    return font;
}
} // namespace

void GlyphCache::setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio)
{
    m_fonts.clear();
    m_clusters.clear();
    for (int face = 0; face < 4; ++face) {
        for (auto &page : m_bmp[std::size_t(face)])
            page.reset();
        m_astral[std::size_t(face)].clear();
        QRawFont raw = QRawFont::fromFont(withFace(font, face));
        raw.setPixelSize(raw.pixelSize() * devicePixelRatio);
        QFont shaper = withFace(font, face);
        shaper.setPixelSize(std::max(1, qRound(raw.pixelSize())));
        m_shapers[std::size_t(face)] = shaper;
        m_fonts.push_back(raw);
    }
    measure(lineSpacing);
}

void GlyphCache::measure(qreal lineSpacing)
{
    const QRawFont &raw = m_fonts[Regular];
    const QList<quint32> ids = raw.glyphIndexesForString(QStringLiteral("M"));
    const QList<QPointF> advances = raw.advancesForGlyphIndexes(ids);
    const qreal advance = advances.isEmpty() ? raw.averageCharWidth() : advances[0].x();
    const qreal natural = raw.ascent() + raw.descent();
    m_metrics.width = std::max(1, qRound(advance));
    m_metrics.height = std::max(1, qRound(natural * lineSpacing));
    m_metrics.baseline = qRound((m_metrics.height - natural) / 2 + raw.ascent());
    m_metrics.stroke = std::max(1, qRound(m_metrics.height / kHeightPerStroke));
    m_metrics.underline = std::min(m_metrics.baseline + std::max(2, qRound(raw.underlinePosition())), m_metrics.height - m_metrics.stroke);
    m_metrics.strike = m_metrics.baseline - qRound(raw.xHeight() / 2) - m_metrics.stroke / 2;
}

GlyphCache::Entry &GlyphCache::entry(char32_t character, Face face)
{
    if (character < 0x10000) {
        auto &page = m_bmp[face][character >> 8];
        if (!page)
            page = std::make_unique<Page>();
        return (*page)[character & 255];
    }
    auto &astral = m_astral[face];
    if (astral.size() >= kMaxAstral)
        astral.clear();
    return astral[character];
}

std::span<const Glyph> GlyphCache::glyphs(char32_t character, Face face, int columns)
{
    Entry &slot = entry(character, face);
    if (!slot.known) {
        slot.known = true;
        const QString text = QString::fromUcs4(&character, 1);
        const QList<quint32> ids = m_fonts[face].glyphIndexesForString(text);
        if (!ids.isEmpty() && ids[0] != 0) {
            slot.glyph = {ids[0], 0, 0, face};
        } else {
            const auto shaped = shape(std::u32string(1, character), face, columns);
            slot.several = shaped.size() > 1;
            if (!shaped.empty())
                slot.glyph = shaped[0];
        }
    }
    return slot.several ? glyphs(std::u32string(1, character), face, columns) : std::span<const Glyph>(&slot.glyph, 1);
}

std::span<const Glyph> GlyphCache::glyphs(const std::u32string &cluster, Face face, int columns)
{
    std::u32string key = cluster;
    key.push_back(char32_t(face) << 2 | char32_t(columns & 3));
    auto found = m_clusters.find(key);
    if (found == m_clusters.end()) {
        if (m_clusters.size() >= kMaxClusters)
            m_clusters.clear();
        found = m_clusters.emplace(std::move(key), shape(cluster, face, columns)).first;
    }
    return found->second;
}

std::uint16_t GlyphCache::indexOf(const QRawFont &font)
{
    for (std::size_t i = 0; i < m_fonts.size(); ++i) {
        if (m_fonts[i] == font)
            return std::uint16_t(i);
    }
    if (m_fonts.size() >= kMaxFonts)
        return Regular;
    m_fonts.push_back(font);
    return std::uint16_t(m_fonts.size() - 1);
}

std::vector<Glyph> GlyphCache::shape(const std::u32string &text, Face face, int columns)
{
    QTextLayout layout(toQString(text), m_shapers[face]);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight); // a cell is a cell: reordering is the program's business
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    layout.endLayout();
    if (!line.isValid())
        return {};
    const qreal span = m_metrics.width * columns;
    const qreal natural = line.naturalTextWidth();
    const qreal scale = natural > span * kTolerance ? span / natural : 1.0;
    const qreal shift = std::max(0.0, (span - natural * scale) / 2);
    std::vector<Glyph> result;
    for (const QGlyphRun &run : layout.glyphRuns()) {
        QRawFont font = run.rawFont();
        if (scale < 1.0)
            font.setPixelSize(font.pixelSize() * scale);
        const std::uint16_t index = indexOf(font);
        const QList<quint32> ids = run.glyphIndexes();
        const QList<QPointF> positions = run.positions();
        const bool own = index < 4;
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const QPointF offset = (positions[i] - QPointF(0, line.ascent())) * scale;
            result.push_back({ids[i], std::int16_t(qRound(offset.x() + (own ? 0 : shift))), std::int16_t(qRound(offset.y())), index});
        }
    }
    return result;
}

} // namespace ui::terminal
