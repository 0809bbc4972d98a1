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
    void history(const HistoryFilter &filter, Done<std::vector<HistoryRow>> done) override
    {
        lastFilter = filter;
        done(std::vector<HistoryRow>{{"make", "/src", "", "", "", "i/1", 2, 1000, 30, true}});
    }
    void share(base::SessionId, session::Role role, int, Done<Link> done) override
    {
        lastRole = role;
        done(Link{"http://127.0.0.1:1/#t", "s", 5});
    }
    void doctor(Done<std::vector<Finding>> done) override { done(std::vector<Finding>{{Finding::Warn, "engine", "None.", "apt-get install podman"}}); }

    NewSession wanted;
    HistoryFilter lastFilter;
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
        auto server = ControlServer::listen(folder + "/control.sock", m_instance);
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
        QCOMPARE(m_instance.lastFilter.text, "make");
        QCOMPARE(m_instance.lastFilter.container, std::optional<std::string>(""));
        QVERIFY(m_instance.lastFilter.failed);
        QCOMPARE(m_instance.lastFilter.limit, 100'000);
        QCOMPARE(response.commands(0).exit(), 2);
        QVERIFY(response.commands(0).has_exit());
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
