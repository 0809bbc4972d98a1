// Against a real dbus-daemon of the test's own, with a receiver on it that keeps what a desktop would show.
#include "tests/support/test_main.h"
#include "ui/notify/desktop_notifier.h"
#include "ui/notify/test_bus.h"

#include <QSignalSpy>
#include <QTest>
#include <memory>

using ui::notify::DesktopNotifier;
using ui::notify::Receiver;
using ui::notify::TestBus;

class DesktopNotifierTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<TestBus> m_bus;

private Q_SLOTS:
    void initTestCase()
    {
        if (!TestBus::isInstalled())
            QSKIP("dbus-daemon is not installed");
        m_bus = std::make_unique<TestBus>();
        QVERIFY(m_bus->start());
    }
    void cleanupTestCase() { m_bus.reset(); }

    void withoutAServiceNothingHappensAndOneThatComesLaterIsUsed()
    {
        DesktopNotifier notifier;
        QSignalSpy shown(&notifier, &DesktopNotifier::shown);
        notifier.show({QStringLiteral("1"), QStringLiteral("lost"), {}, false});
        // The bus answers in order: after this the refusal is in as well.
        QDBusConnection::sessionBus().call(QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/"),
                                                                          QStringLiteral("org.freedesktop.DBus"), QStringLiteral("GetId")));
        QCoreApplication::processEvents();
        QVERIFY(shown.isEmpty());
        Receiver receiver(m_bus->address());
        QVERIFY(receiver.registered);
        QVERIFY(QTest::qWaitFor([&] {
            notifier.show({QStringLiteral("2"), QStringLiteral("found"), {}, false});
            return !receiver.received.empty();
        }));
        QCOMPARE(receiver.received[0].title, QStringLiteral("found"));
    }

    void aNoticeIsShownAndItsClickComesBack()
    {
        Receiver receiver(m_bus->address());
        QVERIFY(receiver.registered);
        DesktopNotifier notifier;
        QSignalSpy shown(&notifier, &DesktopNotifier::shown), clicked(&notifier, &DesktopNotifier::clicked);
        notifier.show({QStringLiteral("7:3"), QStringLiteral("npm test failed"), QStringLiteral("a < b & c"), true});
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(receiver.received.size(), std::size_t(1));
        QCOMPARE(receiver.received[0].title, QStringLiteral("npm test failed"));
        QCOMPARE(receiver.received[0].body, QStringLiteral("a < b & c")); // this service knows no markup
        QCOMPARE(receiver.received[0].actions.value(0), QStringLiteral("default"));
        receiver.signal("ActivationToken", {receiver.lastId, QStringLiteral("token-1")});
        receiver.signal("ActionInvoked", {receiver.lastId + 5, QStringLiteral("default")}); // another program's
        receiver.signal("ActionInvoked", {receiver.lastId, QStringLiteral("default")});
        QTRY_COMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toString(), QStringLiteral("7:3"));
        QCOMPARE(clicked[0][1].toString(), QStringLiteral("token-1"));
        QTRY_COMPARE(receiver.closed.size(), std::size_t(1));
        receiver.signal("ActionInvoked", {receiver.lastId, QStringLiteral("default")}); // it is gone: a click on it means nothing
        notifier.show({QStringLiteral("8"), QStringLiteral("later"), {}, false});
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(clicked.count(), 1);
    }

    void markupIsEscaped()
    {
        Receiver receiver(m_bus->address());
        receiver.capabilities << QStringLiteral("body-markup");
        DesktopNotifier notifier;
        QSignalSpy shown(&notifier, &DesktopNotifier::shown);
        notifier.show({QStringLiteral("1"), QStringLiteral("t"), QStringLiteral("<a href=\"http://x\">echo</a>"), false});
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(receiver.received[0].body, QStringLiteral("&lt;a href=&quot;http://x&quot;&gt;echo&lt;/a&gt;"));
    }

    void aNewerOneTakesThePlaceAndASeenOneIsWithdrawn()
    {
        Receiver receiver(m_bus->address());
        DesktopNotifier notifier;
        QSignalSpy shown(&notifier, &DesktopNotifier::shown);
        notifier.show({QStringLiteral("1"), QStringLiteral("first"), {}, false});
        QTRY_COMPARE(shown.count(), 1);
        notifier.show({QStringLiteral("1"), QStringLiteral("second"), {}, false});
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(receiver.received[1].replaces, receiver.lastId);
        notifier.withdraw(QStringLiteral("1"));
        notifier.withdraw(QStringLiteral("unknown"));
        QTRY_COMPARE(receiver.closed.size(), std::size_t(1));
        QCOMPARE(receiver.closed[0], receiver.lastId);
        // Withdrawn before the service has answered.
        notifier.show({QStringLiteral("2"), QStringLiteral("third"), {}, false});
        notifier.withdraw(QStringLiteral("2"));
        QTRY_COMPARE(receiver.closed.size(), std::size_t(2));
    }
};

BERTH_TEST(DesktopNotifierTest)
#include "desktop_notifier_test.moc"
