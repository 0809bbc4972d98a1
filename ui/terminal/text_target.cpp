#include "ui/terminal/text_target.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace ui::terminal {
namespace {

using Kind = TextTarget::Kind;

// Each pattern starts only where a word starts and never gives characters back: the time is linear in the text.
const QRegularExpression &urlPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral(R"((?<![\w+.-])(?:https?|file|ftps?|ssh|git)://[^\s<>"'`{}|\\^\x{2500}-\x{259f}]++)"), QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

const QRegularExpression &pathPattern()
{
    static const QRegularExpression pattern(QStringLiteral(R"((?<![\w@%+.,~/-])([\w@%+.,~/-]++)(?::(\d{1,7})(?!\d))?(?::(\d{1,5})(?!\d))?)"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    return pattern;
}

const QRegularExpression &hashPattern()
{
    static const QRegularExpression pattern(QStringLiteral(R"((?<![\w/-])(?<!\w\.)([0-9a-f]{7,64}+)(?![\w/-]))"));
    return pattern;
}

QString withoutSentenceEnd(const QString &url)
{
    // More closed than opened; counted once, for a URL may end in thousands of brackets.
    const auto surplus = [&url](char open, char close) { return url.count(QLatin1Char(close)) - url.count(QLatin1Char(open)); };
    qsizetype round = surplus('(', ')'), square = surplus('[', ']'), end = url.size();
    for (; end > 0; --end) {
        const QChar last = url[end - 1];
        if (last == QLatin1Char(')') && round > 0)
            --round;
        else if (last == QLatin1Char(']') && square > 0)
            --square;
        else if (!QStringLiteral(".,;:!?").contains(last))
            break;
    }
    return url.left(end);
}

bool hasLetter(QStringView text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
}

// A slash alone is not enough: "and/or" is prose, "24/7" a figure.
bool looksLikePath(const QString &path, bool hasLine)
{
    const auto slashes = path.count(QLatin1Char('/'));
    const bool rooted = path.startsWith(QLatin1Char('/')) || path.startsWith(QLatin1String("~/")) || path.startsWith(QLatin1String("./"))
        || path.startsWith(QLatin1String("../"));
    if (path.startsWith(QLatin1String("//")) || !hasLetter(path))
        return false;
    if (rooted)
        return true;
    const QStringView name = QStringView(path).mid(path.lastIndexOf(QLatin1Char('/')) + 1);
    const auto dot = name.lastIndexOf(QLatin1Char('.'));
    const bool extension = dot > 0 && dot + 1 < name.size() && name[dot + 1].isLetter();
    return slashes == 0 ? extension && hasLine : extension || hasLine || slashes > 1;
}

void addUrls(const LineText &line, std::vector<TextTarget> &targets, std::vector<std::pair<qsizetype, qsizetype>> &taken)
{
    for (auto it = urlPattern().globalMatch(line.text()); it.hasNext();) {
        const auto match = it.next();
        const QString url = withoutSentenceEnd(match.captured());
        if (url.endsWith(QLatin1String("//")))
            continue;
        const qsizetype start = match.capturedStart(), end = start + url.size();
        taken.emplace_back(start, end);
        targets.push_back({Kind::Url, line.line(), line.cellAt(start), line.cellAt(end), url, {}, 0, 0});
    }
}

void addPaths(const LineText &line, std::vector<TextTarget> &targets, std::vector<std::pair<qsizetype, qsizetype>> &taken)
{
    for (auto it = pathPattern().globalMatch(line.text()); it.hasNext();) {
        const auto match = it.next();
        QString path = match.captured(1);
        const int fileLine = match.captured(2).toInt();
        if (fileLine == 0) {
            while (path.endsWith(QLatin1Char('.')) || path.endsWith(QLatin1Char(',')))
                path.chop(1);
        }
        const qsizetype start = match.capturedStart(), end = fileLine > 0 ? match.capturedEnd() : start + path.size();
        const bool inside = std::any_of(taken.begin(), taken.end(), [&](const auto &other) { return start < other.second && other.first < end; });
        if (inside || !looksLikePath(path, fileLine > 0))
            continue;
        taken.emplace_back(start, end);
        targets.push_back({Kind::Path, line.line(), line.cellAt(start), line.cellAt(end), line.text().mid(start, end - start), path, fileLine, match.captured(3).toInt()});
    }
}

void addHashes(const LineText &line, std::vector<TextTarget> &targets, const std::vector<std::pair<qsizetype, qsizetype>> &taken)
{
    for (auto it = hashPattern().globalMatch(line.text()); it.hasNext();) {
        const auto match = it.next();
        const QString hash = match.captured(1);
        const bool mixed = hasLetter(hash) && std::any_of(hash.begin(), hash.end(), [](QChar c) { return c.isDigit(); });
        const qsizetype start = match.capturedStart(), end = match.capturedEnd();
        const bool inside = std::any_of(taken.begin(), taken.end(), [&](const auto &other) { return start < other.second && other.first < end; });
        if (mixed && !inside)
            targets.push_back({Kind::Hash, line.line(), line.cellAt(start), line.cellAt(end), hash, {}, 0, 0});
    }
}

} // namespace

std::vector<TextTarget> findTargets(const LineText &line)
{
    std::vector<TextTarget> targets;
    std::vector<std::pair<qsizetype, qsizetype>> taken;
    addUrls(line, targets, taken);
    addPaths(line, targets, taken);
    addHashes(line, targets, taken);
    std::sort(targets.begin(), targets.end(), [](const TextTarget &a, const TextTarget &b) { return a.from < b.from; });
    return targets;
}

std::optional<TextTarget> targetAt(const LineText &line, std::uint32_t cell, bool urlsOnly)
{
    if (urlsOnly && !line.text().contains(QLatin1String("://")))
        return {};
    for (TextTarget &target : findTargets(line)) {
        if (target.from <= cell && cell < target.end && (!urlsOnly || target.kind == Kind::Url))
            return std::move(target);
    }
    return {};
}

bool mayOpen(const QString &url)
{
    const QString scheme = QUrl(url).scheme().toLower();
    return scheme == QLatin1String("http") || scheme == QLatin1String("https") || scheme == QLatin1String("file");
}

} // namespace ui::terminal
