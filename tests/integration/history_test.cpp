// The history as a user meets it: berthd, a real bash here and in containers that are rebuilt, and berthctl history.
#include "core/telemetry/redactor.h"
#include "tests/support/bash_image.h"
#include "tests/support/engines.h"
#include "tests/support/programs.h"
#include "tests/support/terminal_reader.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>

using namespace core;
using tests::Ran;
using tests::RealEngine;
using tests::Waiting;

namespace {

constexpr const char *kSecret = "hunter22hunter22";

QString mark()
{
    return QString::fromUtf8(telemetry::kRedacted.data(), qsizetype(telemetry::kRedacted.size()));
}

} // namespace

class HistoryTest : public QObject, private tests::Programs
{
    Q_OBJECT
    QProcessEnvironment environment() const override
    {
        QProcessEnvironment env = Programs::environment();
        env.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        env.insert(QStringLiteral("DOCKER_HOST"), QString::fromStdString(RealEngine::docker().endpoint()));
        env.insert(QStringLiteral("CONTAINER_HOST"), QString::fromStdString(RealEngine::podman().endpoint()));
        return env;
    }
    QString database() const { return m_dir->filePath(QStringLiteral("data/history.db")); }
    Ran history(QStringList arguments) { return ctl(QStringList{QStringLiteral("history")} + arguments); }
    QList<QJsonObject> found(QStringList arguments) { return history(arguments << QStringLiteral("--json")).lines(); }

