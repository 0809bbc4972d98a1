// A question all the way: instance, berth-agent as its own process, a model's HTTP endpoint, and back.
#include "core/agent/testing/endpoint.h"
#include "core/host/host.h"
#include "core/telemetry/log.h"
#include "tests/support/paths.h"
#include "tests/support/screen_text.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

using namespace core;
using agent::testing::Endpoint;
using assistant::Answer;
using tests::ScreenWatch;

namespace {

constexpr auto kKey = "sk-key-of-the-integration-test";

// While it lives, what this process and its children write to standard error goes to a file.
class ErrorsToFile
{
public:
    explicit ErrorsToFile(const QString &path) : m_before(::dup(STDERR_FILENO))
    {
        const int file = ::open(qPrintable(path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(file, STDERR_FILENO);
        ::close(file);
    }
    ~ErrorsToFile()
    {
        ::dup2(m_before, STDERR_FILENO);
        ::close(m_before);
    }

private:
    int m_before;
};

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class AssistantChainTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ErrorsToFile> m_errors;
    std::unique_ptr<Endpoint> m_endpoint;
    QPointer<QTcpSocket> m_asked; // the endpoint's side of the newest question
    std::unique_ptr<host::Host> m_host;
    session::SessionPtr m_session;

    QString logFile() const { return m_dir->filePath(QStringLiteral("log.json")); }
    QString errorFile() const { return m_dir->filePath(QStringLiteral("errors")); }

    void say(const char *text)
    {
        m_asked->write(agent::testing::textEvent(text));
        m_asked->flush();
    }

    std::uint64_t ask(const std::string &question)
    {
        m_asked = nullptr;
        const auto context = m_host->assistant().contextFor(m_session->info(), *m_session->frame());
        const auto id = m_host->assistant().ask(m_session->info(), question, context);
        return id.value_or(0);
    }

    const Answer &answer(std::uint64_t id) const
    {
        static const Answer none{};
        for (const Answer &one : m_host->assistant().answers())
            if (one.id == id)
                return one;
        return none;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_errors = std::make_unique<ErrorsToFile>(errorFile());
        telemetry::install({.program = "test", .jsonFile = logFile().toStdString(), .level = "debug"});
        m_endpoint = std::make_unique<Endpoint>([this](QTcpSocket &socket) {
            m_asked = &socket;
            socket.write(agent::testing::streamHead());
            socket.flush();
        });
        const QString keyFile = m_dir->filePath(QStringLiteral("key"));
        QFile file(keyFile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(kKey) > 0);
        file.close();

        const std::string dir = m_dir->path().toStdString();
        const std::map<std::string, std::string> environment{
            {"HOME", dir}, {"PATH", qgetenv("PATH").toStdString()}, {"LC_ALL", "C.UTF-8"}, {"SHELL", "/bin/bash"}, {"BERTH_RUNTIME_DIR", dir + "/run"}};
        host::Host::Options options;
        options.paths = config::defaultPaths(environment, ::geteuid());
        options.paths.dataDir = dir + "/data";
        options.environment = environment;
        options.settings = std::make_shared<config::Settings>(config::Settings::load(
            {}, environment,
            {"containers.discover=false", "assistant.provider=openai", "assistant.model=test-model", "assistant.base_url=" + m_endpoint->baseUrl(),
             "assistant.api_key_file=" + keyFile.toStdString()},
            options.problems));
        options.discoverEngines = false;
        options.agentProgram = std::string(BERTH_BIN_DIR) + "/berth-agent";
        options.programName = "test";
        auto host = host::Host::start(std::move(options));
        QVERIFY2(host.has_value(), host ? "" : host.error().message.c_str());
        m_host = std::move(*host);
        QTRY_COMPARE_WITH_TIMEOUT(m_host->assistant().state(), assistant::State::Ready, 20'000);

        const auto opened = m_host->openLocal({"/bin/bash", {}, dir, {80, 24}});
        QVERIFY(opened.has_value());
        m_session = *opened;
    }

    void cleanup()
    {
        m_session.reset();
        if (m_host) {
            bool done = false;
            m_host->shutdown([&] { done = true; });
            QTRY_VERIFY_WITH_TIMEOUT(done, 10'000);
            m_host.reset();
        }
        m_endpoint.reset();
        telemetry::install({.program = "test", .jsonFile = {}});
        m_errors.reset();
        m_dir.reset();
    }

    void anAnswerArrivesPieceByPiece()
    {
        ScreenWatch screen(m_session);
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.blocksOn; }));
        tests::type(*m_session, "cat /no/such/file\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) {
            return std::ranges::any_of(*frame.blocks, [](const shell::Block &block) { return block.exitCode == 1; });
        }));

