#include "ui/desk/shell_words.h"

#include <QCoreApplication>
#include <optional>

namespace ui::desk {
namespace {

struct SayWords
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::ShellWords)
};

} // namespace

std::expected<std::vector<std::string>, QString> shellWords(const QString &line)
{
    std::vector<std::string> words;
    std::optional<QString> word; // begun, and perhaps empty: ''
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (quote == QLatin1Char('\'')) {
            c == quote ? quote = QChar() : (word->append(c), QChar());
        } else if (c == QLatin1Char('\\')) {
            if (++i == line.size())
                return std::unexpected(SayWords::tr("A backslash at the end has nothing to stand before."));
            // Inside double quotes it only protects what would mean something there.
            if (!quote.isNull() && !QStringLiteral("$`\"\\").contains(line[i]))
                word->append(c);
            word = word.value_or(QString()) + line[i];
        } else if (!quote.isNull()) {
            c == quote ? quote = QChar() : (word->append(c), QChar());
        } else if (c == QLatin1Char('\'') || c == QLatin1Char('"')) {
            quote = c;
            word = word.value_or(QString());
        } else if (c.isSpace()) {
            if (word)
                words.push_back(std::exchange(word, std::nullopt)->toStdString());
        } else {
            word = word.value_or(QString()) + c;
        }
    }
    if (!quote.isNull())
        return std::unexpected(SayWords::tr("A quote (%1) is not closed.").arg(quote));
    if (word)
        words.push_back(word->toStdString());
    return words;
}

} // namespace ui::desk
