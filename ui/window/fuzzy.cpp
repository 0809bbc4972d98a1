#include "ui/window/fuzzy.h"

namespace ui::window {

std::optional<int> fuzzyScore(const QString &query, const QString &text)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype previous = -2;
    for (const QChar wanted : query) {
        if (wanted.isSpace())
            continue;
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toLower() == wanted.toLower()) {
                found = i;
                break;
            }
        }
        if (found < 0)
            return std::nullopt;
        const bool wordStart = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == previous + 1 ? 8 : wordStart ? 6 : 1;
        score -= int(qMin<qsizetype>(found - at, 5));
        previous = found;
        at = found + 1;
    }
    const auto whole = query.isEmpty() ? -1 : text.indexOf(query, 0, Qt::CaseInsensitive);
    if (whole == 0 || (whole > 0 && !text[whole - 1].isLetterOrNumber()))
        score += 20;
    return score;
}

} // namespace ui::window