        const std::uint64_t id = ask("what is wrong?");
        QVERIFY(id != 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_asked, 20'000);
        QCOMPARE(m_endpoint->requests().size(), std::size_t(1));
        const agent::testing::Received &request = m_endpoint->requests().front();
        QVERIFY(request.head.toLower().contains(QByteArray("authorization: bearer ") + kKey)); // Qt 6.8 writes names in lower case
        QVERIFY(request.body.contains("what is wrong?"));
        QVERIFY(request.body.contains("cat /no/such/file"));
        QVERIFY(request.body.contains("test-model"));

        say("There is ");
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).text, std::string("There is "), 20'000);
        QCOMPARE(answer(id).phase, Answer::Phase::Streaming);
        say("no such file.");
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).text, std::string("There is no such file."), 20'000);
        m_asked->write(agent::testing::endOfStream(120, 7));
        m_asked->disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).phase, Answer::Phase::Complete, 20'000);
        QCOMPARE(answer(id).inputTokens, 120);
        QCOMPARE(answer(id).outputTokens, 7);
    }

    void stopDisconnectsTheEndpoint()
    {
        const std::uint64_t id = ask("and now?");
        QTRY_VERIFY_WITH_TIMEOUT(m_asked, 20'000);
        say("It depends");
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).text, std::string("It depends"), 20'000);
        QCOMPARE(m_endpoint->open(), 1);
        m_host->assistant().stop(id);
        QCOMPARE(answer(id).phase, Answer::Phase::Stopped);
        QTRY_COMPARE_WITH_TIMEOUT(m_endpoint->open(), 0, 20'000);
        QCOMPARE(answer(id).text, std::string("It depends"));
        QCOMPARE(m_host->assistant().state(), assistant::State::Ready);
    }

    void anEndpointThatDiesLeavesWhatItSaid()
    {
        const std::uint64_t id = ask("and now?");
        QTRY_VERIFY_WITH_TIMEOUT(m_asked, 20'000);
        say("Half of the ");
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).text, std::string("Half of the "), 20'000);
        m_endpoint.reset(); // the socket closes, and nobody listens any more
        QTRY_COMPARE_WITH_TIMEOUT(answer(id).phase, Answer::Phase::CutOff, 20'000);
        QVERIFY2(answer(id).problem.find("ended early") != std::string::npos, answer(id).problem.c_str());
        QCOMPARE(answer(id).text, std::string("Half of the "));

        const std::uint64_t next = ask("are you there?");
        QTRY_COMPARE_WITH_TIMEOUT(answer(next).phase, Answer::Phase::Failed, 20'000);
        QVERIFY2(answer(next).problem.find("could not be reached") != std::string::npos, answer(next).problem.c_str());
        QCOMPARE(m_host->assistant().state(), assistant::State::Ready);
        QCOMPARE(m_host->assistant().restarts(), 0);
    }

    void theKeyIsInNoCommandLineEnvironmentOrLog()
    {
        const std::uint64_t id = ask("a secret?");
        QTRY_VERIFY_WITH_TIMEOUT(m_asked, 20'000);
        QVERIFY(m_endpoint->requests().front().head.contains(kKey)); // or this test could not fail
        m_asked->write(agent::testing::wholeAnswer(401, "application/json", QByteArray("{\"error\":{\"message\":\"wrong key ") + kKey + "\"}}"));
        m_asked->disconnectFromHost();
        QTRY_VERIFY_WITH_TIMEOUT(answer(id).phase != Answer::Phase::Streaming, 20'000);

        const QString process = QStringLiteral("/proc/%1/").arg(m_host->assistant().agentPid());
        QVERIFY(contentsOf(process + QStringLiteral("cmdline")).contains("berth-agent"));
        QVERIFY(!contentsOf(process + QStringLiteral("cmdline")).contains(kKey));
        QVERIFY(!contentsOf(process + QStringLiteral("environ")).contains(kKey));
        qCInfo(telemetry::lcAssistant, "the end of the test");
        for (const QString &file : {logFile(), errorFile()}) {
            QVERIFY2(contentsOf(file).contains("the end of the test"), qPrintable(file));
            QVERIFY2(!contentsOf(file).contains(kKey), contentsOf(file).constData());
        }
    }
};

BERTH_TEST(AssistantChainTest)
#include "assistant_test.moc"
