#include "tests/conformance/conformance_case.h"

#include <QDir>
#include <QFile>
#include <QStringList>

QByteArray unescaped(const QString &text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != QLatin1Char('\\') || i + 1 == text.size()) {
            const qsizetype n = text[i].isHighSurrogate() ? 2 : 1;
            out += text.mid(i, n).toUtf8();
            i += n - 1;
            continue;
        }
        const auto hex = [&](int digits) {
            const char32_t c = text.mid(i + 1, digits).toUInt(nullptr, 16);
            i += digits;
            return c;
        };
        switch (text[++i].toLatin1()) {
        case 'e': out += '\x1b'; break;
        case 'r': out += '\r'; break;
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'b': out += '\b'; break;
        case 's': out += ' '; break;
        case 'V': out += BERTH_VERSION; break;
        case 'x': out += char(hex(2)); break;
        case 'u': {
            const char32_t c = hex(4);
            out += QString::fromUcs4(&c, 1).toUtf8();
            break;
        }
        case 'U': {
            const char32_t c = hex(6);
            out += QString::fromUcs4(&c, 1).toUtf8();
            break;
        }
        default: out += text[i].toLatin1();
        }
    }
    return out;
}

static void readFile(const QString &path, const QString &name, QList<ConformanceCase> &cases, QString &problem)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        problem = path;
        return;
    }
    QString function, spec;
    const qsizetype before = cases.size();
    for (const QString &line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        if (line.isEmpty() || line.startsWith(QLatin1Char('#')))
            continue;
        const auto colon = line.indexOf(QLatin1Char(':'));
        const QString key = line.left(colon);
        const QString value = line.mid(colon + (line.mid(colon + 1, 1) == QLatin1String(" ") ? 2 : 1));
        if (colon > 0 && key == QLatin1String("function")) {
            function = value;
            spec.clear();
        } else if (colon > 0 && key == QLatin1String("spec")) {
            spec = value;
        } else if (colon > 0 && key == QLatin1String("case")) {
            cases.append({value, name, function, spec, {}, {}, {}, {}, {}});
        } else if (colon <= 0 || cases.size() == before) {
            problem = name + QLatin1String(": ") + line;
        } else if (key == QLatin1String("size")) {
            const QStringList parts = value.split(QLatin1Char('x'));
            cases.last().size = {parts.value(0).toInt(), parts.value(1).toInt()};
        } else if (key == QLatin1String("in")) {
            cases.last().in += unescaped(value);
        } else if (key == QLatin1String("option")) {
            cases.last().options.append(value);
        } else if (key == QLatin1String("miss")) {
            cases.last().miss = value;
        } else if (key != QLatin1String("differs")) { // how another terminal differs: for the comparing tools
            cases.last().expected.append({key, value});
        }
    }
}

QList<ConformanceCase> readCases(const QString &folder, QString &problem)
{
    QList<ConformanceCase> cases;
    const QDir dir(folder);
    for (const QString &name : dir.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name))
        readFile(dir.filePath(name), name, cases, problem);
    return cases;
}
