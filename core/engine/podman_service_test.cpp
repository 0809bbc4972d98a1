#include "core/engine/podman_service.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using core::engine::PodmanService;

class PodmanServiceTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    // A program that goes on as another process of the same words, as podman does without root, and a helper of its own.
    QString program(const QByteArray &first)
    {
        const QString path = m_dir->filePath(QStringLiteral("podman"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write("#!/bin/sh\ncd " + m_dir->path().toUtf8() + "\n" + first
                   + "\n(trap '' TERM; sh -c 'echo $PPID' >second.part; mv second.part second; while :; do sleep 0.05; done) &\n"
                     "sleep 300 & echo $! >helper\nwait; while :; do wait; done\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    std::unique_ptr<PodmanService> started(const QByteArray &first = {})
    {
        auto service = std::make_unique<PodmanService>(program(first), PodmanService::Environment{{"PATH", qgetenv("PATH").toStdString()}, {"BERTH_RUNTIME_DIR", m_dir->filePath(QStringLiteral("run")).toStdString()},
                                                                                                  {"CONTAINERS_CONF", "/dev/null"}}, 1000u, nullptr);
        return service->start() ? std::move(service) : nullptr;
    }
    pid_t pid(const char *name)
    {
        QFile file(m_dir->filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    }
    static bool runs(pid_t pid)
    {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        return file.open(QIODevice::ReadOnly) && !file.readAll().contains(") Z ");
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        if (const pid_t helper = pid("helper"))
            ::kill(helper, SIGKILL);
    }

    void theProcessItGoesOnAsEndsToo()
    {
        auto service = started();
        QVERIFY(service);
        QTRY_VERIFY(pid("second") > 0 && pid("helper") > 0);
        service.reset();
        QTRY_VERIFY(!runs(pid("second")));
        QVERIFY(runs(pid("helper"))); // containers' helpers are nobody's to end
    }
    void oneThatIgnoresTheFirstSignalEnds()
    {
        auto service = started("trap '' TERM");
        QVERIFY(service);
        QTRY_VERIFY(pid("second") > 0 && pid("helper") > 0);
        service.reset();
        QTRY_VERIFY(!runs(pid("second")));
    }
    void whenTheFirstIsKilledTheSecondGoes()
    {
        auto service = started("echo $$ >first");
        QVERIFY(service);
        QTRY_VERIFY(pid("second") > 0 && pid("helper") > 0);
        ::kill(pid("first"), SIGKILL);
        QTRY_VERIFY(!runs(pid("second")));
    }
};
BERTH_TEST(PodmanServiceTest)
#include "podman_service_test.moc"
