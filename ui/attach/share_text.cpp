#include "ui/attach/share_text.h"

#include <QCoreApplication>

namespace ui::attach {

namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("ui::attach::ShareText", words);
}

} // namespace

using core::session::Role;

QString roleWord(Role role)
{
    switch (role) {
    case Role::View: return tr("view");
    case Role::Operate: return tr("operate");
    case Role::Approve: return tr("approve");
    }
    return {};
}

QString roleWarning(Role role, const QString &place)
{
    if (role == Role::View)
        return tr("Whoever has the link sees this screen and its recent history, secrets printed there included. They cannot type.");
    return tr("Whoever has the link can type here, as you, on %1. Give it only to someone you would give your keyboard.").arg(place);
}

QString maskedLink(const QString &link)
{
    const auto hash = link.indexOf(QLatin1Char('#'));
    return hash < 0 ? link : link.left(hash + 1) + QString(12, QChar(0x2022));
}

QString shareSummary(const core::attach::Share &share, core::base::WallTime now)
{
    const auto left = std::chrono::duration_cast<std::chrono::minutes>(share.expires - now).count();
    const QString time = left >= 120 ? tr("%1 h left").arg(left / 60)
        : left >= 1                  ? tr("%1 min left").arg(left)
                                     : tr("expires now");
    return tr("%1 · %2 viewing · %3").arg(roleWord(share.role)).arg(share.viewers).arg(time);
}

} // namespace ui::attach
