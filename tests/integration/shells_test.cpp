// Real shells in real containers, from keys to blocks: as root and as another user, also where the root is read-only, and
// nothing of ours stays in the container.
#include "tests/support/test_main.h"

#include "tests/support/bash_image.h"
#include "tests/support/engines.h"
#include "tests/support/screen_text.h"
#include "tests/support/shell_driver.h"
#include "tests/support/waiting.h"

#include "core/base/random.h"
#include "core/session/session.h"
#include "core/shell/injection.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace core;
using tests::RealEngine;
using tests::ShellDriver;
using tests::Waiting;

namespace {

constexpr auto kImage = "berth-test/shells:1";

} // namespace

class ShellsInContainers : public QObject
{
    Q_OBJECT
public:
    ShellsInContainers(RealEngine &(*real)(), QStringList cli) : m_real(real), m_cli(std::move(cli)) {}

private:
    RealEngine &real() { return m_real(); }

    // What the engine's own command line says; nothing when it fails.
    std::optional<QString> cli(const QStringList &arguments)
    {
        QProcess process;
        process.start(m_cli.front(), m_cli.mid(1) + QStringList{QString::fromStdString(real().endpoint())} + arguments);
        process.waitForFinished(60'000);
        if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
            return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
        qWarning("%s: %s", qPrintable(arguments.join(QLatin1Char(' '))), process.readAllStandardError().constData());
        return {};
    }

    QString container(const QString &name, const QStringList &options)
    {
        const auto id = cli(QStringList{QStringLiteral("run"), QStringLiteral("-d"), QStringLiteral("--network=none"), QStringLiteral("--name=") + name} + options
                            + QStringList{QString::fromLatin1(kImage), QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("while :; do sleep 1000; done")});
        return id.value_or(QString()).section(QLatin1Char('\n'), -1);
    }

    session::SessionPtr open(const QString &container, const std::string &user, const std::string &shellName)
    {
        const auto nonce = base::randomHex(16);
        const auto launch = shell::containerLaunch(nonce, shellName);
        engine::ExecSpec spec;
        spec.command = launch.command;
        spec.input = launch.input;
        spec.ready = launch.ready;
        spec.user = user;
        spec.size = {100, 30};
        Waiting<std::unique_ptr<pty::Pty>> opened;
        m_engine->execShell(container.toStdString(), spec, opened.done());
        if (!opened.wait() || !opened.value()) {
            qWarning("%s", opened.isDone() ? opened.value().error().message.c_str() : "no answer");
            return nullptr;
        }
        session::SessionOptions options;
        options.size = {100, 30};
        options.nonce = nonce;
        return session::startSession(std::move(options), *std::move(opened.value()));
    }

    RealEngine &(*m_real)();
    QStringList m_cli;
    std::unique_ptr<engine::Engine> m_engine;
    QString m_plain, m_readOnly;

private Q_SLOTS:
    void initTestCase()
    {
        if (!real().isRunning())
            QSKIP(qPrintable(real().whyNot()));
        if (QStandardPaths::findExecutable(m_cli.front()).isEmpty())
            QSKIP(qPrintable(QStringLiteral("expected: there is no %1 on this machine").arg(m_cli.front())));
        m_engine = real().connect();
        QVERIFY(m_engine);
        const auto tar = tests::shellsRootTar();
        QVERIFY2(tar, tar ? "" : tar.error().message.c_str());
        Waiting<void> imported;
        const auto operation = m_engine->importImage(*tar, kImage, {}, imported.done());
        QVERIFY(imported.wait());
        QVERIFY2(imported.value(), imported.value() ? "" : (imported.value().error().message + ' ' + imported.value().error().detail).c_str());
        m_plain = container(QStringLiteral("shells-plain"), {});
        m_readOnly = container(QStringLiteral("shells-read-only"), {QStringLiteral("--read-only")});
        QVERIFY(!m_plain.isEmpty() && !m_readOnly.isEmpty());
    }
    void cleanupTestCase()
    {
        if (!m_plain.isEmpty())
            cli({QStringLiteral("rm"), QStringLiteral("-f"), m_plain, m_readOnly});
        m_engine.reset();
    }

    void commands_data()
    {
        QTest::addColumn<bool>("readOnly");
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("shellName");
        for (const bool readOnly : {false, true})
            for (const char *user : {"root", "user"})
                for (const char *shellName : {"bash", "zsh", "fish", "dash", "/bin/sh"}) // the last is busybox
                    QTest::addRow("%s as %s%s", shellName, user, readOnly ? ", read-only root" : "") << readOnly << QByteArray(user) << QByteArray(shellName);
    }
    void commands()
    {
        QFETCH(bool, readOnly);
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, shellName);
        const QString &where = readOnly ? m_readOnly : m_plain;
        const bool fish = shellName == "fish";
        auto session = open(where, user.toStdString(), shellName.toStdString());
        QVERIFY(session);
        ShellDriver sh(session);
        QVERIFY(sh.atPrompt());
        QVERIFY(session->frame()->blocksOn);

        auto f = sh.run("cat /proc/" + std::string(fish ? "$fish_pid" : "$$") + "/comm; id -un");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.exitCode, std::optional<int>(0));
        QVERIFY2(f.outputTail.starts_with(shellName.mid(shellName.lastIndexOf('/') + 1).toStdString() + "\n" + user.toStdString()), f.outputTail.c_str());
        QCOMPARE(sh.run("sh -c 'exit 42'").block.exitCode, std::optional<int>(42));
        QCOMPARE(sh.finished.back().block.command, std::string("sh -c 'exit 42'"));
        QVERIFY(sh.run(fish ? "echo $status" : "echo $?").outputTail.starts_with("42")); // untouched by us
        sh.run("cd /etc");
        QVERIFY(sh.waitFor([&] { return sh.cwd == "/etc"; }));
        f = sh.run("sleep 1; printf 'a;b\\n' | tr a-z A-Z");
        QCOMPARE(f.block.cwd, std::string("/etc"));
        QVERIFY(f.block.duration >= std::chrono::milliseconds(500)); // as of when its marks were read, which may lag
        QCOMPARE(f.block.command, std::string("sleep 1; printf 'a;b\\n' | tr a-z A-Z"));
        QVERIFY2(f.outputTail.starts_with("A;B"), f.outputTail.c_str());
        f = fish ? sh.run("for i in 1 2\recho $i\rend") : sh.run("for i in 1 2\rdo echo $i\rdone");
        QVERIFY2(f.block.command.starts_with("for i in 1 2") && f.block.command.ends_with(fish ? "end" : "done"), f.block.command.c_str());
        QVERIFY(f.outputTail.starts_with(shellName == "dash" ? "2" : "1\n2")); // dash has no line editor: the first is on its prompt's line

