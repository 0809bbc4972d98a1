#include "ui/terminal/glyph_cache.h"

#include "core/vt/char_properties.h"
#include "ui/terminal/box_drawing.h"
#include "ui/terminal/thread_time.h"

#include <QFontDatabase>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace ui::terminal {
namespace {
// A fallback glyph this much wider than its cells is made smaller instead of being cut.
constexpr qreal kTolerance = 1.06;
// One device pixel at the usual size, two at twice that: the fonts' own thickness is a hairline on dense displays.
constexpr qreal kHeightPerStroke = 19;

const Tile kNothing;

QFont withFace(QFont font, int face)
{
    font.setBold(face & Bold);
    font.setItalic(face & Italic);
    font.setKerning(false);
    font.setStyleHint(QFont::Monospace);
    return font;
}

// The emoji fonts that are installed. Looked for once: the database is slow to ask.
const QStringList &emojiFamilies()
{
    static const QStringList families = QFontDatabase::families().filter(QStringLiteral("emoji"), Qt::CaseInsensitive);
    return families;
}

bool isColored(const QImage &image, QRect area)
{
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = area.left(); x <= area.right(); ++x) {
            // Drawn in white, a glyph without colours of its own is as bright as it is opaque.
            if (qRed(line[x]) != qAlpha(line[x]) || qGreen(line[x]) != qAlpha(line[x]) || qBlue(line[x]) != qAlpha(line[x]))
                return true;
        }
    }
    return false;
}

template<class IsInk>
QRect boundsOf(QSize size, IsInk isInk)
{
    QRect bounds;
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            if (isInk(x, y))
                bounds |= QRect(x, y, 1, 1);
        }
    }
    return bounds;
}

// The image's part that is not empty; `origin` is where its cell begins.
template<class Coverage>
Tile trimmed(QSize size, QPoint origin, Coverage coverage)
{
    const QRect bounds = boundsOf(size, [&](int x, int y) { return coverage(x, y) != 0; });
    Tile tile;
    if (bounds.isEmpty())
        return tile;
    tile.x = bounds.x() - origin.x();
    tile.y = bounds.y() - origin.y();
    tile.width = bounds.width();
    tile.height = bounds.height();
    tile.stride = (tile.width + Tile::kGroup - 1) / Tile::kGroup * Tile::kGroup;
    tile.coverage.assign(std::size_t(tile.stride * tile.height), 0);
    for (int y = 0; y < tile.height; ++y) {
        for (int x = 0; x < tile.width; ++x)
            tile.coverage[std::size_t(y * tile.stride + x)] = coverage(bounds.x() + x, bounds.y() + y);
    }
    return tile;
}

Tile tileOf(const QImage &mask)
{
    return trimmed(mask.size(), {}, [&](int x, int y) { return mask.constScanLine(y)[x]; });
}

// By itself, without VS16: Emoji_Presentation, which is what makes it wide but for these six of East Asia (emoji-data.txt). An
// ambiguous character that the user wants wide is none.
bool isShownAsEmoji(char32_t c)
{
    constexpr std::u32string_view kWideText = U"\u3030\u303d\u3297\u3299\U0001f202\U0001f237";
    const auto properties = core::vt::propertiesOf(c);
    return properties.isPictographic() && properties.width() == 2 && kWideText.find(c) == kWideText.npos;
}

// A character of one base with marks that take no columns, and no emoji made of several.
bool isMarked(std::u32string_view text)
{
    const auto isMark = [](char32_t c) {
        const bool selects = c >= 0xfe00 && c <= 0xfe0f;
        return core::vt::propertiesOf(c).width() == 0 && c != core::vt::kZeroWidthJoiner && !selects && c != 0x20e3 && c < 0xe0000;
    };
    return text.size() > 1 && core::vt::propertiesOf(text.front()).width() > 0 && std::all_of(text.begin() + 1, text.end(), isMark);
}

// When nothing was drawn of it, no font has it. The glyphs do not tell: what Qt gives for a script that it cannot shape
// has numbers, too.
bool isVisible(char32_t c)
{
    constexpr std::u32string_view kHangulFillers = U"\u115f\u1160\u3164\uffa0";
    switch (QChar::category(c)) {
    case QChar::Separator_Space:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing: return false;
    default: return kHangulFillers.find(c) == kHangulFillers.npos;
    }
}

qreal advanceOf(const QRawFont &font, quint32 glyph)
{
    const QList<QPointF> advances = font.advancesForGlyphIndexes({glyph});
    return advances.isEmpty() ? 0 : advances[0].x();
}

std::uint32_t keyOf(char32_t character, Face face, int columns)
{
    return std::uint32_t(character) | std::uint32_t(face) << 24 | std::uint32_t(columns & 3) << 28;
}
} // namespace

