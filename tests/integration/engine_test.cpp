// The list of containers, errors, discovery.
#include "core/engine/discovery.h"
#include "tests/integration/engine_contract.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <unistd.h>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::RealEngine;
using tests::Waiting;

class ListTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    std::string container(const std::string &name)
    {
        Spec with = spec(name);
        with.labels = {{"com.docker.compose.project", "berth"}, {"com.docker.compose.service", "svc"}};
        return run(with);
    }

private Q_SLOTS:
    void listFollowsEvents()
    {
        QSignalSpy changes(m_engine.get(), &Engine::containersChanged);
        const std::string id = container("listed");
        QVERIFY(!id.empty());
        QTRY_VERIFY(m_engine->find("listed") && m_engine->find("listed")->isRunning());
        const Container *c = m_engine->find("listed");
        QCOMPARE(c->id, id);
        QCOMPARE(m_engine->find(id.substr(0, 12)), c);
        QCOMPARE(c->project, std::string("berth"));
        QCOMPARE(c->service, std::string("svc"));
        QVERIFY(c->image.ends_with(RealEngine::kImage));
        QVERIFY(!c->reach.isNotable());
        QTRY_VERIFY(changes.count() > 0);
        QVERIFY(changes.count() <= 8); // many events, few changes

        Waiting<void> stopped;
        m_engine->remove(id, false, false, stopped.done()); // running
        QVERIFY(stopped.wait());
        QVERIFY(!stopped.value());
        QVERIFY2(stopped.value().error().is("engine.conflict"), stopped.value().error().message.c_str());

        Waiting<void> removed;
        m_engine->remove(id, true, true, removed.done());
        QVERIFY(removed.wait());
        QVERIFY(removed.value());
        QTRY_VERIFY(!m_engine->find("listed"));
    }

    void stopAndStartAgain()
    {
        CreateSpec spec;
        spec.image = RealEngine::kImage;
        spec.name = "stopped";
        spec.command = {"sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"};
        spec.network = "none";
        Waiting<std::string> created;
        m_engine->create(spec, created.done());
        QVERIFY(created.wait() && created.value());
        for (int round = 0; round < 2; ++round) {
            Waiting<void> started;
            m_engine->start("stopped", started.done());
            QVERIFY(started.wait() && started.value());
            QTRY_VERIFY(m_engine->find("stopped") && m_engine->find("stopped")->isRunning());
            Waiting<void> stopped;
            m_engine->stop("stopped", stopped.done());
            QVERIFY(stopped.wait() && stopped.value());
            QTRY_VERIFY(m_engine->find("stopped") && m_engine->find("stopped")->state == "exited");
        }
        discard("stopped");
    }

    void errorsHaveCodes()
    {
        const std::string id = container("once");
        QVERIFY(!id.empty());
        CreateSpec spec;
        spec.image = RealEngine::kImage;
        spec.name = "once";
        spec.command = {"sh"};
        Waiting<std::string> again;
        m_engine->create(spec, again.done());
        QVERIFY(again.wait() && !again.value());
        QVERIFY2(again.value().error().is("engine.conflict"), again.value().error().message.c_str());

        Waiting<void> nobody;
        m_engine->start("no-such-container", nobody.done());
        QVERIFY(nobody.wait() && !nobody.value());
        QCOMPARE(nobody.value().error().code, std::string("engine.not_found"));

        spec.image = "berth-test/absent:1";
        spec.name = "absent";
        Waiting<std::string> image;
        m_engine->create(spec, image.done());
        QVERIFY(image.wait() && !image.value());
        QCOMPARE(image.value().error().code, std::string("engine.not_found"));

        Waiting<void> pulled; // no registry answers there
        m_engine->pullImage("127.0.0.1:1/nothing:1", {}, pulled.done());
        QVERIFY(pulled.wait() && !pulled.value());
        QVERIFY(pulled.value().error().code.starts_with("engine."));
        discard(id);
    }

    void imagesAreImportedWithProgress()
    {
        auto tar = busyboxRootTar();
        QVERIFY(tar);
        const auto size = std::int64_t(tar->size());
        std::int64_t last = 0;
        Waiting<void> imported;
        m_engine->importImage(
            *std::move(tar), "berth-test/imported:7", [&](const Progress &progress) { last = std::max(last, progress.done); }, imported.done());
        QVERIFY(imported.wait() && imported.value());
        QCOMPARE(last, size);
        Waiting<std::vector<Image>> images;
        m_engine->listImages(images.done());
        QVERIFY(images.wait() && images.value());
        QVERIFY(std::ranges::any_of(*images.value(), [](const Image &image) {
            return image.sizeBytes > 1'000'000
                && std::ranges::any_of(image.tags, [](const std::string &tag) { return tag.ends_with("berth-test/imported:7"); });
        }));
    }

    void dyingEngineObjectEndsItsOperations()
    {
        auto engine = real().connect();
        QVERIFY(engine);
        Waiting<std::vector<Image>> images;
        engine->listImages(images.done());
        engine.reset();
        QVERIFY(images.isDone() && !images.value());
        QCOMPARE(images.value().error().code, std::string("engine.cancelled"));
    }

    void registryFindsIt()
    {
        auto registry = Registry::create({.environment = {{"DOCKER_HOST", real().endpoint()}}, .uid = ::getuid(), .home = "/nonexistent", .startsPodman = false});
        QSignalSpy changed(registry.get(), &Registry::changed);
        registry->discover();
        QTRY_VERIFY(changed.count() > 0);
        QVERIFY(!registry->isSearching());
        const auto engines = registry->engines();
        const auto found = std::ranges::find(engines, real().endpoint(), &Engine::endpoint);
        QVERIFY(found != engines.end());
        QCOMPARE((*found)->kind(), m_engine->kind());
        QVERIFY((*found)->title().starts_with((*found)->kind() == EngineKind::Docker ? "Docker " : "Podman "));
        QVERIFY(registry->engine((*found)->id()) == *found);
        for (const Candidate &candidate : registry->failed())
            QVERIFY(!candidate.error.message.empty());
    }
};

class OnDemandTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void podmanIsStartedWhenNothingListens_data()
    {
        QTest::addColumn<bool>("byItself");
        QTest::newRow("by itself") << true;
        QTest::newRow("when asked to") << false;
    }
    void podmanIsStartedWhenNothingListens()
    {
        QFETCH(bool, byItself);
        if (QStandardPaths::findExecutable(QStringLiteral("podman")).isEmpty())
            QSKIP("podman is not installed");
        for (const char *socket : {"/var/run/docker.sock", "/run/podman/podman.sock"}) {
            if (QFile::exists(QLatin1String(socket)))
                QSKIP("expected: this machine has an engine of its own");
        }
        QTemporaryDir dir;
        const auto write = [&](const char *name, const QString &content) {
            QFile file(dir.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(content.toUtf8()) > 0 ? file.fileName().toStdString() : std::string();
        };
        std::map<std::string, std::string> environment;
        for (const char *name : {"PATH", "HOME"})
            environment[name] = qgetenv(name).toStdString();
        environment["BERTH_RUNTIME_DIR"] = dir.filePath(QStringLiteral("run")).toStdString();
        environment["XDG_RUNTIME_DIR"] = dir.path().toStdString();
        environment["CONTAINERS_CONF"] = write("containers.conf", QStringLiteral("[engine]\nruntime=\"runc\"\ncgroup_manager=\"cgroupfs\"\n"));
        environment["CONTAINERS_STORAGE_CONF"]
            = write("storage.conf", QStringLiteral("[storage]\ndriver=\"vfs\"\ngraphroot=\"%1/graph\"\nrunroot=\"%1/state\"\n").arg(dir.path()));
        environment["CONTAINER_HOST"] = "unix:///nonexistent/podman.sock"; // a service that is not there: podman itself would ask it
        std::string endpoint;
        {
            auto registry = Registry::create({.environment = environment, .uid = ::getuid(), .home = "/nonexistent", .startsPodman = byItself});
            registry->discover();
            QTRY_VERIFY_WITH_TIMEOUT(!registry->isSearching(), 30000);
            if (!byItself) {
                QVERIFY(registry->engines().empty());
                QVERIFY(registry->canStartPodman());
                registry->startPodman();
                QTRY_VERIFY_WITH_TIMEOUT(!registry->isSearching(), 30000);
            }
            QVERIFY(!registry->canStartPodman());
            for (const Candidate &candidate : registry->failed())
                QVERIFY2(candidate.source != "started by Berth", candidate.error.message.c_str());
            QCOMPARE(registry->engines().size(), std::size_t(1));
            Engine *engine = registry->engines().front();
            QVERIFY(engine->kind() == EngineKind::Podman);
            QCOMPARE(engine->id(), "podman:" + environment["BERTH_RUNTIME_DIR"] + "/podman.sock");
            QTRY_VERIFY_WITH_TIMEOUT(engine->state() == EngineState::Ready, 30000);
            endpoint = engine->endpoint();
            QVERIFY(QFile::exists(QString::fromStdString(endpoint.substr(7))));
        }
        QVERIFY(!QFile::exists(QString::fromStdString(endpoint.substr(7)))); // it ends with us
    }
};

BERTH_TEST(OnDemandTest)
BERTH_ENGINE_TEST(ListTest)
#include "engine_test.moc"
