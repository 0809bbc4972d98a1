#include "ui/notify/desktop_notifier.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QVariantMap>
#include <algorithm>

namespace ui::notify {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");
constexpr std::size_t kMostShown = 64;
constexpr std::size_t kMostWaiting = 16;
constexpr int kServerDecides = -1; // how long it is on show

// libdbus would start a bus of its own where there is none.
bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

QDBusMessage call(const char *method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, QLatin1String(method));
}

} // namespace

DesktopNotifier::DesktopNotifier(QObject *parent)
    : QObject(parent), m_bus(QString())
{
}

bool DesktopNotifier::connectToBus()
{
    if (m_bus.isConnected())
        return true;
    if (!hasSessionBus())
        return false;
    m_bus = QDBusConnection::sessionBus();
    if (!m_bus.isConnected())
        return false;
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this, SLOT(onActionInvoked(uint, QString)));
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActivationToken"), this, SLOT(onActivationToken(uint, QString)));
    m_bus.connect(kService, kPath, kService, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint, uint)));
    return true;
}

void DesktopNotifier::show(const Notice &notice)
{
    if (!connectToBus())
        return;
    if (m_known) {
        send(notice);
        return;
    }
    if (m_waiting.size() == kMostWaiting)
        m_waiting.pop_front();
    m_waiting.push_back(notice);
    askCapabilities();
}

void DesktopNotifier::askCapabilities()
{
    if (std::exchange(m_asked, true))
        return;
    auto *const watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call("GetCapabilities")), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> reply = *watcher;
        m_asked = false;
        if (reply.isError()) { // nobody shows notifications: asked again with the next one, a service may come
            m_waiting.clear();
            return;
        }
        m_known = true;
        m_markup = reply.value().contains(QStringLiteral("body-markup"));
        for (const Notice &notice : std::exchange(m_waiting, {}))
            send(notice);
    });
}

void DesktopNotifier::send(const Notice &notice)
{
    const Shown *const before = find(notice.key);
    const uint replaces = before ? before->id : 0;
    std::erase_if(m_shown, [&](const Shown &shown) { return shown.key == notice.key; });
    if (m_shown.size() == kMostShown)
        m_shown.pop_front();
    m_shown.push_back({notice.key, 0, {}, false});

    constexpr uchar kNormal = 1;
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("berth")}, {QStringLiteral("urgency"), QVariant::fromValue(kNormal)}};
    QDBusMessage message = call("Notify");
    message << QStringLiteral("Berth") << replaces << (notice.failure ? QStringLiteral("dialog-warning") : QStringLiteral("berth")) << notice.title
            << (m_markup ? notice.text.toHtmlEscaped() : notice.text) << QStringList{QStringLiteral("default"), tr("Show")} << hints << kServerDecides;
    auto *const watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key = notice.key] {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isError()) {
            m_known = false; // the service has gone; another may say something else
            std::erase_if(m_shown, [&](const Shown &shown) { return shown.key == key && shown.id == 0; });
            return;
        }
        if (Shown *const shown = find(key)) {
            shown->id = reply.value();
            if (shown->withdrawn)
                close(shown->id);
            Q_EMIT this->shown(key);
        }
    });
}

void DesktopNotifier::withdraw(const QString &key)
{
    std::erase_if(m_waiting, [&](const Notice &notice) { return notice.key == key; });
    Shown *const shown = find(key);
    if (!shown)
        return;
    if (shown->id == 0)
        shown->withdrawn = true;
    else
        close(shown->id);
}

void DesktopNotifier::close(uint id)
{
    QDBusMessage message = call("CloseNotification");
    message << id;
    m_bus.asyncCall(message);
    std::erase_if(m_shown, [id](const Shown &shown) { return shown.id == id; });
}

void DesktopNotifier::onActionInvoked(uint id, const QString &)
{
    const Shown *const shown = find(id);
    if (!shown)
        return; // somebody else's
    const Shown taken = *shown;
    close(id);
    Q_EMIT clicked(taken.key, taken.token);
}

void DesktopNotifier::onActivationToken(uint id, const QString &token)
{
    if (Shown *const shown = find(id))
        shown->token = token;
}

void DesktopNotifier::onClosed(uint id, uint)
{
    std::erase_if(m_shown, [id](const Shown &shown) { return shown.id == id; });
}

DesktopNotifier::Shown *DesktopNotifier::find(uint id)
{
    const auto found = std::find_if(m_shown.begin(), m_shown.end(), [id](const Shown &shown) { return id != 0 && shown.id == id; });
    return found == m_shown.end() ? nullptr : &*found;
}

DesktopNotifier::Shown *DesktopNotifier::find(const QString &key)
{
    const auto found = std::find_if(m_shown.begin(), m_shown.end(), [&](const Shown &shown) { return shown.key == key; });
    return found == m_shown.end() ? nullptr : &*found;
}

} // namespace ui::notify
