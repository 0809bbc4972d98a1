// The service over its real socket: a fake instance behind it, a real gRPC client in front.
#include "berth/control/v1/control.grpc.pb.h"
#include "core/control/control_server.h"
#include "core/control/instances.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <grpcpp/create_channel_posix.h>
#include <sys/stat.h>

using namespace core;
using namespace core::control;
namespace pb = berth::control::v1;

namespace {

class FakeInstance : public Instance
{
public:
    std::vector<session::SessionPtr> sessions() const override { return {}; }
    bool viewersMayResize() const override { return true; }
    void newSession(const NewSession &request, Done<session::SessionPtr> done) override
    {
        wanted = request;
        if (request.container == "slow")
            held.push_back(std::move(done));
        else
            done(base::fail("engine.not_found", "There is no container 'x'.", "secret detail"));
    }
    ContainerList containers() const override
    {
        return {{{"docker:/run/docker.sock", std::string(64, 'a'), "web", "nginx:1", "running", "shop"}}, {"Podman: no socket."}};
    }
    void history(const store::HistoryQuery &query, Done<std::vector<store::CommandRecord>> done) override
    {
        lastQuery = query;
        store::CommandRecord record;
        record.id = 7;
        record.command = "make";
        record.exitCode = 2;
        record.masked = true;
        record.output = std::string(query.withOutput ? 1u << 20 : 0, 'x');
        done(std::vector<store::CommandRecord>(static_cast<std::size_t>(std::min(query.limit, 5)), record));
    }
    void countHistory(const store::HistoryQuery &, Done<std::size_t> done) override { done(11); }
    void removeHistory(const store::HistoryQuery &query, Done<std::size_t> done) override
    {
        lastQuery = query;
        done(base::fail("store.read_only", "The history is open for reading only."));
    }
    void importHistory(std::vector<store::CommandRecord> records, Done<ImportCount> done) override
    {
        imported = std::move(records);
        done(ImportCount{1, 2, 3});
    }
    void share(base::SessionId, session::Role role, int, Done<Link> done) override
    {
        lastRole = role;
        done(Link{"http://127.0.0.1:1/#t", "s", 5});
    }
    void stats(const std::string &container, Done<Stats> done) override
    {
        if (container == "absent")
            return done(base::fail("engine.not_found", "There is no container 'absent'."));
        UsageRow row;
        row.engine = "docker:/run/docker.sock";
        row.id = std::string(64, 'a');
        row.name = "web";
        row.hasSample = true;
        row.cpuPercent = 12.5;
        row.memoryBytes = 1 << 20;
        done(Stats{{row}, {"Podman: no socket."}});
    }
    void metrics(Done<std::string> done) override { done(std::string("berth_up 1\n")); }
    void startRecording(base::SessionId session, const std::string &path, Done<Recording> done) override
    {
        Recording recording;
        recording.session = session;
        recording.path = path;
        done(recording);
    }
    void stopRecording(base::SessionId, Done<Recording> done) override { done(base::fail("recording.none", "Nothing is being recorded.")); }
    void recordings(Done<std::vector<Recording>> done) override { done(std::vector<Recording>(2)); }
    void doctor(Done<std::vector<Finding>> done) override { done(std::vector<Finding>{{Finding::Warn, "engine", "None.", "apt-get install podman"}}); }

    NewSession wanted;
    store::HistoryQuery lastQuery;
    std::vector<store::CommandRecord> imported;
    session::Role lastRole = session::Role::Approve;
    std::vector<Done<session::SessionPtr>> held;
};

} // namespace

class ControlTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    FakeInstance m_instance;
    std::unique_ptr<ControlServer> m_server;
    std::unique_ptr<pb::Control::Stub> m_stub;

    // The service answers on this thread's event loop, so a blocking client call runs on another one.
    template<class Call>
    grpc::Status call(Call make)
    {
        auto result = std::async(std::launch::async, [&] {
            grpc::ClientContext context;
            context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
            const grpc::Status status = make(context);
            m_code.clear();
            for (const auto &[key, value] : context.GetServerTrailingMetadata())
                if (key == "berth-code")
                    m_code.assign(value.data(), value.size());
            return status;
        });
        while (result.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        return result.get();
    }
    std::string m_code;
    std::string runtimeDir() const { return m_dir.path().toStdString(); }

private Q_SLOTS:
    void init()
    {
        const std::string folder = runtimeDir() + "/instances/abc123";
        std::filesystem::create_directories(folder);
        const bool tight = qstrcmp(QTest::currentTestFunction(), "haste") == 0;
        auto server = ControlServer::listen(folder + "/control.sock", m_instance, tight ? ControlLimits{0.01, 2} : ControlLimits());
        QVERIFY2(server.has_value(), server ? "" : server.error().message.c_str());
        m_server = std::move(*server);
        auto fd = connectInstance(runtimeDir());
        QVERIFY(fd.has_value());
        ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
        m_stub = pb::Control::NewStub(grpc::CreateInsecureChannelFromFd("test", fd->release()));
    }
    void cleanup()
    {
        m_stub.reset();
        m_server.reset();
        m_instance.held.clear();
    }

    void statsAndMetrics()
    {
        pb::StatsResponse response;
        QVERIFY(call([&](auto &context) { return m_stub->Stats(&context, {}, &response); }).ok());
        QCOMPARE(response.containers_size(), 1);
        QVERIFY(response.containers(0).has_cpu() && response.containers(0).has_sample());
        QCOMPARE(response.containers(0).cpu_percent(), 12.5);
        QCOMPARE(response.containers(0).memory_bytes(), std::int64_t(1) << 20);
        QCOMPARE(response.problems_size(), 1);
        pb::StatsRequest request;
        request.set_container("absent");
        QVERIFY(call([&](auto &context) { return m_stub->Stats(&context, request, &response); }).error_code() == grpc::StatusCode::NOT_FOUND);
        pb::MetricsResponse metrics;
        QVERIFY(call([&](auto &context) { return m_stub->Metrics(&context, {}, &metrics); }).ok());
        QCOMPARE(metrics.text(), std::string("berth_up 1\n"));
    }

    void haste()
    {
        pb::MetricsResponse metrics;
        std::string retry;
        const auto ask = [&](auto &context) {
            const grpc::Status result = m_stub->Metrics(&context, {}, &metrics);
            for (const auto &[key, value] : context.GetServerTrailingMetadata()) {
                if (key == "berth-retry-after-ms")
                    retry.assign(value.data(), value.size());
            }
            return result;
        };
        QVERIFY(call(ask).ok());
        QVERIFY(call(ask).ok());
        QVERIFY(call(ask).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
        QCOMPARE(m_code, std::string("control.rate"));
        QVERIFY(!retry.empty() && std::stoi(retry) > 0 && std::stoi(retry) <= 100'001);
        pb::ListContainersResponse cheap;
        QVERIFY(call([&](auto &context) { return m_stub->ListContainers(&context, {}, &cheap); }).ok());
    }

    void socketIsPrivate()
    {
        struct stat info{};
        QCOMPARE(::stat((runtimeDir() + "/instances/abc123/control.sock").c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600u);
    }

    void listsContainersAndWhatFailed()
    {
        pb::ListContainersResponse response;
        QVERIFY(call([&](auto &context) { return m_stub->ListContainers(&context, {}, &response); }).ok());
        QCOMPARE(response.containers_size(), 1);
        QCOMPARE(response.containers(0).name(), "web");
        QCOMPARE(response.problems(0), "Podman: no socket.");
    }

    void historyFiltersArriveAndRowsReturn()
    {
        pb::SearchHistoryRequest request;
        request.set_text("make");
        request.set_has_container(true);
        request.set_failed(true);
        request.set_limit(4'000'000'000u);
        pb::SearchHistoryResponse response;
        QVERIFY(call([&](auto &context) { return m_stub->SearchHistory(&context, request, &response); }).ok());
        QCOMPARE(m_instance.lastQuery.text, "make");
        QCOMPARE(m_instance.lastQuery.container, std::optional<std::string>(""));
        QVERIFY(m_instance.lastQuery.failedOnly);
        QVERIFY(!m_instance.lastQuery.user && !m_instance.lastQuery.since && !m_instance.lastQuery.beforeId);
        QCOMPARE(m_instance.lastQuery.limit, store::kMostRows);
        QCOMPARE(response.commands(0).exit(), 2);
        QVERIFY(response.commands(0).has_exit());
        QVERIFY(response.commands(0).masked());
        QVERIFY(!response.more());

        request.set_fuzzy(true);
        request.set_user("");
        request.set_until_ms(std::numeric_limits<std::int64_t>::max());
        request.set_with_output(true);
        QVERIFY(call([&](auto &context) { return m_stub->SearchHistory(&context, request, &response); }).ok());
        QVERIFY(m_instance.lastQuery.match == store::HistoryQuery::Match::Fuzzy);
        QCOMPARE(m_instance.lastQuery.user, std::optional<std::string>(""));
        QVERIFY(m_instance.lastQuery.until > base::WallTime(std::chrono::hours(24 * 365 * 200)));
        QVERIFY(response.more()); // an answer stays below what a client takes
        QVERIFY(response.commands_size() > 0 && response.commands_size() < 5);
    }

    void historyIsRemovedAndImported()
    {
        pb::RemoveHistoryRequest remove;
        remove.mutable_which()->set_text("x");
        remove.set_dry_run(true);
        pb::RemoveHistoryResponse removed;
        QVERIFY(call([&](auto &context) { return m_stub->RemoveHistory(&context, remove, &removed); }).ok());
        QCOMPARE(removed.count(), 11u);
        remove.set_dry_run(false);
        QVERIFY(!call([&](auto &context) { return m_stub->RemoveHistory(&context, remove, &removed); }).ok());
        QCOMPARE(m_code, "store.read_only");
        QCOMPARE(m_instance.lastQuery.text, "x");

        pb::ImportHistoryRequest import;
        pb::Command *command = import.add_commands();
        command->set_command("ls");
        command->set_start_ms(-5);
        command->set_duration_ms(std::numeric_limits<std::int64_t>::max());
        for (const auto said : {std::optional<bool>(), std::optional(false)}) { // an older Berth does not say: the code is all there is
            command = import.add_commands();
            command->set_command("sleep 9");
            command->set_has_exit(true);
            command->set_exit(148);
            if (said)
                command->set_stopped(*said);
        }
        pb::ImportHistoryResponse imported;
        QVERIFY(call([&](auto &context) { return m_stub->ImportHistory(&context, import, &imported); }).ok());
        QCOMPARE(imported.added() * 100 + imported.known() * 10 + imported.refused(), 123u);
        QCOMPARE(m_instance.imported.front().command, "ls");
        QVERIFY(m_instance.imported.front().start == base::WallTime{});
        QCOMPARE(m_instance.imported.front().count, 1);
        QVERIFY(m_instance.imported.at(1).stopped && !m_instance.imported.at(2).stopped);
    }

    void errorsHaveCodeAndSentenceButNoDetail()
    {
        pb::NewSessionRequest request;
        request.set_container("x");
        request.set_cols(4'000'000'000u);
        request.set_rows(1);
        pb::NewSessionResponse response;
        const auto status = call([&](auto &context) { return m_stub->NewSession(&context, request, &response); });
        QCOMPARE(status.error_code(), grpc::StatusCode::NOT_FOUND);
        QCOMPARE(status.error_message(), "There is no container 'x'.");
        QCOMPARE(m_code, "engine.not_found");
        QCOMPARE(m_instance.wanted.size.cols, base::kMaxGrid.cols);
    }

    void approveIsNotARoleOfALink()
    {
        pb::ShareRequest request;
        request.set_role(berth::attach::v1::ROLE_APPROVE);
        pb::ShareResponse response;
        QVERIFY(!call([&](auto &context) { return m_stub->Share(&context, request, &response); }).ok());
        QCOMPARE(m_code, "control.bad_role");
        request.set_role(berth::attach::v1::ROLE_VIEW);
        QVERIFY(call([&](auto &context) { return m_stub->Share(&context, request, &response); }).ok());
        QVERIFY(m_instance.lastRole == session::Role::View);
    }

    void attachToNothingIsRefused()
    {
        berth::attach::v1::SessionMessage answer;
        bool answered = false;
        const auto status = call([&](auto &context) {
            const auto stream = m_stub->Attach(&context);
            berth::attach::v1::ViewerMessage join;
            join.mutable_join()->set_session("7");
            stream->Write(join);
            answered = stream->Read(&answer);
            berth::attach::v1::SessionMessage more;
            while (stream->Read(&more)) { }
            return stream->Finish();
        });
        QVERIFY(answered);
        QCOMPARE(answer.refused().code(), "attach.no_session");
        QVERIFY(status.ok());
    }

    void shutdownEndsCallsThatNobodyAnswered()
    {
        pb::NewSessionRequest request;
        request.set_container("slow");
        auto result = std::async(std::launch::async, [&] {
            grpc::ClientContext context;
            pb::NewSessionResponse response;
            return m_stub->NewSession(&context, request, &response);
        });
        QTRY_COMPARE(m_instance.held.size(), std::size_t(1));
        m_server.reset();
        QVERIFY(!result.get().ok());
        m_instance.held.front()(base::fail("late", "Too late.")); // must be harmless
    }

    void instancesAreFoundAndChecked()
    {
        QCOMPARE(runningInstances(runtimeDir()), std::vector<std::string>{"abc123"});
        QVERIFY(connectInstance(runtimeDir(), "abc123").has_value());
        QCOMPARE(connectInstance(runtimeDir(), "../abc123").error().code, "control.no_instance");
        QCOMPARE(connectInstance(runtimeDir(), "dead").error().code, "control.no_instance");
        m_stub.reset();
        m_server.reset();
        QVERIFY(runningInstances(runtimeDir()).empty());
    }
};

BERTH_TEST(ControlTest)
#include "control_test.moc"