void GlyphCache::setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio)
{
    m_tiles.clear();
    m_clusters.clear();
    m_bytes = 0;
    m_asciiKnown = {};
    m_faces = {};
    m_font = font;
    m_devicePixelRatio = devicePixelRatio;
    measure(lineSpacing);
    m_curl = tileOf(curlMask(m_metrics));
}

// Loaded when it is first asked for: each is a file to map and tables to read, and much text has neither bold nor italic.
const GlyphCache::Loaded &GlyphCache::loaded(Face face) const
{
    auto &found = m_faces[face];
    if (!found) {
        QRawFont raw = QRawFont::fromFont(withFace(m_font, face));
        raw.setPixelSize(raw.pixelSize() * m_devicePixelRatio);
        QFont shaper = withFace(m_font, face);
        shaper.setPixelSize(std::max(1, qRound(raw.pixelSize())));
        found.emplace(Loaded{std::move(raw), std::move(shaper)});
    }
    return *found;
}

void GlyphCache::measure(qreal lineSpacing)
{
    const QRawFont &raw = loaded(Regular).raw;
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

const Tile &GlyphCache::find(char32_t character, Face face, int columns)
{
    if (character < kAscii) {
        m_ascii[face][character] = make(std::u32string(1, character), face, columns);
        m_asciiKnown[face][character] = true;
        return m_ascii[face][character];
    }
    auto found = m_tiles.find(keyOf(character, face, columns));
    if (found == m_tiles.end()) {
        const bool drawn = isBoxDrawing(character); // which costs next to nothing
        if (!drawn && !mayMake())
            return kNothing;
        makeRoom();
        found = m_tiles.emplace(keyOf(character, face, columns), Kept{drawn ? tileOf(boxMask(character, m_metrics, columns)) : makeInTime(std::u32string(1, character), face, columns), 0}).first;
        m_bytes += found->second.tile.bytes();
    }
    found->second.lastUse = ++m_uses;
    return found->second.tile;
}

const Tile &GlyphCache::tile(const std::u32string &cluster, Face face, int columns)
{
    std::u32string key = cluster;
    key.push_back(char32_t(face) << 8 | char32_t(columns));
    auto found = m_clusters.find(key);
    if (found == m_clusters.end()) {
        if (!mayMake())
            return kNothing;
        makeRoom();
        found = m_clusters.emplace(std::move(key), Kept{makeInTime(cluster, face, columns), 0}).first;
        m_bytes += found->second.tile.bytes() + found->first.capacity() * sizeof(char32_t);
    }
    found->second.lastUse = ++m_uses;
    return found->second.tile;
}

bool GlyphCache::mayMake()
{
    const bool may = !m_budget || m_budget->allows(std::chrono::steady_clock::now());
    m_leftOut = m_leftOut || !may;
    return may;
}

Tile GlyphCache::makeInTime(const std::u32string &text, Face face, int columns)
{
    const auto before = threadTime();
    Tile tile = make(text, face, columns);
    if (m_budget)
        m_budget->spent(threadTime() - before);
    return tile;
}

void GlyphCache::makeRoom()
{
    if (m_bytes < m_limit)
        return;
    std::vector<std::uint64_t> uses;
    uses.reserve(m_tiles.size() + m_clusters.size());
    const auto note = [&](const auto &one) { uses.push_back(one.second.lastUse); };
    std::for_each(m_tiles.begin(), m_tiles.end(), note);
    std::for_each(m_clusters.begin(), m_clusters.end(), note);
    const auto middle = uses.begin() + std::ptrdiff_t(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    const auto isOld = [&](const auto &one) { return one.second.lastUse <= *middle; };
    std::erase_if(m_tiles, isOld);
    std::erase_if(m_clusters, isOld);
    m_bytes = 0;
    for (const auto &one : m_tiles)
        m_bytes += one.second.tile.bytes();
    for (const auto &one : m_clusters)
        m_bytes += one.second.tile.bytes() + one.first.capacity() * sizeof(char32_t);
}

Tile GlyphCache::make(const std::u32string &text, Face face, int columns) const
{
    columns = std::max(1, columns);
    Tile tile = rasterise(runsFor(text, face, columns), columns);
    return tile.width == 0 && isVisible(text.front()) ? tileOf(missingMask(m_metrics, columns)) : tile;
}

GlyphCache::Runs GlyphCache::runsFor(const std::u32string &text, Face face, int columns) const
{
    if (text.size() > 1 || isShownAsEmoji(text.front()))
        return shape(text, face, columns);
    const QRawFont &raw = loaded(face).raw;
    const QList<quint32> ids = raw.glyphIndexesForString(QString::fromUcs4(text.data(), qsizetype(text.size())));
    if (ids.isEmpty() || ids[0] == 0)
        return shape(text, face, columns);
    QGlyphRun run;
    run.setRawFont(raw);
    run.setGlyphIndexes({ids[0]});
    run.setPositions({QPointF(0, 0)});
    return {run};
}

// Runs at the size they are to have, positions from the cell's left edge on the baseline, in whole pixels.
GlyphCache::Runs GlyphCache::shape(const std::u32string &text, Face face, int columns) const
{
    constexpr char32_t kTextPresentation = 0xfe0e, kEmojiPresentation = 0xfe0f; // VS15 and VS16
    constexpr char32_t kKeycap = 0x20e3;
    QFont font = loaded(face).shaper;
    std::u32string shaped = text;
    // Text fonts have some of these characters too.
    const bool isEmoji = text.find(kEmojiPresentation) != text.npos
        || (text.size() == 1 ? isShownAsEmoji(text.front())
                             : columns == 2 && core::vt::propertiesOf(text.front()).isPictographic() && text.find(kTextPresentation) == text.npos);
    if (isEmoji)
        font.setFamilies(emojiFamilies() + font.families());
    // Emoji fonts join a digit and a keycap, and what stands around a ZWJ, into one picture; Qt keeps them apart when VS16
    // stands between them. Without such a font there is nothing that is right but the digit.
    if (text.back() == kKeycap || text.find(core::vt::kZeroWidthJoiner) != text.npos)
        std::erase(shaped, kEmojiPresentation);
    if (text.back() == kKeycap && emojiFamilies().isEmpty())
        shaped.pop_back();
    if (shaped.empty())
        shaped = text;
    QTextLayout layout(QString::fromUcs4(shaped.data(), qsizetype(shaped.size())), font);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight); // a cell is a cell: reordering is the program's business
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    layout.endLayout();
    if (!line.isValid())
        return {};
    const qreal span = m_metrics.width * columns;
    Runs runs = layout.glyphRuns();
    runs.removeIf([](const QGlyphRun &run) { return run.isEmpty(); });
    // By place: Qt orders them by font.
    std::stable_sort(runs.begin(), runs.end(), [](const QGlyphRun &a, const QGlyphRun &b) { return a.positions()[0].x() < b.positions()[0].x(); });
    // Marks lie over their base, whatever advance a font gives them: the base alone is what must fit.
    const bool marked = isMarked(shaped) && !runs.isEmpty();
    const qreal natural = marked ? advanceOf(runs[0].rawFont(), runs[0].glyphIndexes()[0]) : line.naturalTextWidth();
    bool isBase = true;
    for (QGlyphRun &run : runs) {
        QRawFont glyphs = run.rawFont();
        const QList<quint32> ids = run.glyphIndexes();
        const bool own = glyphs == loaded(face).raw;
        QList<QPointF> positions = run.positions();
        // A cell for each glyph of joined symbols, as without joining.
        const bool inCells = own && columns == int(text.size()) && positions.size() == columns;
        const qreal scale = !inCells && natural > span * kTolerance ? span / natural : 1.0;
        const qreal shift = own ? 0 : std::max(0.0, (span - natural * scale) / 2);
        if (scale < 1.0)
            glyphs.setPixelSize(glyphs.pixelSize() * scale);
        for (qsizetype i = 0; i < positions.size(); ++i) {
            const QPointF offset = (positions[i] - QPointF(0, line.ascent())) * scale;
            positions[i] = QPointF(inCells ? int(i) * m_metrics.width : qRound(offset.x() + shift), qRound(offset.y()));
            if (!marked || std::exchange(isBase, false))
                continue;
            const QRectF box = glyphs.boundingRect(ids[i]);
            const bool standsBeside = positions[i].x() + box.center().x() > span;
            if (standsBeside)
                positions[i].setX(qRound((span - box.width()) / 2 - box.left()));
        }
        run.setRawFont(glyphs);
        run.setPositions(positions);
    }
    return runs;
}

Tile GlyphCache::rasterise(const Runs &runs, int columns) const
{
    const int margin = m_metrics.width; // slanted and wide glyphs reach into the cells beside
    QImage image(columns * m_metrics.width + 2 * margin, m_metrics.height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        painter.setPen(Qt::white);
        for (const QGlyphRun &run : runs)
            painter.drawGlyphRun(QPointF(margin, m_metrics.baseline), run);
    }
    const auto pixel = [&](int x, int y) { return reinterpret_cast<const QRgb *>(image.constScanLine(y))[x]; };
    Tile tile = trimmed(image.size(), {margin, 0}, [&](int x, int y) { return uchar(qAlpha(pixel(x, y))); });
    const QRect bounds(tile.x + margin, tile.y, tile.width, tile.height);
    if (!isColored(image, bounds))
        return tile;
    tile.coverage = {};
    tile.colors.reserve(std::size_t(tile.width * tile.height));
    for (int y = bounds.top(); y <= bounds.bottom(); ++y) {
        for (int x = bounds.left(); x <= bounds.right(); ++x)
            tile.colors.push_back(pixel(x, y));
    }
    return tile;
}

} // namespace ui::terminal
