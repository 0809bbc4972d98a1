// Test support: a session bus of the test's own, and on it a receiver that keeps what a desktop would show.
#pragma once
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <vector>

namespace ui::notify {

class TestBus
{
public:
    static bool isInstalled() { return !QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty(); }
    TestBus() = default;
    TestBus(const TestBus &) = delete;
    ~TestBus()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("qt_default_session_bus"));
        m_daemon.kill();
        m_daemon.waitForFinished();
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    }

    // Before anything asks for the session's bus: from then on this is it. It starts no services, whatever is installed.
    bool start()
    {
        static constexpr char kConfig[] = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
                                          "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";
        if (!m_config.open() || m_config.write(kConfig) != qint64(sizeof kConfig - 1) || !m_config.flush())
            return false;
        m_daemon.start(QStringLiteral("dbus-daemon"), {QStringLiteral("--config-file=") + m_config.fileName(), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        if (!m_daemon.waitForReadyRead(10'000))
            return false;
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
        return !m_address.isEmpty();
    }
    const QString &address() const { return m_address; }

private:
    QTemporaryFile m_config;
    QProcess m_daemon;
    QString m_address;
};

// The notification service of a desktop, on a connection of its own.
class Receiver : public QDBusVirtualObject
{
public:
    struct Received
    {
        uint replaces = 0;
        QString title, body;
        QStringList actions;
    };

    explicit Receiver(const QString &address) : m_bus(QDBusConnection::connectToBus(address, QStringLiteral("receiver")))
    {
        registered = m_bus.isConnected() && m_bus.registerVirtualObject(path(), this) && m_bus.registerService(name());
    }
    ~Receiver() override { QDBusConnection::disconnectFromBus(QStringLiteral("receiver")); }

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QVariantList arguments = message.arguments();
        if (message.member() == QLatin1String("GetCapabilities")) {
            bus.send(message.createReply(QVariant(capabilities)));
        } else if (message.member() == QLatin1String("Notify") && arguments.size() == 8) {
            received.push_back({arguments[1].toUInt(), arguments[3].toString(), arguments[4].toString(), arguments[5].toStringList()});
            bus.send(message.createReply(arguments[1].toUInt() != 0 ? arguments[1].toUInt() : ++lastId));
        } else if (message.member() == QLatin1String("CloseNotification") && arguments.size() == 1) {
            closed.push_back(arguments[0].toUInt());
            bus.send(message.createReply());
        } else {
            return false;
        }
        return true;
    }

    void signal(const char *member, const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createSignal(path(), name(), QLatin1String(member));
        message.setArguments(arguments);
        m_bus.send(message);
    }

    bool registered = false;
    QStringList capabilities{QStringLiteral("body"), QStringLiteral("actions")};
    std::vector<Received> received;
    std::vector<uint> closed;
    uint lastId = 40;

private:
    static QString name() { return QStringLiteral("org.freedesktop.Notifications"); }
    static QString path() { return QStringLiteral("/org/freedesktop/Notifications"); }

    QDBusConnection m_bus;
};

} // namespace ui::notify
