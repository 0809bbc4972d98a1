#include "tests/conformance/observation.h"

#include <QHash>

using namespace core::vt;

namespace {

Style styleAt(const Row &row, int col)
{
    for (const Run &run : row.runs) {
        if (col >= run.start && col < run.start + run.count)
            return run.style;
    }
    return {};
}

QString color(Color c)
{
    return c.isDefault() ? QStringLiteral("null") : c.isIndexed() ? QString::number(c.index()) : QStringLiteral("#%1").arg(c.rgb(), 6, 16, QLatin1Char('0'));
}

QString attrs(const Style &s)
{
    static constexpr std::pair<int, const char *> first[] = {{Bold, "bold"}, {Faint, "faint"}, {Italic, "italic"}};
    static constexpr std::pair<int, const char *> rest[] = {{Blink, "blink"}, {Reverse, "reverse"}, {Conceal, "conceal"}, {Strike, "strike"}, {Overline, "overline"}};
    static constexpr const char *underlines[] = {"", "underline", "double", "curly", "dotted", "dashed"};
    QStringList out;
    for (const auto &[attr, name] : first) {
        if (s.attrs & attr)
            out.append(QLatin1String(name));
    }
    if (s.underline != Underline::None)
        out.append(QLatin1String(underlines[int(s.underline)]));
    for (const auto &[attr, name] : rest) {
        if (s.attrs & attr)
            out.append(QLatin1String(name));
    }
    return out.join(QLatin1Char(' '));
}

QString yesNo(bool b) { return QString::fromLatin1(b ? "yes" : "no"); }

QString shape(CursorShape s)
{
    return QString::fromLatin1(s == CursorShape::Bar ? "bar" : s == CursorShape::Underline ? "underline" : "block");
}

QString text(const RowPtr &row) { return QString::fromStdString(row->trimmedText()); }

} // namespace

QString Observation::styles(std::size_t row) const
{
    QStringList out;
    const std::vector<Run> &runs = m_frame->rows[row]->runs;
    for (const Run &run : runs) {
        const Style &s = run.style;
        Style background;
        background.bg = s.bg;
        if (s != Style() && (&run != &runs.back() || s != background))
            out.append(QStringList{QStringLiteral("%1-%2").arg(run.start).arg(run.start + run.count - 1), color(s.fg), color(s.bg), attrs(s)}.join(QLatin1Char(' ')).trimmed());
    }
    return out.join(QLatin1String("; "));
}

Observation::Observation(const Emulator::Options &options, const std::vector<std::string_view> &pieces)
{
    Emulator emulator(options, *this);
    m_frame = emulator.liveFrame();
    for (const std::string_view piece : pieces) {
        emulator.feed(piece);
        m_frame = emulator.liveFrame();
    }
    m_replies = emulator.takeReplies();
    for (const int mode : emulator.decModes())
        m_modes.append(QString::number(mode));
}

void Observation::mark(core::base::OscMark &&mark)
{
    m_marks.append(QString::number(mark.code) + QLatin1Char(';') + QString::fromStdString(mark.payload));
}

QString Observation::widths(const Row &row) const
{
    QString out;
    for (const Cell &cell : row.cells)
        out += QString::number(cell.width);
    while (out.endsWith(QLatin1Char('1')))
        out.chop(1);
    return out;
}

// Of one cell, or of several (`3-5`) that are all alike.
std::optional<QString> Observation::ofCells(const QStringList &words) const
{
    static const QHash<QString, QString (*)(const Frame &, const Style &)> properties{
        {QStringLiteral("fg"), [](const Frame &, const Style &s) { return color(s.fg); }},
        {QStringLiteral("bg"), [](const Frame &, const Style &s) { return color(s.bg); }},
        {QStringLiteral("underlined"), [](const Frame &, const Style &s) { return color(s.underlineColor); }},
        {QStringLiteral("attrs"), [](const Frame &, const Style &s) { return attrs(s); }},
        {QStringLiteral("link"), [](const Frame &f, const Style &s) { return s.link ? QString::fromStdString(std::string(f.links->target(s.link))) : QStringLiteral("null"); }}};
    const auto property = properties.value(words[0]);
    const std::size_t at = words[1].toUInt();
    if (!property || at >= m_frame->rows.size())
        return {};
    const Row &row = *m_frame->rows[at];
    const QStringList range = words[2].split(QLatin1Char('-'));
    const QString first = property(*m_frame, styleAt(row, range.first().toInt()));
    for (int col = range.first().toInt(); col <= range.last().toInt(); ++col) {
        if (property(*m_frame, styleAt(row, col)) != first)
            return QStringLiteral("not all alike");
    }
    return first;
}

std::optional<QString> Observation::value(const QString &key) const
{
    const QStringList words = key.split(QLatin1Char(' '));
    const QString &what = words[0];
    const Frame &f = *m_frame;
    const std::size_t at = words.size() == 2 ? words[1].toUInt() : 0;
    if (words.size() == 3)
        return ofCells(words);
    if (words.size() > 3 || at >= f.rows.size())
        return {};
    if (what == QLatin1String("row"))
        return text(f.rows[at]);
    if (what == QLatin1String("widths"))
        return widths(*f.rows[at]);
    if (what == QLatin1String("screen")) {
        QStringList rows;
        for (const RowPtr &row : f.rows)
            rows.append(text(row));
        while (!rows.isEmpty() && rows.last().isEmpty())
            rows.removeLast();
        return rows.join(QLatin1Char('|'));
    }
    if (what == QLatin1String("cursor"))
        return QStringLiteral("%1,%2").arg(f.cursor.row).arg(f.cursor.col);
    if (what == QLatin1String("modes"))
        return m_modes.join(QLatin1Char(' '));
    if (what == QLatin1String("title"))
        return QString::fromStdString(f.title);
    if (what == QLatin1String("alt"))
        return yesNo(f.alternate);
    if (what == QLatin1String("blink"))
        return yesNo(f.cursor.blink);
    if (what == QLatin1String("shape"))
        return shape(f.cursor.shape);
    if (what == QLatin1String("replies"))
        return QString::fromStdString(m_replies);
    if (what == QLatin1String("marks"))
        return m_marks.join(QLatin1Char('|'));
    if (what == QLatin1String("bells"))
        return QString::number(m_bells);
    if (what == QLatin1String("history")) {
        QStringList lines;
        for (std::size_t i = 0; i < f.history->rowCount(); ++i)
            lines.append(text(f.history->row(i)));
        return lines.join(QLatin1Char('|'));
    }
    if (what == QLatin1String("wrapped")) {
        QStringList rows;
        for (std::size_t i = 0; i < f.rows.size(); ++i) {
            if (f.rows[i]->wrapped)
                rows.append(QString::number(i));
        }
        return rows.isEmpty() ? QStringLiteral("none") : rows.join(QLatin1Char(' '));
    }
    return {};
}
