// berth as a native Wayland client, on a compositor of its own that has no screen: it is configured, paints, and -e's
// status comes back.
#include "tests/support/paths.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

class WaylandTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    QProcess m_weston;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const char *folder : {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "BERTH_RUNTIME_DIR", "BERTH_DATA_DIR"})
            env.insert(QLatin1String(folder), m_dir.path());
        env.remove(QStringLiteral("DISPLAY"));
        env.insert(QStringLiteral("WAYLAND_DISPLAY"), QStringLiteral("berth-test"));
        env.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("wayland"));
        env.insert(QStringLiteral("WAYLAND_DEBUG"), QStringLiteral("client")); // its requests, on standard error
        return env;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString weston = QStandardPaths::findExecutable(QStringLiteral("weston"));
        if (weston.isEmpty())
            QSKIP("weston is not installed");
        m_weston.setProcessEnvironment(environment());
        m_weston.setProcessChannelMode(QProcess::MergedChannels);
        m_weston.start(weston, {QStringLiteral("--backend=headless-backend.so"), QStringLiteral("--socket=berth-test"), QStringLiteral("--no-config"),
                                QStringLiteral("--width=1200"), QStringLiteral("--height=800"), QStringLiteral("--idle-time=0")});
        QVERIFY2(m_weston.waitForStarted(), qPrintable(m_weston.errorString()));
        QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(m_dir.filePath(QStringLiteral("berth-test"))), m_weston.readAll().constData(), 20'000);
    }
    void cleanupTestCase()
    {
        if (m_weston.state() == QProcess::NotRunning)
            return;
        m_weston.terminate();
        QVERIFY(m_weston.waitForFinished(10'000));
    }

    void itIsConfiguredPaintsAndHandsBackTheStatus()
    {
        QProcess berth;
        berth.setProcessEnvironment(environment());
        berth.start(QStringLiteral(BERTH_BIN_DIR "/berth"), {QStringLiteral("--geometry"), QStringLiteral("70x20"), QStringLiteral("-e"), QStringLiteral("sh"), QStringLiteral("-c"),
                                                            QStringLiteral("read -r line; stty size; exit 7")});
        QVERIFY2(berth.waitForStarted(), qPrintable(berth.errorString()));
        QByteArray requests;
        const auto asked = [&](const char *what) {
            requests += berth.readAllStandardError();
            return requests.contains(what);
        };
        QTRY_VERIFY2_WITH_TIMEOUT(asked(".ack_configure("), requests.constData(), 20'000);
        QTRY_VERIFY2_WITH_TIMEOUT(asked(".attach(wl_buffer@"), requests.constData(), 20'000);
        QCOMPARE(berth.state(), QProcess::Running);
        berth.terminate(); // SIGTERM ends the window in order
        QVERIFY(berth.waitForFinished(20'000));
        QCOMPARE(berth.exitStatus(), QProcess::NormalExit);

        berth.start(QStringLiteral(BERTH_BIN_DIR "/berth"), {QStringLiteral("-e"), QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("exit 7")});
        QVERIFY(berth.waitForFinished(20'000));
        QCOMPARE(berth.exitStatus(), QProcess::NormalExit);
        QCOMPARE(berth.exitCode(), 7);
    }
};
BERTH_TEST(WaylandTest)
#include "wayland_test.moc"
