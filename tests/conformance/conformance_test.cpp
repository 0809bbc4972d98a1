// Control functions, one small case each: bytes in, what must be seen. Every case is run whole and cut at every byte.
// The files in cases/ say what is expected; README.md there describes the format.
#include "core/vt/emulator.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace core::vt;

namespace {

struct Case
{
    QString name;
    core::base::GridSize size;
    QByteArray in;
    QList<QPair<QString, QString>> expected;
};

QByteArray unescaped(const QString &text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != QLatin1Char('\\')) {
            qsizetype n = 1;
            if (text[i].isHighSurrogate())
                n = 2;
            out += text.mid(i, n).toUtf8();
            i += n - 1;
            continue;
        }
        switch (text[++i].toLatin1()) {
        case 'e': out += '\x1b'; break;
        case 'r': out += '\r'; break;
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'b': out += '\b'; break;
        case 'x':
            out += char(text.mid(i + 1, 2).toInt(nullptr, 16));
            i += 2;
            break;
        case 'u':
            out += QString(QChar(char16_t(text.mid(i + 1, 4).toInt(nullptr, 16)))).toUtf8();
            i += 4;
            break;
        default: out += text[i].toLatin1();
        }
    }
    return out;
}

QList<Case> readCases(const QString &path)
{
    QFile file(path);
    QList<Case> cases;
    if (!file.open(QIODevice::ReadOnly))
        return cases;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        const auto colon = line.indexOf(QLatin1Char(':'));
        if (colon < 0)
            continue;
        const QString key = line.left(colon);
        const QString value = line.mid(colon + (line.mid(colon + 1, 1) == QLatin1String(" ") ? 2 : 1));
        if (key == QLatin1String("case")) {
            cases.append({value, {}, {}, {}});
        } else if (key == QLatin1String("size")) {
            const QStringList parts = value.split(QLatin1Char('x'));
            cases.last().size = {parts[0].toInt(), parts[1].toInt()};
        } else if (key == QLatin1String("in")) {
            cases.last().in = unescaped(value);
        } else {
            cases.last().expected.append({key, value});
        }
    }
    return cases;
}

class Seen
{
public:
    Seen(const Case &c, qsizetype cut)
    {
        Emulator::Options options;
        options.size = c.size;
        Emulator emulator(options, m_events);
        const std::string in = c.in.toStdString();
        emulator.feed(in.substr(0, std::size_t(cut)));
        emulator.feed(in.substr(std::size_t(cut)));
        m_frame = emulator.frame();
        m_replies = emulator.takeReplies();
        for (const int mode : emulator.decModes())
            m_modes.append(QString::number(mode));
    }

    // What is seen of the thing that the expectation names, in the form in which the expectation is written.
    QString value(const QString &key, bool &known) const
    {
        known = true;
        const QStringList words = key.split(QLatin1Char(' '));
        const QString &what = words[0];
        const Frame &f = *m_frame;
        const auto yesNo = [](bool b) { return QString::fromLatin1(b ? "yes" : "no"); };
        if (what == QLatin1String("row"))
            return QString::fromStdString(f.rows.at(words[1].toUInt())->trimmedText());
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
            return QString::fromLatin1(f.cursor.shape == CursorShape::Bar ? "bar" : f.cursor.shape == CursorShape::Underline ? "underline" : "block");
        if (what == QLatin1String("replies"))
            return QString::fromStdString(m_replies);
        if (what == QLatin1String("history")) {
            QStringList lines;
            for (std::size_t i = 0; i < f.history->rowCount(); ++i)
                lines.append(QString::fromStdString(f.history->row(i)->trimmedText()));
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
        if (words.size() == 3) {
            const Style style = styleAt(*f.rows.at(words[1].toUInt()), words[2].toInt());
            if (what == QLatin1String("fg"))
                return color(style.fg);
            if (what == QLatin1String("bg"))
                return color(style.bg);
            if (what == QLatin1String("attrs"))
                return attrs(style);
            if (what == QLatin1String("link"))
                return style.link ? QString::fromStdString(f.links->at(style.link - 1)) : QStringLiteral("null");
        }
        known = false;
        return {};
    }

private:
    static Style styleAt(const Row &row, int col)
    {
        for (const Run &run : row.runs) {
            if (col >= run.start && col < run.start + run.count)
                return run.style;
        }
        return {};
    }
    static QString color(Color c)
    {
        return c.isDefault() ? QStringLiteral("null") : c.isIndexed() ? QString::number(c.index()) : QStringLiteral("#%1").arg(c.rgb(), 6, 16, QLatin1Char('0'));
    }
    static QString attrs(const Style &s)
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

    EmulatorEvents m_events;
    FramePtr m_frame;
    std::string m_replies;
    QStringList m_modes;
};

} // namespace

class ConformanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cases_data()
    {
        QTest::addColumn<int>("index");
        const QDir dir(QStringLiteral(BERTH_SOURCE_DIR "/tests/conformance/cases"));
        for (const QString &name : dir.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
            for (const Case &c : readCases(dir.filePath(name))) {
                QTest::addRow("%s: %s", qPrintable(name), qPrintable(c.name)) << int(m_cases.size());
                m_cases.append(c);
            }
        }
        QVERIFY(m_cases.size() > 50);
    }
    void cases()
    {
        QFETCH(int, index);
        const Case &c = m_cases[index];
        QVERIFY(!c.expected.isEmpty());
        for (qsizetype cut = 0; cut <= c.in.size(); ++cut) {
            const Seen seen(c, cut);
            for (const auto &[key, value] : c.expected) {
                bool known = false;
                const QString actual = seen.value(key, known);
                QVERIFY2(known, qPrintable(key));
                const QString expected = key.startsWith(QLatin1String("row")) || key == QLatin1String("replies") ? QString::fromUtf8(unescaped(value)) : value;
                QVERIFY2(actual == expected, qPrintable(QStringLiteral("%1, cut at %2: \"%3\", not \"%4\"").arg(key).arg(cut).arg(actual, expected)));
            }
        }
    }

private:
    QList<Case> m_cases;
};

BERTH_TEST(ConformanceTest)
#include "conformance_test.moc"
