// berthd and berthctl as a user starts them, in a home of their own.
#pragma once
#include "core/pty/local_pty.h"
#include "tests/support/paths.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace tests {

struct Ran
{
    int code = -1;
    QByteArray out, err;
    QList<QJsonObject> lines() const
    {
        QList<QJsonObject> objects;
        for (const QByteArray &line : out.split('\n')) {
            if (!line.isEmpty())
                objects << QJsonDocument::fromJson(line).object();
        }
        return objects;
    }
};

class Programs
{
public:
    virtual ~Programs() = default;

protected:
    void open() { m_dir = std::make_unique<QTemporaryDir>(); }
    void close()
    {
        endDaemon();
        m_dir.reset();
    }
    // Each daemon ends when it is asked to, unless it was ended already.
    void endDaemon()
    {
        if (m_daemon && m_daemon->state() != QProcess::NotRunning) {
            m_daemon->terminate();
            QVERIFY(m_daemon->waitForFinished(15'000));
            QCOMPARE(m_daemon->exitStatus(), QProcess::NormalExit);
        }
        m_daemon.reset();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QProcess> m_daemon;

    virtual QProcessEnvironment environment() const // without engines
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(QStringLiteral("HOME"), m_dir->path());
        env.insert(QStringLiteral("SHELL"), QStringLiteral("/bin/bash"));
        env.insert(QStringLiteral("XDG_CONFIG_HOME"), m_dir->filePath(QStringLiteral("config")));
        env.insert(QStringLiteral("BERTH_RUNTIME_DIR"), m_dir->filePath(QStringLiteral("run")));
        env.insert(QStringLiteral("BERTH_DATA_DIR"), m_dir->filePath(QStringLiteral("data")));
        for (const char *name : {"DOCKER_HOST", "CONTAINER_HOST", "XDG_DATA_HOME", "ZDOTDIR", "HISTFILE"})
            env.remove(QLatin1String(name));
        return env;
    }
    static QString program(const char *name) { return QStringLiteral(BERTH_BIN_DIR "/") + QLatin1String(name); }

    Ran run(const char *name, const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(program(name), arguments);
        process.write(input);
        process.closeWriteChannel();
        Ran ran;
        if (!process.waitForFinished(30'000)) {
            process.kill();
            process.waitForFinished();
            return ran;
        }
        ran.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }
    Ran ctl(const QStringList &arguments, const QByteArray &input = {}) { return run("berthctl", arguments, input); }

    void startDaemon(const QStringList &arguments) { startDaemonWithEngines(QStringList{QStringLiteral("-o"), QStringLiteral("containers.discover=false")} + arguments); }
    void startDaemonWithEngines(const QStringList &arguments = {})
    {
        m_daemon = std::make_unique<QProcess>();
        m_daemon->setProcessEnvironment(environment());
        m_daemon->start(program("berthd"), arguments);
        QVERIFY(m_daemon->waitForStarted());
        QTRY_COMPARE_WITH_TIMEOUT(ctl({QStringLiteral("ls")}).code, 0, 15'000);
    }

    // berthctl on a real terminal of its own.
    std::unique_ptr<core::pty::Pty> ctlTerminal(const std::vector<std::string> &arguments) { return terminalFor(program("berthctl").toStdString(), arguments); }
    std::unique_ptr<core::pty::Pty> terminalFor(const std::string &path, const std::vector<std::string> &arguments)
    {
        core::pty::LocalSpec spec;
        spec.program = path;
        spec.arguments = {path};
        spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
        const QProcessEnvironment env = environment();
        for (const QString &key : env.keys())
            spec.environment.emplace_back(key.toStdString(), env.value(key).toStdString());
        spec.size = {91, 27};
        auto pty = core::pty::startLocal(spec);
        return pty ? std::move(*pty) : nullptr;
    }
};

} // namespace tests
