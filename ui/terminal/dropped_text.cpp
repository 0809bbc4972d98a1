#include "ui/terminal/dropped_text.h"

#include "ui/terminal/invisible.h"

#include <QMimeData>
#include <QUrl>
#include <algorithm>

namespace ui::terminal {
namespace {

bool isPlain(QChar c)
{
    constexpr std::string_view kMarks = "_@%+=:,./-";
    const auto code = c.unicode();
    return (code < 0x80 && (c.isLetterOrNumber() || kMarks.find(char(code)) != std::string_view::npos));
}

bool isControl(QChar c)
{
    return isControlCharacter(c.unicode());
}

QString escaped(const QString &word)
{
    QString result = QStringLiteral("$'");
    for (const QChar c : word) {
        if (c == QLatin1Char('\'') || c == QLatin1Char('\\')) {
            result += QLatin1Char('\\');
            result += c;
        } else if (isControl(c)) {
            for (const char byte : QString(c).toUtf8())
                result += QStringLiteral("\\%1").arg(int(uchar(byte)), 3, 8, QLatin1Char('0'));
        } else {
            result += c;
        }
    }
    return result + QLatin1Char('\'');
}

} // namespace

QString shellQuoted(const QString &word)
{
    if (std::any_of(word.begin(), word.end(), isControl))
        return escaped(word);
    if (!word.isEmpty() && std::all_of(word.begin(), word.end(), isPlain))
        return word;
    QString inner = word;
    return QLatin1Char('\'') + inner.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString droppedText(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    const bool files = !urls.isEmpty() && std::all_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
    if (!files)
        return data.text();
    QString text;
    for (const QUrl &url : urls)
        text += shellQuoted(url.toLocalFile()) + QLatin1Char(' ');
    return text;
}

} // namespace ui::terminal
