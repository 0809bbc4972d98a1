// A real instance with a real bash; no engines, no agent.
#include "core/base/unique_fd.h"
#include "core/control/instances.h"
#include "core/host/command_recorder.h"
#include "core/host/host.h"
#include "core/host/host_impl.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <future>
#include <sys/stat.h>

using namespace core;
using namespace core::host;

namespace {

const session::Principal kMe{session::Principal::Kind::LocalUser, "test", session::Role::Operate};

std::vector<store::CommandRecord> search(Host &host, const std::string &text)
{
    std::promise<std::vector<store::CommandRecord>> promise;
    auto future = promise.get_future();
    store::HistoryQuery query;
    query.text = text;
    host.store().search(query, [&](auto found) { promise.set_value(found ? std::move(*found) : std::vector<store::CommandRecord>{}); });
    return future.get();
}

std::string screenText(const session::SessionFramePtr &frame)
{
    std::string text;
    for (const vt::RowPtr &row : frame->screen->rows)
        text += row->trimmedText() + '\n';
    return text;
}

} // namespace

class HostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_host = start();
        QVERIFY(m_host);
    }

    void cleanup()
    {
        m_host.reset();
        m_dir.reset();
    }

    void commandsAreStored()
    {
        const session::SessionPtr session = openBash();
        type(session, "echo first-light; false");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "first-light").size(), std::size_t(1), 20'000);
        const store::CommandRecord record = search(*m_host, "first-light").front();
        QCOMPARE(record.command, std::string("echo first-light; false"));
        QCOMPARE(record.exitCode, std::optional<int>(1));
        QCOMPARE(record.shell, std::string("bash"));
        QCOMPARE(record.session, m_host->instanceId() + '/' + std::to_string(session->info().id.value));
        QCOMPARE(record.traceId, session->info().traceId);
        QVERIFY(record.containerId.empty());
        QVERIFY(record.trusted);
        QVERIFY(!record.cwd.empty());
        QVERIFY(record.start > base::WallTime{});
    }

    void aLeadingSpaceIsNotStored()
    {
        const session::SessionPtr session = openBash();
        type(session, " echo kept-from-history");
        type(session, "echo marker");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "marker").size(), std::size_t(1), 20'000);
        QCOMPARE(search(*m_host, "kept").size(), std::size_t(0));
    }

    void secretsAreNotStored()
    {
        const session::SessionPtr session = openBash();
        type(session, "export DB_PASSWORD=hunter22 && echo exported");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "exported").size(), std::size_t(1), 20'000);
        QCOMPARE(search(*m_host, "exported").front().command, std::string("export DB_PASSWORD=‹redacted› && echo exported"));
        QCOMPARE(search(*m_host, "hunter22").size(), std::size_t(0));
    }

    void theShellSeesBerth()
    {
        const session::SessionPtr session = openBash();
        type(session, "echo \"[$TERM $COLORTERM $TERM_PROGRAM nonce=$BERTH_NONCE_FILE]\"");
        QTRY_VERIFY_WITH_TIMEOUT(screenText(session->frame()).find("[xterm-256color truecolor berth nonce=]") != std::string::npos, 20'000);
    }

    void aCommandOfItsOwnEndsWithItsStatus()
    {
        QSignalSpy ended(m_host.get(), &Host::sessionEnded);
        QSignalSpy closed(m_host.get(), &Host::sessionClosed);
        LocalShell spec;
        spec.arguments = {"sh", "-c", "exit 7"};
        const auto session = m_host->openLocal(spec);
        QVERIFY(session.has_value());
        const base::SessionId id = (*session)->info().id;
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        QCOMPARE((*session)->frame()->ended->shellCode(), 7);
        QCOMPARE(m_host->session(id), *session); // still there for its last frame
        m_host->close(id);
        QCOMPARE(closed.size(), 1);
        QVERIFY(!m_host->session(id));
        QVERIFY(m_host->sessions().empty());
    }

    void whatACloseInterruptsIsStored()
    {
        const session::SessionPtr session = openBash();
        type(session, "sleep 1000 # cut-short");
        QTRY_VERIFY_WITH_TIMEOUT(session->frame()->commandRunning, 20'000);
        m_host->close(session->info().id);
        QVERIFY(m_host->sessions().empty());
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "cut-short").size(), std::size_t(1), 20'000);
    }

    void shuttingDownWaitsForWhatIsBeingClosed()
    {
        const session::SessionPtr session = openBash();
        type(session, "sleep 1000 # cut-short");
        QTRY_VERIFY_WITH_TIMEOUT(session->frame()->commandRunning, 20'000);
        m_host->close(session->info().id);
        int calls = 0;
        m_host->shutdown([&] { ++calls; });
        QTRY_COMPARE_WITH_TIMEOUT(calls, 1, 20'000);
        QCOMPARE(search(*m_host, "cut-short").size(), std::size_t(1));
    }

    void whileEnginesAreSoughtNothingIsMissing()
    {
        const auto searching = start(true);
        auto &instance = dynamic_cast<control::Instance &>(*searching);
        QCOMPARE(instance.containers().problems, std::vector<std::string>{"Still looking for engines."});
        std::optional<base::Error> error;
        control::Instance::NewSession request;
        request.container = "berth-test-nowhere";
        instance.newSession(request, [&](base::Result<session::SessionPtr> made) { error = made ? base::Error{} : made.error(); });
        QVERIFY(!error); // "not found" would be wrong this early
    }

    // What `berth -e` and `berthd --exec` ask for: a shell by its name is one like any other.
    void aShellByNameHasItsIntegration_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("integration");
        QTest::newRow("bash") << QStringLiteral("bash") << true;
        QTest::newRow("busybox") << QStringLiteral("busybox sh") << true;
        QTest::newRow("less wanted") << QStringLiteral("bash --norc") << false;
        QTest::newRow("another program") << QStringLiteral("cat") << false;
    }
    void aShellByNameHasItsIntegration()
    {
        QFETCH(QString, command);
        QFETCH(bool, integration);
        if (QStandardPaths::findExecutable(command.section(QLatin1Char(' '), 0, 0)).isEmpty())
            QSKIP("this shell is not here");
        LocalShell spec;
        for (const QString &word : command.split(QLatin1Char(' ')))
            spec.arguments.push_back(word.toStdString());
        const auto session = m_host->openLocal(spec);
        QVERIFY(session.has_value());
        QCOMPARE((*session)->info().integration, integration);
        if (!integration)
            return;
        QTRY_VERIFY_WITH_TIMEOUT((*session)->frame()->blocksOn, 20'000);
        const std::string text = "echo by-name-" + spec.arguments.front();
        type(*session, text);
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, text).size(), std::size_t(1), 20'000);
    }

    void changedSettingsCountForWhatIsOpenedNext()
    {
        std::vector<config::Problem> none;
        m_host->setSettings(std::make_shared<config::Settings>(
            config::Settings::load({}, {}, {"terminal.shell=/bin/cat", "terminal.scrollback_lines=20", "terminal.links=2"}, none)), {});
        const auto session = m_host->openLocal({});
        QVERIFY(session.has_value());
        QCOMPARE((*session)->info().shell, std::string("cat"));
        for (int i = 0; i < 80; ++i)
            type(*session, std::to_string(i));
        const auto hasForgotten = [&] {
            const auto frame = (*session)->frame();
            return frame->screen->history && frame->screen->history->firstLine() > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasForgotten(), 20'000);
        for (const char *target : {"a", "b", "c"}) // what cat is given it prints
            type(*session, std::string("\x1b]8;;https://e.org/") + target + "\x1b\\link\x1b]8;;\x1b\\");
        QTRY_VERIFY_WITH_TIMEOUT((*session)->frame()->screen->links->last == 3, 20'000);
        QCOMPARE((*session)->frame()->screen->links->count(), std::size_t(2));
    }

    void historyThatIsSwitchedOffIsOffInOpenTabs()
    {
        const auto session = m_host->openLocal({});
        QVERIFY(session.has_value());
        QTRY_VERIFY_WITH_TIMEOUT((*session)->frame()->blocksOn, 20'000);
        type(*session, "echo kept-before");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "kept-before").size(), std::size_t(1), 20'000);
        std::vector<config::Problem> none;
        m_host->setSettings(std::make_shared<config::Settings>(config::Settings::load({}, {}, {"history.enabled=false"}, none)), {});
        type(*session, "echo not-to-be-kept");
        const auto hasRun = [&] {
            const auto &blocks = *(*session)->frame()->blocks;
            return std::ranges::any_of(blocks, [](const shell::Block &b) { return b.command == "echo not-to-be-kept" && b.state == shell::Block::State::Finished; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasRun(), 20'000);
        QSignalSpy closed(m_host.get(), &Host::sessionClosed);
        m_host->close((*session)->info().id);
        QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 20'000); // its recorder has handled all
        QVERIFY(m_host->store().flush());
        QCOMPARE(search(*m_host, "not-to-be-kept").size(), std::size_t(0));
    }

    void aMissingProgramIsAnError()
    {
        LocalShell spec;
        spec.arguments = {"/nowhere/program"};
        const auto session = m_host->openLocal(spec);
        QVERIFY(!session.has_value());
        QVERIFY(session.error().is("pty.not_found"));
    }

    void aContainerThatIsNotThereIsNoHostShell()
    {
        std::optional<base::Error> error;
        m_host->openInContainer({"docker:/nowhere", "web", {}, {}}, [&](base::Result<session::SessionPtr> made) {
            if (!made)
                error = made.error();
        });
        QTRY_VERIFY(error.has_value());
        QVERIFY(error->is("engine.not_found"));
        QVERIFY(m_host->sessions().empty());
    }

    void theInstanceIsPrivateAndAnswers()
    {
        struct stat info;
        QCOMPARE(::stat(m_host->instanceDir().c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
        QCOMPARE(control::runningInstances(runtimeDir()), std::vector<std::string>{m_host->instanceId()});
    }

    void twoSideBySideShareTheHistory()
    {
        auto second = start();
        QVERIFY(second);
        QVERIFY(second->instanceId() != m_host->instanceId());
        QCOMPARE(control::runningInstances(runtimeDir()).size(), std::size_t(2));
        type(openBash(), "echo from-the-first");
        QTRY_COMPARE_WITH_TIMEOUT(search(*second, "from-the-first").size(), std::size_t(1), 20'000);
        const std::string gone = second->instanceDir();
        second.reset();
        QVERIFY(!std::filesystem::exists(gone));
        QVERIFY(std::filesystem::exists(m_host->instanceDir()));
    }

    void berthctlSeesHistoryAndFindings()
    {
        auto &instance = dynamic_cast<control::Instance &>(*m_host);
        type(openBash(), "echo asked-by-berthctl");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "asked-by-berthctl").size(), std::size_t(1), 20'000);
        std::optional<std::vector<store::CommandRecord>> rows;
        store::HistoryQuery filter;
        filter.text = "berthctl";
        filter.container = "";
        instance.history(filter, [&](auto found) { rows = found.value_or(std::vector<store::CommandRecord>{}); });
        QTRY_VERIFY(rows.has_value());
        QCOMPARE(rows->size(), std::size_t(1));
        QCOMPARE(rows->front().exitCode, std::optional<int>(0));
        std::optional<std::vector<control::Instance::Finding>> findings;
        instance.doctor([&](auto found) { findings = found.value_or(std::vector<control::Instance::Finding>{}); });
        QTRY_VERIFY(findings.has_value());
        QVERIFY(std::ranges::any_of(*findings, [](const auto &f) { return f.area == "history" && f.level == control::Instance::Finding::Ok; }));
        QVERIFY(std::ranges::any_of(*findings, [](const auto &f) { return f.area == "containers" && f.level == control::Instance::Finding::Warn && !f.fix.empty(); }));
    }

    void shuttingDownLeavesNoChild()
    {
        const session::SessionPtr bash = openBash();
        LocalShell deaf;
        deaf.arguments = {"sh", "-c", "trap '' HUP; echo pid=$$; while :; do sleep 1; done"};
        const auto stubborn = m_host->openLocal(deaf);
        QVERIFY(stubborn.has_value());
        QTRY_VERIFY_WITH_TIMEOUT(screenText((*stubborn)->frame()).find("pid=") != std::string::npos, 20'000);
        const std::string text = screenText((*stubborn)->frame());
        const pid_t child = std::atoi(text.c_str() + text.find("pid=") + 4);
        QVERIFY(child > 1);
        type(bash, "echo last-words");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "last-words").size(), std::size_t(1), 20'000);

        int calls = 0;
        m_host->shutdown([&] { ++calls; });
        QTRY_COMPARE_WITH_TIMEOUT(calls, 1, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(::kill(child, 0), -1, 20'000);
        QVERIFY(m_host->sessions().empty());
        QVERIFY(control::runningInstances(runtimeDir()).empty());
        QVERIFY(!m_host->openLocal({}).has_value());
        m_host.reset();
        QCOMPARE(calls, 1);
    }

    void factsOfTheHost()
    {
        engine::Registry &engines = m_host->engines();
        PlaceFacts facts([](base::SessionId id) { return id.value == 1 ? std::optional(session::Place{}) : std::nullopt; }, engines, "/bin:/usr/bin:/nowhere");
        const auto ask = [](auto call) {
            auto answer = std::make_shared<std::optional<base::Result<std::vector<std::string>>>>();
            call([answer](base::Result<std::vector<std::string>> result) { *answer = std::move(result); });
            for (QElapsedTimer timer = [] { QElapsedTimer t; t.start(); return t; }(); !*answer && !timer.hasExpired(20'000);)
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
            return answer->value_or(base::fail("test.silent", "No answer."));
        };
        const base::SessionId here{1};
        const auto names = ask([&](auto done) { facts.commandsInPath(here, std::move(done)); });
        QVERIFY(names.has_value());
        QVERIFY(std::ranges::find(*names, "sh") != names->end());
        std::filesystem::create_directory(m_dir->filePath(QStringLiteral("d")).toStdString());
        ::chmod(qPrintable(m_dir->filePath(QStringLiteral("d"))), 0750);
        const auto folder = ask([&](auto done) { facts.describePath(here, m_dir->filePath(QStringLiteral("d")).toStdString(), std::move(done)); });
        QCOMPARE(folder->at(0), std::string("dir"));
        QCOMPARE(folder->at(1), std::string("750"));
        QCOMPARE(ask([&](auto done) { facts.describePath(here, "/nowhere/at/all", std::move(done)); })->at(0), std::string("missing"));
        QVERIFY(!ask([&](auto done) { facts.describePath(here, "relative", std::move(done)); }).has_value());
        QVERIFY(!ask([&](auto done) { facts.describePath(base::SessionId{2}, "/", std::move(done)); }).has_value());
        const auto inside = ask([&](auto done) { facts.namesIn(here, m_dir->path().toStdString(), std::move(done)); });
        QVERIFY(std::ranges::find(*inside, "d") != inside->end());
    }

    void storedCommands()
    {
        shell::Block block;
        block.command = "ls";
        QVERIFY(!storedCommand(block, true)); // untrusted
        block.trusted = true;
        QCOMPARE(storedCommand(block, true)->text, std::string("ls"));
        block.command = " ls";
        QVERIFY(!storedCommand(block, true));
        QCOMPARE(storedCommand(block, false)->text, std::string(" ls"));
        block.command = " \n";
        QVERIFY(!storedCommand(block, false));
        block.command = "DB_PASSWORD=hunter22 make";
        QCOMPARE(storedCommand(block, true)->count, std::size_t(1));
    }

    void excludedContainers_data()
    {
        QTest::addColumn<QString>("globs");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("excluded");
        const auto row = [](const char *globs, const char *name, bool excluded) {
            QTest::addRow("%s in %s", name, globs) << QString::fromUtf8(globs) << QString::fromUtf8(name) << excluded;
        };
        row("", "web", false);
        row("web", "web", true);
        row("web", "web-1", false);
        row("web*", "web-1", true);
        row("*secret*, db", "my-secret-1", true);
        row("a, db ", "db", true);
        row("db?", "db1", true);
        row("db?", "db", false);
        row("d.b", "dxb", false);
        row(" , ,", "", false);
        row("*", "any", true);
        row("[ab]", "a", false);
    }
    void excludedContainers()
    {
        QFETCH(QString, globs);
        QFETCH(QString, name);
        QFETCH(bool, excluded);
        QCOMPARE(isExcluded(globs.toStdString(), name.toStdString()), excluded);
    }

    void outputIsKeptMasked()
    {
        const session::SessionPtr session = openBash();
        type(session, "printf 'first\\nDB_PASSWORD=%s\\n' hunter22");
        QTRY_COMPARE_WITH_TIMEOUT(search(*m_host, "first").size(), std::size_t(1), 20'000);
        const store::CommandRecord record = search(*m_host, "first").front();
        QVERIFY(record.masked);
        QVERIFY(record.hasOutput);
        std::promise<base::Result<store::KeptOutput>> promise;
        auto future = promise.get_future();
        m_host->store().output(record.id, [&](auto kept) { promise.set_value(std::move(kept)); });
        QCOMPARE(future.get()->text, std::string("first\nDB_PASSWORD=‹redacted›"));
    }

private:
    std::string runtimeDir() const { return m_dir->filePath(QStringLiteral("run")).toStdString(); }

    std::unique_ptr<Host> start(bool discoverEngines = false)
    {
        Host::Options options;
        options.environment = {{"HOME", m_dir->path().toStdString()}, {"PATH", "/usr/bin:/bin"}, {"SHELL", "/bin/bash"}, {"LANG", "C.UTF-8"}};
        options.paths = {m_dir->filePath(QStringLiteral("berth.toml")).toStdString(), m_dir->filePath(QStringLiteral("data")).toStdString(), runtimeDir()};
        options.programName = "berthd";
        options.discoverEngines = discoverEngines;
        options.startAgent = false;
        auto host = Host::start(std::move(options));
        if (!host)
            qFatal("%s: %s", host.error().code.c_str(), host.error().detail.c_str());
        return std::move(*host);
    }

    session::SessionPtr openBash()
    {
        const auto session = m_host->openLocal({});
        if (!session)
            qFatal("%s", session.error().message.c_str());
        if (!QTest::qWaitFor([&] { return (*session)->frame()->blocksOn; }, 20'000))
            qFatal("bash showed no trusted prompt: %s", screenText((*session)->frame()).c_str());
        return *session;
    }

    static void type(const session::SessionPtr &session, const std::string &line)
    {
        if (!session->post(session::SendText{line + '\r'}, kMe))
            qFatal("the session takes no input");
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Host> m_host;
};

BERTH_TEST(HostTest)
#include "host_test.moc"