    // Runs commands in the newest session, one after the other; each is waited for by what it leaves in the history.
    bool runIn(const QStringList &commands)
    {
        const auto pty = ctlTerminal({"attach"});
        if (!pty)
            return false;
        tests::TerminalReader terminal(*pty);
        bool ok = terminal.waitFor("attached to session");
        for (const QString &command : commands) {
            const std::string ready = "ready" + std::to_string(++m_count);
            terminal.type(command.toStdString() + "\r");
            terminal.type("echo " + ready + "\r");
            ok = ok && QTest::qWaitFor([&] { return found({QString::fromStdString(ready)}).size() == 1; }, 30'000);
        }
        terminal.stop();
        return ok;
    }
    int m_count = 0;

private Q_SLOTS:
    void initTestCase()
    {
        if (!RealEngine::docker().isRunning() || !RealEngine::podman().isRunning())
            QSKIP(qPrintable(RealEngine::docker().whyNot() + RealEngine::podman().whyNot()));
    }
    void init() { open(); }
    void cleanup() { close(); }

    void secretsNeverReachTheFile()
    {
        startDaemonWithEngines();
        QVERIFY(runIn({QStringLiteral("export DB_PASSWORD=%1; echo masked-one").arg(QLatin1String(kSecret)),
                       QStringLiteral("printf 'TOK%s=%s%s\\n' EN hunter22 hunter22; echo masked-two"), QStringLiteral(" echo opted-out")}));
        const QJsonObject one = found({QStringLiteral("masked-one")}).value(0), two = found({QStringLiteral("masked-two"), QStringLiteral("--output")}).value(0);
        QCOMPARE(one.value(QStringLiteral("command")).toString(), QStringLiteral("export DB_PASSWORD=%1; echo masked-one").arg(mark()));
        QVERIFY(one.value(QStringLiteral("masked")).toBool());
        QVERIFY(two.value(QStringLiteral("masked")).toBool());
        QVERIFY2(two.value(QStringLiteral("output")).toString().contains(QStringLiteral("TOKEN=") + mark()), qPrintable(two.value(QStringLiteral("output")).toString()));
        QVERIFY(history({QStringLiteral("masked-one")}).out.contains(telemetry::kRedacted.data()));
        QVERIFY(history({QStringLiteral("masked-two")}).out.contains("in its output"));
        QVERIFY(found({QStringLiteral("opted-out")}).isEmpty());
        QVERIFY(!one.value(QStringLiteral("user")).toString().isEmpty());
        QVERIFY(!one.value(QStringLiteral("host")).toString().isEmpty());
        endDaemon();
        for (const char *part : {"", "-wal"}) {
            QFile file(database() + QLatin1String(part));
            QVERIFY(!file.open(QIODevice::ReadOnly) || !file.readAll().contains(kSecret));
        }
    }

    void survivesTheRebuildOfItsContainer_data()
    {
        QTest::addColumn<bool>("docker");
        QTest::newRow("Docker") << true;
        QTest::newRow("Podman") << false;
    }
    void survivesTheRebuildOfItsContainer()
    {
        QFETCH(bool, docker);
        const auto engine = (docker ? RealEngine::docker() : RealEngine::podman()).connect();
        QVERIFY(engine);
        const auto tar = tests::bashRootTar();
        QVERIFY(tar.has_value());
        const std::string name = docker ? "rebuilt-d" : "rebuilt-p";
        const auto build = [&](std::map<std::string, std::string> labels) {
            Waiting<void> imported, started;
            Waiting<std::string> created;
            engine->importImage(*tar, "berth-test/history:1", {}, imported.done()); // a new digest each time
            engine::CreateSpec spec;
            spec.image = "berth-test/history:1";
            spec.name = name;
            spec.command = {"bash"};
            spec.network = "none";
            spec.labels = std::move(labels);
            if (imported.wait() && imported.value())
                engine->create(spec, created.done());
            if (created.wait() && created.value())
                engine->start(*created.value(), started.done());
            return started.wait() && started.value() ? *created.value() : std::string();
        };
        const auto remove = [&](const std::string &id) {
            Waiting<void> removed;
            engine->remove(id, true, true, removed.done());
            return removed.wait();
        };
        const QString container = QString::fromStdString(name);
        const auto open = [&] { return QTest::qWaitFor([&] { return ctl({QStringLiteral("new"), QStringLiteral("--container"), container}).code == 0; }, 30'000); };
        startDaemonWithEngines();
        const std::string first = build({});
        QVERIFY(!first.empty());
        QVERIFY(open());
        QVERIFY(runIn({QStringLiteral("echo before-it")}));
        QVERIFY(remove(first));

        const std::string second = build({});
        QVERIFY(!second.empty() && second != first);
        QTRY_VERIFY_WITH_TIMEOUT(ctl({QStringLiteral("ps")}).out.contains(second.substr(0, 12).c_str()), 20'000);
        QVERIFY(open());
        QVERIFY(runIn({QStringLiteral("echo after-it")}));
        const auto both = found({QStringLiteral("it"), QStringLiteral("--container"), container});
        QCOMPARE(both.size(), 2);
        QCOMPARE(both[0].value(QStringLiteral("command")).toString(), QStringLiteral("echo before-it"));
        QCOMPARE(both[1].value(QStringLiteral("command")).toString(), QStringLiteral("echo after-it"));
        QVERIFY(both[0].value(QStringLiteral("image_id")).toString().size() >= 64);
        QVERIFY(both[0].value(QStringLiteral("image_id")) != both[1].value(QStringLiteral("image_id")));
        for (const QJsonObject &row : both) // nobody had said who the shell runs as: it is asked while the first command runs
            QCOMPARE(row.value(QStringLiteral("user")).toString(), QStringLiteral("root"));
        QCOMPARE(found({QStringLiteral("it"), QStringLiteral("--image"), both[0].value(QStringLiteral("image_id")).toString()}).size(), 1);
        QCOMPARE(found({QStringLiteral("it"), QStringLiteral("--engine"), QLatin1String(docker ? "docker" : "podman")}).size(), 2);
        QVERIFY(found({QStringLiteral("it"), QStringLiteral("--container"), QString()}).isEmpty());
        QVERIFY(remove(second));

        // A container that wants none.
        const std::string third = build({{"berth.history", "off"}});
        QTRY_VERIFY_WITH_TIMEOUT(ctl({QStringLiteral("ps")}).out.contains(third.substr(0, 12).c_str()), 20'000);
        QVERIFY(open());
        {
            const auto pty = ctlTerminal({"attach"});
            QVERIFY(pty);
            tests::TerminalReader terminal(*pty);
            QVERIFY(terminal.waitFor("attached to session"));
            terminal.type("echo un$((0))seen\r");
            QVERIFY(terminal.waitFor("un0seen"));
            terminal.stop();
        }
        QVERIFY(remove(third));
        endDaemon(); // what was to be stored is
        startDaemonWithEngines();
        QVERIFY(found({QStringLiteral("seen")}).isEmpty());
        QCOMPARE(found({QStringLiteral("it"), QStringLiteral("--container"), container}).size(), 2);
    }

    void importsExportsAndDeletes()
    {
        QFile bash(m_dir->filePath(QStringLiteral(".bash_history")));
        QVERIFY(bash.open(QIODevice::WriteOnly));
        bash.write("#1700000000\nmysql -phunter22 shop\n#1700000001\nfor i in 1\ndo ls\ndone\n#1700000002\n hidden\n");
        bash.close();
        QFile zsh(m_dir->filePath(QStringLiteral(".zsh_history")));
        QVERIFY(zsh.open(QIODevice::WriteOnly));
        zsh.write(": 1600000000:7;make zsh-thing\n");
        zsh.close();
        QCOMPARE(history({QStringLiteral("import")}).code, 3); // no instance
        startDaemonWithEngines();
        Ran ran = history({QStringLiteral("import")});
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.out.contains(".bash_history (bash): 2 added, 0 known, 1 left out") && ran.out.contains(".zsh_history (zsh): 1 added"), ran.out.constData());
        ran = history({QStringLiteral("import"), QStringLiteral("--from"), QStringLiteral("bash"), bash.fileName()});
        QVERIFY2(ran.out.contains("0 added, 2 known"), ran.out.constData());
        const QJsonObject masked = found({QStringLiteral("mysql")}).value(0);
        QCOMPARE(masked.value(QStringLiteral("command")).toString(), QStringLiteral("mysql -p%1 shop").arg(mark()));
        QVERIFY(!masked.value(QStringLiteral("trusted")).toBool(true));
        QCOMPARE(masked.value(QStringLiteral("start")).toString(), QStringLiteral("2023-11-14T22:13:20.000Z"));
        QCOMPARE(found({QStringLiteral("--until"), QStringLiteral("2021-01-01")}).value(0).value(QStringLiteral("duration_ms")).toInt(), 7000);
        QVERIFY(runIn({QStringLiteral("echo ours; false")}));
        QCOMPARE(found({QStringLiteral("--failed")}).size(), 1);
        QCOMPARE(found({QStringLiteral("--fuzzy"), QStringLiteral("mkzsh")}).size(), 1);
        QCOMPARE(found({QStringLiteral("--today"), QStringLiteral("ours")}).size(), 1);
        QCOMPARE(history({QStringLiteral("--since"), QStringLiteral("soonish")}).code, 2);

        const Ran exported = history({QStringLiteral("export")});
        QCOMPARE(exported.lines().size(), found({}).size());
        QVERIFY(exported.out.contains("\"output\":\"ours\""));
        ran = ctl({QStringLiteral("history"), QStringLiteral("import"), QStringLiteral("-")}, exported.out);
        QVERIFY2(ran.out.contains("(json): 0 added"), ran.out.constData());

        QCOMPARE(history({QStringLiteral("delete")}).code, 2); // which?
        ran = history({QStringLiteral("delete"), QStringLiteral("mysql")});
        QVERIFY2(ran.out.contains("1 would be removed"), ran.out.constData());
        QCOMPARE(found({QStringLiteral("mysql")}).size(), 1);
        ran = history({QStringLiteral("delete"), QStringLiteral("mysql"), QStringLiteral("--yes")});
        QVERIFY2(ran.out.contains("1 removed"), ran.out.constData());
        QVERIFY(found({QStringLiteral("mysql")}).isEmpty());
        QVERIFY(history({QStringLiteral("delete"), QStringLiteral("--all"), QStringLiteral("--yes")}).code == 0);
        QVERIFY(found({}).isEmpty());
        ran = ctl({QStringLiteral("history"), QStringLiteral("import")}, exported.out); // from the shells' files again
        QVERIFY(ran.out.contains("2 added"));
        ran = ctl({QStringLiteral("history"), QStringLiteral("import"), QStringLiteral("-")}, exported.out);
        QCOMPARE(found({QStringLiteral("ours"), QStringLiteral("--output")}).value(0).value(QStringLiteral("output")).toString(), QStringLiteral("ours"));
        QCOMPARE(found({}).size(), exported.lines().size());
    }

    void databaseCheckNeedsNoInstance()
    {
        startDaemonWithEngines();
        QVERIFY(runIn({QStringLiteral("echo one"), QStringLiteral("echo two")}));
        Ran ran = ctl({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("--json")}); // also beside one
        QCOMPARE(ran.code, 0);
        QVERIFY(ran.lines().value(0).value(QStringLiteral("ok")).toBool());
        m_daemon->kill(); // its log is still there
        QVERIFY(m_daemon->waitForFinished());
        m_daemon.reset();
        ran = ctl({QStringLiteral("db"), QStringLiteral("check")});
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.out.contains("It is whole: 4 commands"), ran.out.constData());
        QCOMPARE(ctl({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("/nowhere.db")}).code, 1);

        startDaemonWithEngines(); // enough to damage
        QByteArray many;
        for (int i = 0; i < 3000; ++i)
            many += "command number" + QByteArray::number(i) + '\n';
        QCOMPARE(ctl({QStringLiteral("history"), QStringLiteral("import"), QStringLiteral("--from"), QStringLiteral("bash"), QStringLiteral("-")}, many).code, 0);
        endDaemon();
        const QByteArray whole = ctl({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("--json")}).out;
        QVERIFY(whole.contains("\"commands\":3004"));
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 middle = file.size() / 2 / 4096 * 4096;
        QVERIFY(file.seek(middle));
        file.write(QByteArray(8 * 4096, '\x5a'));
        file.close();
        QFile::remove(database() + QStringLiteral("-wal"));
        const QByteArray before = [&] { file.open(QIODevice::ReadOnly); const QByteArray bytes = file.readAll(); file.close(); return bytes; }();
        const QString saved = m_dir->filePath(QStringLiteral("saved.jsonl"));
        ran = ctl({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("--save"), saved});
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.out.contains("It is damaged"), ran.out.constData());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), before);
        file.close();
        QCOMPARE(ctl({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("--save"), saved}).code, 1); // never over a file

        // What was saved goes into a new history.
        QVERIFY(QDir(m_dir->filePath(QStringLiteral("data"))).removeRecursively());
        startDaemonWithEngines();
        ran = history({QStringLiteral("import"), saved});
        QCOMPARE(ran.code, 0);
        const auto rows = found({QStringLiteral("-n"), QStringLiteral("10000")});
        QVERIFY2(rows.size() > 500, ran.out.constData());
    }
};

BERTH_TEST(HistoryTest)
#include "history_test.moc"
