#include "ui/terminal/search_query.h"

#include <QCoreApplication>

namespace ui::terminal {
namespace {

// Steps of backtracking per starting point; ordinary patterns need a few dozen. PCRE then gives up on the line.
constexpr auto kStepLimit = "(*LIMIT_MATCH=20000)";

} // namespace

std::expected<CompiledQuery, QString> CompiledQuery::compile(const SearchQuery &query)
{
    CompiledQuery compiled;
    compiled.m_isRegex = query.regex;
    if (!query.regex) {
        compiled.m_plain = QStringMatcher(query.pattern, query.caseSensitive ? Qt::CaseSensitive : Qt::CaseInsensitive);
        return compiled;
    }
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (!query.caseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    const QString limit = QLatin1String(kStepLimit);
    compiled.m_regex = QRegularExpression(limit + query.pattern, options);
    if (!compiled.m_regex.isValid()) {
        const auto offset = std::max<qsizetype>(0, compiled.m_regex.patternErrorOffset() - limit.size());
        return std::unexpected(QCoreApplication::translate("ui::terminal::SearchBar", "Not a regular expression: %1 (at %2)")
                                   .arg(compiled.m_regex.errorString())
                                   .arg(offset + 1));
    }
    compiled.m_regex.optimize();
    return compiled;
}

bool CompiledQuery::findAll(const QString &line, std::vector<Found> &found, qsizetype from) const
{
    if (!m_isRegex) {
        const qsizetype length = m_plain.pattern().size();
        for (qsizetype at = m_plain.indexIn(line, from); at >= 0 && length > 0; at = m_plain.indexIn(line, at + length))
            found.push_back({at, at + length});
        return true;
    }
    while (from <= line.size()) {
        const QRegularExpressionMatch match =
            m_regex.match(line, from, QRegularExpression::NormalMatch, QRegularExpression::DontCheckSubjectStringMatchOption);
        if (!match.isValid())
            return false;
        if (!match.hasMatch())
            break;
        if (match.capturedLength() > 0)
            found.push_back({match.capturedStart(), match.capturedEnd()});
        // After an empty match go on at the next character, not inside a surrogate pair.
        from = match.capturedEnd();
        if (match.capturedLength() == 0)
            from += from < line.size() && line[from].isHighSurrogate() ? 2 : 1;
    }
    return true;
}

} // namespace ui::terminal
