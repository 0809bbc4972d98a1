#include "ui/desk/engine_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

namespace ui::desk {
namespace {

struct SayEngine
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::EngineText)
};

constexpr int kShortId = 12;
constexpr int kMostReference = 255;

} // namespace

QString partText(std::int64_t done, std::int64_t total)
{
    return SayEngine::tr("%1 of %2").arg(bytesText(done), bytesText(total));
}

QString shortId(const std::string &id)
{
    const QString text = QString::fromStdString(id);
    return (text.startsWith(QLatin1String("sha256:")) ? text.mid(7) : text).left(kShortId);
}

QString ageCell(core::base::WallTime then, core::base::WallTime now)
{
    if (!isKnown(then))
        return {};
    constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86'400, kMonth = 30 * kDay;
    const std::int64_t s = std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
    if (s < kMinute)
        return SayEngine::tr("just now");
    if (s < kHour)
        return SayEngine::tr("%1 min ago").arg(s / kMinute);
    if (s < kDay)
        return SayEngine::tr("%1 h ago").arg(s / kHour);
    if (s < kMonth)
        return SayEngine::tr("%1 d ago").arg(s / kDay);
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(std::chrono::duration_cast<std::chrono::seconds>(then.time_since_epoch()).count()).date(), QStringLiteral("d MMM yyyy"));
}

QString whenCell(core::base::WallTime then)
{
    return isKnown(then) ? timeText(then) : QString();
}

QString clockText(core::base::WallTime then)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(then.time_since_epoch()).count();
    return QDateTime::fromSecsSinceEpoch(seconds).toString(QStringLiteral("HH:mm"));
}

QString namesOf(const std::vector<const core::engine::Container *> &containers, int most)
{
    QStringList names;
    for (const auto *container : containers) {
        if (names.size() == most)
            break;
        names << oneLine(container->name, 40);
    }
    const int more = int(containers.size()) - int(names.size());
    const QString listed = names.join(QStringLiteral(", "));
    return more > 0 ? SayEngine::tr("%1 and %2 more").arg(listed).arg(more) : listed;
}

QString referenceProblem(const QString &reference)
{
    static const QRegularExpression whole(QStringLiteral(
        "^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?/)?"
        "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
        "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$"));
    if (reference.isEmpty())
        return SayEngine::tr("An image has a name.");
    if (reference.size() > kMostReference)
        return SayEngine::tr("That is too long for an image's name.");
    if (whole.match(reference).hasMatch())
        return {};
    if (reference.contains(QLatin1Char(' ')))
        return SayEngine::tr("An image's name has no spaces.");
    if (whole.match(reference.toLower()).hasMatch())
        return SayEngine::tr("An image's name is in lower case: %1").arg(reference.toLower());
    return SayEngine::tr("That is not an image's name. It looks like team/app:1.2 or debian:12.");
}

QString nameProblem(const QString &name)
{
    static const QRegularExpression valid(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]+$"));
    if (name.isEmpty())
        return SayEngine::tr("It has a name.");
    if (name.size() == 1)
        return SayEngine::tr("A name has at least two characters.");
    return valid.match(name).hasMatch() ? QString() : SayEngine::tr("A name begins with a letter or digit; letters, digits, dots, _ and - may follow.");
}

} // namespace ui::desk
