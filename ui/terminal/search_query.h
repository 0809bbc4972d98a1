// What is searched for, and the bounded way to look for it in one line. A pattern is the user's, the text is a program's:
// neither may keep a processor busy for long.
#pragma once
#include <QRegularExpression>
#include <QString>
#include <QStringMatcher>
#include <expected>
#include <vector>

namespace ui::terminal {

struct SearchQuery
{
    QString pattern;
    bool regex = false;
    bool caseSensitive = false;
    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;
};

class CompiledQuery
{
public:
    // The error is a sentence for the user.
    static std::expected<CompiledQuery, QString> compile(const SearchQuery &query);

    struct Found
    {
        qsizetype start, end;
        friend bool operator==(const Found &, const Found &) = default;
    };
    // Appends what is found in the line, without empty matches and from `from` on; what stands before counts as context. False
    // when the pattern took too many steps on it.
    bool findAll(const QString &line, std::vector<Found> &found, qsizetype from = 0) const;

private:
    CompiledQuery() = default;
    QRegularExpression m_regex;
    QStringMatcher m_plain;
    bool m_isRegex = false;
};

} // namespace ui::terminal
