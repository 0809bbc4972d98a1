#include "ui/attach/share_text.h"

namespace ui::attach {

using core::session::Role;

QString roleWord(Role role)
{
    switch (role) {
    case Role::View: return QStringLiteral("view");
    case Role::Operate: return QStringLiteral("operate");
    case Role::Approve: return QStringLiteral("approve");
    }
    return {};
}

QString roleWarning(Role role, const QString &place)
{
    if (role == Role::View)
        return QStringLiteral("Whoever has the link sees this screen and its recent history, secrets printed there included. They cannot type.");
    return QStringLiteral("Whoever has the link can type here, as you, on %1. Give it only to someone you would give your keyboard.").arg(place);
}

QString maskedLink(const QString &link)
{
    const auto hash = link.indexOf(QLatin1Char('#'));
    return hash < 0 ? link : link.left(hash + 1) + QString(12, QChar(0x2022));
}

QString shareSummary(const core::attach::Share &share, core::base::WallTime now)
{
    const auto left = std::chrono::duration_cast<std::chrono::minutes>(share.expires - now).count();
    const QString time = left >= 120 ? QStringLiteral("%1 h left").arg(left / 60)
        : left >= 1                  ? QStringLiteral("%1 min left").arg(left)
                                     : QStringLiteral("expires now");
    return QStringLiteral("%1 · %2 viewing · %3").arg(roleWord(share.role)).arg(share.viewers).arg(time);
}

} // namespace ui::attach
