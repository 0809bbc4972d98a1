#include "core/vt/render.h"

#include "core/vt/emulator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace core::vt {
namespace {

QString qstring(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

QJsonValue colorJson(Color c)
{
    if (c.isDefault())
        return QJsonValue::Null;
    if (c.isIndexed())
        return int(c.index());
    return QStringLiteral("#%1").arg(c.rgb(), 6, 16, QLatin1Char('0'));
}

QJsonArray attrsJson(const Style &s)
{
    QJsonArray out;
    const auto add = [&](bool on, const char *name) {
        if (on)
            out.append(QLatin1String(name));
    };
    add(s.attrs & Bold, "bold");
    add(s.attrs & Faint, "faint");
    add(s.attrs & Italic, "italic");
    add(s.underline == Underline::Single, "underline");
    add(s.underline == Underline::Double, "double");
    add(s.underline == Underline::Curly, "curly");
    add(s.underline == Underline::Dotted, "dotted");
    add(s.underline == Underline::Dashed, "dashed");
    add(s.attrs & Blink, "blink");
    add(s.attrs & Reverse, "reverse");
    add(s.attrs & Conceal, "conceal");
    add(s.attrs & Strike, "strike");
    add(s.attrs & Overline, "overline");
    return out;
}

QJsonArray cellsJson(const Row &row, const Frame &frame)
{
    QJsonArray out;
    std::size_t run = 0;
    for (int c = 0; c < frame.size.cols; ++c) {
        const bool stored = std::size_t(c) < row.cells.size();
        while (run < row.runs.size() && c >= row.runs[run].start + row.runs[run].count)
            ++run;
        const Style style = run < row.runs.size() && c >= row.runs[run].start ? row.runs[run].style : Style{};
        const int width = stored ? row.cells[std::size_t(c)].width : 1;
        const bool blank = !stored || row.cells[std::size_t(c)].text == 0;
        QJsonObject cell;
        cell[QStringLiteral("t")] = blank ? QString() : qstring(row.text(c, c + 1));
        cell[QStringLiteral("w")] = width;
        cell[QStringLiteral("fg")] = colorJson(style.fg);
        cell[QStringLiteral("bg")] = colorJson(style.bg);
        cell[QStringLiteral("attrs")] = attrsJson(style);
        const std::string_view target = frame.links->target(style.link);
        cell[QStringLiteral("link")] = target.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(qstring(target));
        out.append(cell);
    }
    return out;
}

QString shapeName(CursorShape shape)
{
    switch (shape) {
    case CursorShape::Underline: return QStringLiteral("underline");
    case CursorShape::Bar: return QStringLiteral("bar");
    case CursorShape::Block: break;
    }
    return QStringLiteral("block");
}

struct Rendered
{
    FramePtr frame;
    std::vector<int> modes;
    std::string replies;
};

Rendered run(std::string_view bytes, const RenderOptions &options)
{
    EmulatorEvents ignored;
    Emulator::Options wanted;
    wanted.size = options.size;
    Emulator emulator(wanted, ignored);
    emulator.feed(bytes);
    return {emulator.liveFrame(), emulator.decModes(), emulator.takeReplies()};
}

std::vector<std::string> scrollback(const Frame &frame)
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < frame.history->rowCount(); ++i)
        out.push_back(frame.history->row(i)->trimmedText());
    return out;
}

} // namespace

std::string renderText(std::string_view bytes, const RenderOptions &options)
{
    const Rendered done = run(bytes, options);
    std::string out;
    if (options.scrollback) {
        for (const std::string &line : scrollback(*done.frame))
            out += line + '\n';
    }
    for (const RowPtr &row : done.frame->rows)
        out += row->trimmedText() + '\n';
    return out;
}

std::string renderJson(std::string_view bytes, const RenderOptions &options)
{
    const Rendered done = run(bytes, options);
    const Frame &frame = *done.frame;
    QJsonArray lines, cells, history, modes;
    for (const RowPtr &row : frame.rows) {
        lines.append(qstring(row->trimmedText()));
        cells.append(cellsJson(*row, frame));
    }
    for (const std::string &line : scrollback(frame))
        history.append(qstring(line));
    for (const int mode : done.modes)
        modes.append(mode);
    const QJsonObject cursor{{QStringLiteral("row"), frame.cursor.row},
                             {QStringLiteral("col"), frame.cursor.col},
                             {QStringLiteral("visible"), frame.cursor.visible},
                             {QStringLiteral("shape"), shapeName(frame.cursor.shape)},
                             {QStringLiteral("blink"), frame.cursor.blink}};
    const QByteArray replies(done.replies.data(), qsizetype(done.replies.size()));
    const QJsonObject root{{QStringLiteral("cols"), frame.size.cols},
                           {QStringLiteral("rows"), frame.size.rows},
                           {QStringLiteral("cursor"), cursor},
                           {QStringLiteral("alt"), frame.alternate},
                           {QStringLiteral("title"), qstring(frame.title)},
                           {QStringLiteral("lines"), lines},
                           {QStringLiteral("scrollback"), history},
                           {QStringLiteral("cells"), cells},
                           {QStringLiteral("modes"), modes},
                           {QStringLiteral("replies"), QString::fromLatin1(replies.toBase64())}};
    return QJsonDocument(root).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

} // namespace core::vt