        auto count = sh.finished.size();
        QVERIFY(sh.atPrompt());
        sh.type("sh -c 'echo beg\"\"un; sleep 1000'\r");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*session).find("\nbegun") != std::string::npos; }));
        sh.type("\003");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(130));
        QVERIFY(sh.run("env | grep -c -e NONCE -e BERTH_").outputTail.starts_with("0"));
        f = sh.run("printf '\\033]133;D;0\\007\\033]633;E;rm -rf /;\\007\\033]133;C\\007\\033]633;P;Cwd=/evil\\007'; false");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.exitCode, std::optional<int>(1));
        QCOMPARE(sh.cwd, std::string("/etc"));

        // A shell inside that one, whether or not this one tells what it starts.
        QVERIFY(sh.atPrompt());
        count = sh.finished.size();
        sh.type("sh\r");
        QVERIFY(sh.waitFor([&] { return session->frame()->nested && session->frame()->nested->program == "sh"; }));
        QVERIFY(sh.waitFor([&] { // its prompt, behind which it asks the terminal where the cursor is
            const std::string screen = tests::screenText(*session);
            const auto banner = screen.rfind("built-in shell");
            return banner != std::string::npos && screen.find("/etc ", banner) != std::string::npos;
        }));
        sh.type("exit\r");
        QVERIFY(sh.waitFor([&] { return !session->frame()->nested && sh.finished.size() == count + 1; }));

        // Neither files nor changes.
        f = sh.run("ls -A /dev/shm | grep -c berth");
        QVERIFY2(f.outputTail.starts_with("0"), (f.block.command + " printed " + f.outputTail + "; screen: " + tests::screenText(*session)).c_str());
        const auto diff = cli({QStringLiteral("diff"), where});
        QVERIFY(diff);
        QVERIFY2(!diff->contains(QLatin1String("berth")) && !diff->contains(QLatin1String("/dev/shm")), qPrintable(*diff));
        count = sh.finished.size();
        sh.atPrompt();
        sh.type("exit 3\r");
        QVERIFY(sh.waitFor([&] { return session->frame()->ended.has_value(); }));
        QCOMPARE(session->frame()->ended->code, std::optional<int>(3));
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        QCOMPARE(sh.finished.back().block.command, std::string("exit 3"));
        for (const auto &event : sh.finished)
            QVERIFY(event.block.command != "rm -rf /");
    }

    // No blocks rather than a changed container.
    void withoutSharedMemory_data()
    {
        QTest::addColumn<QString>("option");
        QTest::newRow("not there") << QStringLiteral("--ipc=none");
        QTest::newRow("not writable") << QStringLiteral("--mount=type=tmpfs,destination=/dev/shm,tmpfs-mode=0555");
    }
    void withoutSharedMemory()
    {
        QFETCH(QString, option);
        const auto id = container(QStringLiteral("shells-without-") + QString::fromLatin1(QTest::currentDataTag()).replace(QLatin1Char(' '), QLatin1Char('-')), {option});
        QVERIFY(!id.isEmpty());
        const auto before = cli({QStringLiteral("diff"), id}).value_or(QStringLiteral("?")); // Podman adds files of its own
        auto session = open(id, "user", "bash");
        QVERIFY(session);
        ShellDriver sh(session);
        sh.type("echo works-$((40+2)) $TERM_PROGRAM\r");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*session).find("works-42 berth") != std::string::npos; }));
        QVERIFY(!session->frame()->blocksOn);
        QCOMPARE(cli({QStringLiteral("diff"), id}).value_or(QString()), before);
        session.reset();
        cli({QStringLiteral("rm"), QStringLiteral("-f"), id});
    }
};

class ShellsInDocker : public ShellsInContainers
{
    Q_OBJECT
public:
    ShellsInDocker() : ShellsInContainers(&RealEngine::docker, {QStringLiteral("docker"), QStringLiteral("-H")}) {}
};
class ShellsInPodman : public ShellsInContainers
{
    Q_OBJECT
public:
    ShellsInPodman() : ShellsInContainers(&RealEngine::podman, {QStringLiteral("podman"), QStringLiteral("--remote"), QStringLiteral("--url")}) {}
};
BERTH_TEST(ShellsInDocker)
BERTH_TEST(ShellsInPodman)
#include "shells_test.moc"
