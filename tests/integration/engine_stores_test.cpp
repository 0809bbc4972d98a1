// Images, volumes, networks, and what they take on the disk.
#include "core/engine/container_control.h"
#include "core/engine/discovery.h"
#include "core/engine/disk.h"
#include "core/engine/image_store.h"
#include "core/engine/network_store.h"
#include "core/engine/network_users.h"
#include "core/engine/volume_store.h"
#include "tests/integration/engine_contract.h"

#include <QFile>
#include <QTemporaryDir>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::RealEngine;
using tests::Waiting;

class StoresTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    QTemporaryDir m_dir;
    ImageStore &images() { return *m_engine->imageStore(); }
    VolumeStore &volumes() { return *m_engine->volumeStore(); }
    NetworkStore &networks() { return *m_engine->networkStore(); }

    bool hasTag(const std::string &reference)
    {
        const auto all = value<std::vector<Image>>([&](auto done) { images().list(std::move(done)); }).value_or(std::vector<Image>());
        return std::ranges::any_of(all, [&](const Image &image) {
            return std::ranges::any_of(image.tags, [&](const std::string &tag) { return tag.ends_with(reference); });
        });
    }

private Q_SLOTS:
    void imagesAreTaggedInspectedSavedLoadedAndRemoved()
    {
        QVERIFY(succeeds([&](auto done) { images().tag(RealEngine::kImage, "berth-test/tagged:v1", std::move(done)); }));
        QVERIFY(hasTag("berth-test/tagged:v1"));
        const auto details = value<ImageDetails>([&](auto done) { images().inspect("berth-test/tagged:v1", std::move(done)); });
        QVERIFY(details);
        QVERIFY(details->sizeBytes > 1'000'000 && details->os == "linux" && details->layers.size() == 1 && details->raw.size() > 100);
        QVERIFY(std::ranges::any_of(details->tags, [](const std::string &tag) { return tag.ends_with("tagged:v1"); }));
        const auto layers = value<std::vector<ImageLayer>>([&](auto done) { images().history("berth-test/tagged:v1", std::move(done)); });
        QVERIFY(layers && layers->size() == 1 && layers->front().sizeBytes > 1'000'000);

        const std::string archive = m_dir.filePath(QStringLiteral("image.tar")).toStdString();
        std::int64_t saved = 0;
        QVERIFY(succeeds([&](auto done) { images().save({"berth-test/tagged:v1"}, archive, [&](const Progress &p) { saved = p.done; }, std::move(done)); }));
        QCOMPARE(QFile(QString::fromStdString(archive)).size(), saved);
        const auto removed = value<std::vector<std::string>>([&](auto done) { images().remove("berth-test/tagged:v1", false, std::move(done)); });
        QVERIFY(removed && !removed->empty());
        QVERIFY(!hasTag("berth-test/tagged:v1") && hasTag(RealEngine::kImage));
        std::int64_t sent = 0;
        const auto loaded = value<std::vector<std::string>>([&](auto done) { images().load(archive, [&](const Progress &p) { sent = std::max(sent, p.done); }, std::move(done)); });
        QVERIFY(loaded && loaded->size() == 1 && loaded->front().ends_with("berth-test/tagged:v1"));
        QCOMPARE(sent, saved);
        QVERIFY(hasTag("berth-test/tagged:v1"));
        QVERIFY(value<std::vector<std::string>>([&](auto done) { images().remove("berth-test/tagged:v1", false, std::move(done)); }));
        QCOMPARE(failure<std::vector<std::string>>([&](auto done) { images().remove("berth-test/tagged:v1", false, std::move(done)); }), std::string("engine.not_found"));
    }

    void imagesAreImportedFromFiles()
    {
        const auto tar = busyboxRootTar();
        QVERIFY(tar);
        QFile file(m_dir.filePath(QStringLiteral("root.tar")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(tar->data(), qint64(tar->size())) == qint64(tar->size()));
        file.close();
        std::int64_t total = 0;
        QVERIFY(succeeds([&](auto done) { images().import(file.fileName().toStdString(), "berth-test/from-file:3", [&](const Progress &p) { total = std::max(total, p.total); }, std::move(done)); }));
        QCOMPARE(total, std::int64_t(tar->size()));
        QVERIFY(hasTag("berth-test/from-file:3"));
        QCOMPARE(failure<void>([&](auto done) { images().import("/nonexistent.tar", "x:1", {}, std::move(done)); }), std::string("engine.local_file"));
        QCOMPARE(failure<std::vector<std::string>>([&](auto done) { images().load(file.fileName().toStdString(), {}, std::move(done)); }).empty(), false);
        QVERIFY(value<std::vector<std::string>>([&](auto done) { images().remove("berth-test/from-file:3", false, std::move(done)); }));
    }

    void anImageOfTwoNamesIsPrunedAsOne()
    {
        const auto tar = busyboxRootTar();
        QVERIFY(tar);
        QFile file(m_dir.filePath(QStringLiteral("two.tar")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(tar->data(), qint64(tar->size())) == qint64(tar->size()));
        file.close();
        QVERIFY(succeeds([&](auto done) { images().import(file.fileName().toStdString(), "berth-test/two:1", {}, std::move(done)); }));
        QVERIFY(succeeds([&](auto done) { images().tag("berth-test/two:1", "berth-test/two:2", std::move(done)); }));
        auto plan = value<PrunePlan>([&](auto done) { m_engine->disk()->planPrune({false, false, true, false, false, false, false}, std::move(done)); });
        QVERIFY(plan);
        std::erase_if(*plan, [](const DiskItem &item) { return item.name.find("berth-test/two:") == std::string::npos; });
        QCOMPARE(plan->size(), std::size_t(1));
        QCOMPARE(plan->front().tags.size(), std::size_t(2));
        const auto report = value<PruneReport>([&](auto done) { m_engine->disk()->prune(*plan, {}, std::move(done)); });
        QVERIFY2(report && report->kept.empty(), report && !report->kept.empty() ? report->kept.front().second.message.c_str() : "");
        QCOMPARE(report->removed.size(), std::size_t(1));
        QVERIFY(!hasTag("berth-test/two:1") && !hasTag("berth-test/two:2"));
    }

    void imagesInUseAreKept()
    {
        const std::string id = run("image-user");
        const std::string code = failure<std::vector<std::string>>([&](auto done) { images().remove(RealEngine::kImage, false, std::move(done)); });
        QCOMPARE(code, std::string("engine.conflict"));
        discard(id);
    }

    void volumesAreMadeUsedAndRemoved()
    {
        const auto made = value<Volume>([&](auto done) { volumes().create({"berth-data", "local", {{"k", "v"}}, {}}, std::move(done)); });
        QVERIFY(made && made->name == "berth-data" && made->labels.at("k") == "v" && !made->isAnonymous());
        Spec user = spec("volume-user");
        user.mounts = {{Mount::Type::Volume, "berth-data", {}, "/data", true}};
        const std::string id = run(user);
        QVERIFY(!id.empty());
        const auto all = value<std::vector<Volume>>([&](auto done) { volumes().list(std::move(done)); });
        QVERIFY(all && std::ranges::any_of(*all, [](const Volume &v) { return v.name == "berth-data" && v.created > base::WallTime(); }));
        QTRY_COMPARE(usersOfVolume(m_engine->containers(), "berth-data").size(), std::size_t(1));
        QCOMPARE(failure<void>([&](auto done) { volumes().remove("berth-data", std::move(done)); }), std::string("engine.conflict"));
        discard(id);
        QVERIFY(succeeds([&](auto done) { volumes().remove("berth-data", std::move(done)); }));
        QCOMPARE(failure<Volume>([&](auto done) { volumes().inspect("berth-data", std::move(done)); }), std::string("engine.not_found"));
    }

    void networksAreMadeAndRemoved()
    {
        const auto made = value<std::string>([&](auto done) { networks().create({"berth-net", "bridge", true, "10.231.7.0/24", {{"k", "v"}}}, std::move(done)); });
        QVERIFY(made && !made->empty());
        const auto network = value<Network>([&](auto done) { networks().inspect("berth-net", std::move(done)); });
        QVERIFY(network);
        QVERIFY(network->internal && network->driver == "bridge" && network->labels.at("k") == "v" && !network->isBuiltIn());
        QVERIFY(network->subnets == std::vector<std::string>{"10.231.7.0/24"});
        const auto all = value<std::vector<Network>>([&](auto done) { networks().list(std::move(done)); });
        QVERIFY(all && std::ranges::any_of(*all, [](const Network &n) { return n.name == "berth-net"; }));
        Spec user = spec("network-user");
        user.network = "berth-net";
        const auto id = value<std::string>([&](auto done) { m_engine->create(user, std::move(done)); });
        QVERIFY(id);
        QTRY_VERIFY(m_engine->find("network-user"));
        QTRY_COMPARE(usersOfNetwork(m_engine->containers(), *network).size(), std::size_t(1));
        discard(*id);
        QVERIFY(succeeds([&](auto done) { networks().remove("berth-net", std::move(done)); }));
        QCOMPARE(failure<void>([&](auto done) { networks().remove("berth-net", std::move(done)); }), std::string("engine.not_found"));
    }

    // In Docker's API Podman calls it "bridge", and "podman" in what a container is on.
    void podmansOwnNetworkHasItsMembers()
    {
        if (m_engine->kind() != EngineKind::Podman)
            return;
        Spec member = spec("network-member");
        member.network = "bridge";
        const auto id = value<std::string>([&](auto done) { m_engine->create(member, std::move(done)); });
        QVERIFY(id);
        QTRY_VERIFY(m_engine->find(*id));
        const auto all = value<std::vector<Network>>([&](auto done) { networks().list(std::move(done)); });
        QVERIFY(all);
        const auto own = std::ranges::find(*all, std::string("podman"), &Network::name);
        QVERIFY(own != all->end() && own->isBuiltIn());
        const auto isMember = [&] { return std::ranges::any_of(usersOfNetwork(m_engine->containers(), *own), [&](const Container *user) { return user->id == *id; }); };
        QTRY_VERIFY(isMember());
        discard(*id);
    }

    // Docker 20.10 measures for one at a time and refuses the rest.
    void theDiskIsMeasuredForSeveralAtOnce()
    {
        std::array<Waiting<DiskUsage>, 4> usages;
        std::array<Waiting<PrunePlan>, 4> plans;
        for (std::size_t i = 0; i < usages.size(); ++i) {
            m_engine->disk()->usage(usages[i].done());
            m_engine->disk()->planPrune({}, plans[i].done());
        }
        for (std::size_t i = 0; i < usages.size(); ++i) {
            QVERIFY(usages[i].wait() && plans[i].wait());
            QVERIFY2(usages[i].value(), usages[i].value().error().message.c_str());
            QVERIFY2(plans[i].value(), plans[i].value().error().message.c_str());
        }
    }

    void pruneShowsFirstAndThenRemovesJustThat()
    {
        const std::string kept = run("prune-running");
        const auto stopped = value<std::string>([&](auto done) { m_engine->create(spec("prune-stopped"), std::move(done)); });
        QVERIFY(!kept.empty() && stopped);
        QVERIFY(value<Volume>([&](auto done) { volumes().create({"prune-named", "local", {}, {}}, std::move(done)); }));
        const auto usage = value<DiskUsage>([&](auto done) { m_engine->disk()->usage(std::move(done)); });
        QVERIFY(usage && !usage->items.empty());
        // How much an image alone holds depends on what other tests have made of it.
        // Podman 4 gives no sum of the layers.
        QVERIFY(std::ranges::any_of(usage->items, [&](const DiskItem &i) { return i.kind == DiskItem::Kind::Image && i.name.find(RealEngine::kImage) != std::string::npos; }));
        QVERIFY(usage->layersBytes > 1'000'000 || isPodman());
        const auto plan = value<PrunePlan>([&](auto done) { m_engine->disk()->planPrune({}, std::move(done)); });
        QVERIFY(plan);
        const auto names = [&](const auto &items) {
            QStringList out;
            for (const DiskItem &item : items)
                out << QString::fromStdString(item.name);
            return out;
        };
        QVERIFY2(names(*plan).contains(QStringLiteral("prune-stopped")), qPrintable(names(*plan).join(QLatin1Char(' '))));
        QVERIFY(!names(*plan).contains(QStringLiteral("prune-running")) && !names(*plan).contains(QStringLiteral("prune-named")));
        const auto late = value<std::string>([&](auto done) { m_engine->create(spec("prune-late"), std::move(done)); }); // not in the plan
        QVERIFY(late);
        const auto report = value<PruneReport>([&](auto done) { m_engine->disk()->prune(*plan, {}, std::move(done)); });
        QVERIFY(report);
        QVERIFY(names(report->removed).contains(QStringLiteral("prune-stopped")));
        QTRY_VERIFY(!m_engine->find("prune-stopped"));
        QTRY_VERIFY(m_engine->find("prune-running") && m_engine->find("prune-late"));
        QVERIFY(value<Volume>([&](auto done) { volumes().inspect("prune-named", std::move(done)); }));

        // What came into use since the plan was made is kept, and said.
        auto second = value<PrunePlan>([&](auto done) { m_engine->disk()->planPrune({.unusedNetworks = false}, std::move(done)); });
        QVERIFY(second && names(*second).contains(QStringLiteral("prune-late")));
        QVERIFY(succeeds([&](auto done) { m_engine->start("prune-late", std::move(done)); }));
        const auto spared = value<PruneReport>([&](auto done) { m_engine->disk()->prune(*second, {}, std::move(done)); });
        QVERIFY(spared && spared->removed.empty() && spared->kept.size() == 1);
        QTRY_VERIFY(m_engine->find("prune-late"));
        discard(*late);
        discard(kept);
        QVERIFY(succeeds([&](auto done) { volumes().remove("prune-named", std::move(done)); }));
    }
};

BERTH_ENGINE_TEST(StoresTest)
#include "engine_stores_test.moc"
