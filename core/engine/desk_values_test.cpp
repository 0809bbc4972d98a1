// Answers of engines that are not on this machine, or rare: as captured, reduced to what matters.
#include "core/engine/api_json.h"
#include "core/engine/image_progress.h"
#include "core/engine/network_users.h"
#include "core/engine/path_stat.h"
#include "core/engine/registry_auth.h"
#include "core/engine/store_json.h"
#include "core/engine/usage.h"
#include "tests/support/test_main.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <cmath>

using namespace core;
using namespace core::engine;

namespace {

QJsonObject json(const char *text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    if (object.isEmpty())
        qFatal("not JSON: %s", text);
    return object;
}

} // namespace

class DeskValuesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void usageOfCgroupV1()
    {
        UsageMeter meter;
        const auto first = meter.take(json(R"({"read":"2026-11-23T10:00:00.000000000Z","pids_stats":{"current":3},)"
            R"("networks":{"eth0":{"rx_bytes":100,"tx_bytes":20},"eth1":{"rx_bytes":1,"tx_bytes":2}},)"
            R"("memory_stats":{"usage":10000,"max_usage":20000,"limit":64000,"stats":{"cache":5000,"inactive_file":1,"total_inactive_file":4000}},)"
            R"("blkio_stats":{"io_service_bytes_recursive":[{"major":8,"minor":0,"op":"Read","value":7},{"op":"Write","value":8},{"op":"Sync","value":99},{"op":"Total","value":15}]},)"
            R"("cpu_stats":{"cpu_usage":{"total_usage":1000000000,"usage_in_usermode":1},"system_cpu_usage":2000000000,"online_cpus":2}})"));
        QVERIFY(first && !first->cpuPercent);
        QCOMPARE(first->memoryBytes, 6000);
        QCOMPARE(first->memoryLimit, 64000);
        QCOMPARE(first->networkReceived, 101);
        QCOMPARE(first->networkSent, 22);
        QCOMPARE(first->blockRead, 7);
        QCOMPARE(first->blockWritten, 8);
        QCOMPARE(first->processes, 3);
        QCOMPARE(first->cpus, 2);
        const auto second = meter.take(json(R"({"read":"2026-11-23T10:00:00.500000000Z","cpu_stats":{"cpu_usage":{"total_usage":1250000000}},"memory_stats":{}})"));
        QVERIFY(second && second->cpuPercent);
        QCOMPARE(*second->cpuPercent, 50.0);
        // restarted: the counter begins anew
        QVERIFY(!meter.take(json(R"({"read":"2026-11-23T10:00:01Z","cpu_stats":{"cpu_usage":{"total_usage":5}}})"))->cpuPercent);
    }

    void usageOfCgroupV2()
    {
        UsageMeter meter;
        const auto usage = meter.take(json(R"({"read":"2026-11-23T10:00:00.123456789+02:00","pids_stats":{"current":5,"limit":18446744073709551615},)"
            R"("memory_stats":{"usage":9000,"limit":8000000000,"stats":{"active_file":1,"inactive_file":3000,"anon":5000}},)"
            R"("blkio_stats":{"io_service_bytes_recursive":[{"op":"read","value":11},{"op":"write","value":12}]},)"
            R"("cpu_stats":{"cpu_usage":{"total_usage":42000},"online_cpus":8}})"));
        QVERIFY(usage);
        QCOMPARE(usage->memoryBytes, 6000);
        QCOMPARE(usage->blockRead, 11);
        QCOMPARE(usage->blockWritten, 12);
        QCOMPARE(usage->cpus, 8);
    }

    void stoppedContainersUseNothing()
    {
        UsageMeter meter;
        QVERIFY(!meter.take(json(R"({"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}})")));
        QVERIFY(!meter.take(json(R"({"name":"x"})")));
    }

    void detailsOfBothEngines()
    {
        const auto docker = detailsIn(R"({"Id":"abc","Name":"/web","Created":"2026-11-23T10:00:00.5Z","Image":"sha256:1","RestartCount":2,)"
            R"("State":{"Status":"running","StartedAt":"2026-11-23T10:00:01Z","FinishedAt":"0001-01-01T00:00:00Z","ExitCode":0,)"
                R"("Health":{"Status":"unhealthy","Log":[{"Output":"first"},{"Output":"connection refused"}]}},)"
            R"("Config":{"Image":"nginx","Env":["A=1"],"Cmd":["nginx"],"Entrypoint":["/e"],"Tty":true},)"
            R"("HostConfig":{"Memory":1048576,"NanoCpus":1500000000,"PidsLimit":null,"RestartPolicy":{"Name":"always"},"PidMode":"host","NetworkMode":"host",)"
                R"("Privileged":true,"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}],"53/udp":null}},)"
            R"("NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}]},"Networks":{"front":{"IPAddress":"10.0.0.2","Aliases":["web"]}}},)"
            R"("Mounts":[{"Type":"bind","Source":"/var/run/docker.sock","Destination":"/var/run/docker.sock","RW":true}],"Future":{"x":[1]}})", Raw::Keep);
        QVERIFY(docker);
        QCOMPARE(docker->name, std::string("web"));
        QVERIFY(docker->health == Health::Unhealthy);
        QCOMPARE(docker->healthOutput, std::string("connection refused"));
        QVERIFY(docker->finished == base::WallTime() && docker->started > docker->created);
        QCOMPARE(docker->resources.cpus, 1.5);
        QVERIFY(docker->reach.engineSocket && docker->reach.privileged && docker->reach.hostPid && docker->reach.hostNetwork);
        QCOMPARE(docker->ports.size(), std::size_t(2));
        QCOMPARE(docker->published.size(), std::size_t(1));
        QCOMPARE(docker->networks.at(0).ip, std::string("10.0.0.2"));
        QVERIFY(docker->raw.find("\"Future\"") != std::string::npos);

        const auto podman = detailsIn(R"({"Id":"abc","Name":"web","State":{"Status":"exited","ExitCode":137,"OOMKilled":true,"Healthcheck":{"Status":"starting","Log":null}},)"
            R"("Config":{"Entrypoint":"/bin/sh"},"HostConfig":{"CpuPeriod":100000,"CpuQuota":50000,"PidsLimit":-1},"Mounts":null})", Raw::Leave);
        QVERIFY(podman);
        QVERIFY(podman->health == Health::Starting && podman->oomKilled);
        QCOMPARE(podman->exitCode, 137);
        QCOMPARE(podman->resources.cpus, 0.5);
        QCOMPARE(podman->resources.processes, 0);
        QVERIFY(podman->entrypoint == std::vector<std::string>{"/bin/sh"});
        QVERIFY(podman->raw.empty());
        QVERIFY(!detailsIn("[]", Raw::Keep));
    }

    void hostileAnswersAreErrorsOrEmpty()
    {
        for (const char *text : {"", "null", "[]", "{", "\"x\"", "12"}) {
            QVERIFY(!volumeIn(text));
            QVERIFY(!networkIn(text));
            QVERIFY(!imageDetailsIn(text));
            QVERIFY(!exitCodeIn(text));
        }
        QVERIFY(changesIn("null") && changesIn("null")->empty());
        QVERIFY(!changesIn("{}"));
        const auto odd = changesIn(R"([{"Kind":99,"Path":7},{"Path":"/x"}])");
        QVERIFY(odd && odd->size() == 2);
        std::string wide = R"({"Titles":["a")"; // many columns times many rows would be gigabytes
        for (int column = 0; column < 1000; ++column)
            wide += R"(,"a")";
        QVERIFY(!processesIn(wide + R"(],"Processes":[[],[]]})"));
        const auto table = processesIn(R"({"Titles":["PID","CMD"],"Processes":[["1"],["2","x","y"],null]})");
        QVERIFY(table);
        for (const auto &row : table->rows)
            QCOMPARE(row.size(), std::size_t(2));
        const auto uncut = processesIn(R"({"Titles":["PID   USER     COMMAND"],"Processes":[["1 root     sh -c  true"],["20 app"],[" "]]})"); // Podman 4.3 with busybox
        QVERIFY(uncut && uncut->rows.size() == 3);
        QVERIFY(uncut->titles == (std::vector<std::string>{"PID", "USER", "COMMAND"}));
        QVERIFY(uncut->rows[0] == (std::vector<std::string>{"1", "root", "sh -c  true"}));
        QVERIFY(uncut->rows[1] == (std::vector<std::string>{"20", "app", ""}));
        for (const char *untitled : {"{}", R"({"Titles":[]})", R"({"Titles":["   "],"Processes":[["1"]]})"})
            QVERIFY(processesIn(untitled).error().is("engine.protocol"));
        QVERIFY(diskUsageIn(R"({"Containers":null,"Images":[{}],"Volumes":null})")->items.empty());
    }

    void pruneTakesOnlyWhatItsScopeNames()
    {
        const auto usage = diskUsageIn(R"({"LayersSize":900,)"
            R"("Containers":[{"Id":"c1","Names":["/on"],"State":"running","SizeRw":5,"ImageID":"sha256:0123456789ab"},{"Id":"c2","Names":["/off"],"State":"exited","SizeRw":7,"ImageID":"sha256:0123456789ab"}],)"
            R"("Images":[{"Id":"sha256:0123456789abcdef","RepoTags":["app:1"],"Size":100,"SharedSize":-1,"Containers":-1},{"Id":"sha256:fff","RepoTags":null,"Size":50,"SharedSize":20,"Containers":0},)"
                      R"({"Id":"sha256:eee","RepoTags":["old:1"],"Size":30,"SharedSize":0,"Containers":0}],)"
            R"("Volumes":[{"Name":"data","UsageData":{"RefCount":0,"Size":11}},{"Name":"used","UsageData":{"RefCount":1,"Size":12}},)"
                       R"({"Name":"0123456789012345678901234567890123456789012345678901234567890123","UsageData":{"RefCount":0,"Size":13}}],)"
            R"("BuildCache":[{"ID":"b1","Size":9,"InUse":false},{"ID":"b2","Size":9,"InUse":true}]})");
        QVERIFY(usage);
        QCOMPARE(usage->total(DiskItem::Kind::Image), 160);
        QCOMPARE(usage->reclaimable(DiskItem::Kind::Image), 60);
        const auto ids = [&](PruneScope scope) {
            QStringList out;
            for (const DiskItem &item : planOf(*usage, {{.kind = DiskItem::Kind::Network, .id = "n1", .name = "net", .project = {}}}, scope))
                out << QString::fromStdString(item.id).left(10);
            return out.join(QLatin1Char(' '));
        };
        QCOMPARE(ids({}), QStringLiteral("c2 sha256:fff n1"));
        QCOMPARE(ids({.stoppedContainers = false, .danglingImages = false, .unusedNetworks = false}), QString());
        QCOMPARE(ids({.stoppedContainers = false, .danglingImages = false, .unusedImages = true, .unusedNetworks = false}), QStringLiteral("sha256:fff sha256:eee"));
        QCOMPARE(ids({.stoppedContainers = false, .danglingImages = false, .anonymousVolumes = true, .unusedNetworks = false}), QStringLiteral("0123456789"));
        QCOMPARE(ids({.stoppedContainers = false, .danglingImages = false, .namedVolumes = true, .unusedNetworks = false, .buildCache = true}), QStringLiteral("data b1"));
    }

    // Podman 4's rows: one for each name of an image, of which only the tag is told.
    void anImageOfTwoNamesIsOne()
    {
        auto usage = diskUsageIn(R"({"Images":[{"Id":"0123456789abcdef","RepoTags":["1"],"Size":100,"SharedSize":40,"Containers":0},{"Id":"0123456789abcdef","RepoTags":["2"],"Size":100,"SharedSize":40,"Containers":0},)"
                                 R"({"Id":"fff","RepoTags":["<none>"],"Size":50,"Containers":0},{"Id":"eee","RepoTags":["x"],"Size":5,"Containers":0}]})");
        QVERIFY(usage && lacksNames(*usage));
        QCOMPARE(usage->items.size(), std::size_t(3));
        QCOMPARE(usage->total(DiskItem::Kind::Image), 115);
        QCOMPARE(usage->layersBytes, 155); // with what is shared, once
        QCOMPARE(usage->items[0].name, std::string("0123456789ab"));
        addNames(*usage, imagesIn(R"([{"Id":"sha256:0123456789abcdef","RepoTags":["localhost/app:1","localhost/app:2"]},{"Id":"sha256:fff","RepoTags":null}])").value());
        QCOMPARE(usage->items[0].name, std::string("localhost/app:1, localhost/app:2"));
        QCOMPARE(usage->items[0].tags.size(), std::size_t(2));
        QVERIFY(usage->items[1].isDangling && usage->items[1].tags.empty());
        QVERIFY(!usage->items[2].isDangling && usage->items[2].name == "eee"); // gone meanwhile
        const auto whole = diskUsageIn(R"({"Images":[{"Id":")" + std::string(64, 'a') + R"(","RepoTags":["1"]}]})");
        QCOMPARE(whole->items.at(0).id, "sha256:" + std::string(64, 'a')); // Podman takes it only so
    }

    void pullSumsUpItsLayers()
    {
        Progress last;
        ImageProgress progress([&](const Progress &p) { last = p; });
        QVERIFY(progress.feed("{\"status\":\"Pulling from library/debian\",\"id\":\"12\"}\n{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"aa\"}\n"
                              "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":5,\"total\":10},\"id\":\"aa\"}\n"
                              "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":1,\"total\":30},\"id\":\"bb\"}\n"));
        QCOMPARE(last.layers.size(), std::size_t(2));
        QCOMPARE(last.done, 6);
        QCOMPARE(last.total, 40);
        QVERIFY(progress.feed("{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"aa\"}\n{\"status\":\"Already exists\",\"id\":\"cc\"}\n"));
        QCOMPARE(last.layers.at(0).done, 10);
        QCOMPARE(last.layers.at(2).what, std::string("Already exists"));
        QVERIFY(progress.feed("{\"stream\":\"Loaded image: a/b:1\\n\"}\n{\"stream\":\"Loaded image ID: sha256:1\"}\n"));
        QVERIFY((progress.loaded() == std::vector<std::string>{"a/b:1", "sha256:1"}));
        QVERIFY(progress.end());
        QVERIFY(progress.feed("{\"error\":\"manifest unknown\"}\n"));
        QVERIFY(progress.end().error().is("engine.not_found"));
    }

    void registriesAndLogins()
    {
        QCOMPARE(registryOf("debian"), std::string("https://index.docker.io/v1/"));
        QCOMPARE(registryOf("team/app:1"), std::string("https://index.docker.io/v1/"));
        QCOMPARE(registryOf("localhost:5000/app"), std::string("localhost:5000"));
        QCOMPARE(registryOf("localhost/app"), std::string("localhost"));
        QCOMPARE(registryOf("registry.example/team/app@sha256:1"), std::string("registry.example"));
        const QJsonObject config = json(R"({"auths":{"https://index.docker.io/v1/":{"auth":"bWU6c2VjcmV0OndpdGg6Y29sb24="},"reg.example":{"identitytoken":"tok"},"bad.example":{"auth":"%%%"}},)"
            R"("credHelpers":{"help.example":"pass","evil.example":"../../bin/sh"}})");
        const auto decoded = [](const std::string &header) {
            return QJsonDocument::fromJson(QByteArray::fromBase64(QByteArray::fromStdString(header), QByteArray::Base64UrlEncoding)).object();
        };
        const auto loginIn = [](const QJsonObject &in, const std::string &registry) {
            const auto all = loginsIn(in, registry);
            return all.empty() ? StoredLogin() : all.front();
        };
        const QJsonObject hub = decoded(loginIn(config, registryOf("debian")).header);
        QCOMPARE(hub.value(QStringLiteral("username")).toString(), QStringLiteral("me"));
        QCOMPARE(hub.value(QStringLiteral("password")).toString(), QStringLiteral("secret:with:colon"));
        QCOMPARE(decoded(loginIn(config, "reg.example").header).value(QStringLiteral("identitytoken")).toString(), QStringLiteral("tok"));
        QCOMPARE(loginIn(config, "help.example").helper, std::string("pass"));
        for (const char *none : {"bad.example", "evil.example", "other.example"})
            QVERIFY(loginIn(config, none).header.empty() && loginIn(config, none).helper.empty());
        QCOMPARE(loginIn(json(R"({"credsStore":"secretservice"})"), "any").helper, std::string("secretservice"));
        for (const char *name : {"docker.io", "https://docker.io", "registry-1.docker.io", "index.docker.io"}) // Podman writes the first
            QVERIFY(!loginIn(json("{\"auths\":{\"" + QByteArray(name) + "\":{\"auth\":\"YTpi\"}}}"), registryOf("debian")).header.empty());
        const auto order = loginsIn(json(R"({"credHelpers":{"r.example":"pass"},"auths":{"r.example":{"auth":"YTpi"}},"credsStore":"osx"})"), "r.example");
        QVERIFY(order.size() == 3 && order[0].helper == "pass" && !order[1].header.empty() && order[2].helper == "osx");
    }

    // Docker's configuration names a helper that knows nothing of this registry; Podman's file does.
    void aHelperWithoutAnAnswerIsNotTheEnd()
    {
        QTemporaryDir dir;
        const auto write = [&](const char *name, const QByteArray &text) {
            QFile file(dir.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        };
        write("docker-credential-empty", "#!/bin/sh\ncat >/dev/null\necho 'credentials not found in native keychain'\nexit 1\n");
        write("config.json", R"({"auths":{"r.example":{}},"credsStore":"empty","credHelpers":{"r.example":"absent"}})");
        write("auth.json", R"({"auths":{"r.example":{"auth":"bWU6cHc="}}})");
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", dir.path().toUtf8() + ':' + path);
        RegistryAuth auth(nullptr);
        std::optional<std::string> found;
        QEventLoop loop;
        QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
        auth.find({dir.filePath(QStringLiteral("config.json")), dir.filePath(QStringLiteral("auth.json"))}, "r.example", [&](const std::string &header) {
            found = header;
            loop.quit();
        });
        loop.exec();
        qputenv("PATH", path);
        QCOMPARE(found, std::optional(authHeader("me", "pw", {}, "r.example")));
    }

    void timesAndSumsDoNotOverflow()
    {
        const auto later = [](const char *text) { return timeIn(json("{\"t\":\"" + QByteArray(text) + "\"}"), "t"); };
        QVERIFY(later("9999-12-31T23:59:59Z") > later("2200-01-01T00:00:00Z"));
        QVERIFY(later("0001-01-01T00:00:00Z") == base::WallTime());
        QVERIFY(fromUnix(1e300) > later("2200-01-01T00:00:00Z") && fromUnix(-1e300) == base::WallTime() && fromUnix(std::nan("")) == base::WallTime());
        UsageMeter meter;
        const auto usage = meter.take(json(R"({"read":"2026-11-28T10:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":5}},)"
                                           R"("networks":{"a":{"rx_bytes":9000000000000000000},"b":{"rx_bytes":9000000000000000000}}})"));
        QVERIFY(usage && usage->networkReceived == std::numeric_limits<std::int64_t>::max());
    }

    void largeAnswersStayJson()
    {
        QJsonObject object{{QStringLiteral("Id"), QStringLiteral("abc")}, {QStringLiteral("Huge"), QString(3 << 20, QLatin1Char('x'))}};
        const auto details = detailsIn(QJsonDocument(object).toJson().toStdString(), Raw::Keep);
        QVERIFY(details && details->rawIsCut);
        const QJsonObject shown = QJsonDocument::fromJson(QByteArray::fromStdString(details->raw)).object();
        QCOMPARE(shown.value(QLatin1String("Id")).toString(), QStringLiteral("abc"));
        QVERIFY(shown.value(QLatin1String("Huge")).toString().startsWith(QStringLiteral("(left out")));
        QJsonObject many;
        for (int i = 0; i < 100; ++i)
            many.insert(QString::number(i), i);
        QCOMPARE(indented(many, 50), std::string("{}\n"));
    }

    // One piece of an answer, two messages, cancelled at the first.
    void progressIsNotToldAfterItsEnd()
    {
        int told = 0;
        ImageProgress *itself = nullptr;
        ImageProgress progress([&](const Progress &) {
            ++told;
            itself->stop();
        });
        itself = &progress;
        QVERIFY(progress.feed("{\"status\":\"one\"}\n{\"status\":\"two\"}\n"));
        QCOMPARE(told, 1);
    }

    void pathStat()
    {
        HttpHead head;
        const auto with = [&](const QByteArray &text) {
            head.headers = {{"x-docker-container-path-stat", text.toBase64().toStdString()}};
            return pathStatIn(head);
        };
        const auto folder = with(R"({"name":"etc","size":4096,"mode":2147484141,"mtime":"2026-11-23T10:00:00Z","linkTarget":""})");
        QVERIFY(folder && folder->type == FileInfo::Type::Directory);
        QCOMPARE(folder->permissions, 0755u);
        QCOMPARE(with(R"({"name":"tmp","mode":2148532735})")->permissions, 01777u); // Go's bit for sticky is 1 << 20
        QCOMPARE(with(R"({"name":"su","mode":12583405})")->permissions, 06755u);
        const auto link = with(R"({"name":"l","size":3,"mode":134218239,"mtime":"","linkTarget":"/etc/x"})");
        QVERIFY(link && link->type == FileInfo::Type::Link);
        QCOMPARE(link->linkTarget, std::string("/etc/x"));
        QVERIFY(with(R"({"name":"f","size":-5,"mode":420})")->size == 0);
        QVERIFY(!with("nonsense"));
        QVERIFY(!pathStatIn(HttpHead()));
    }

    void usersOfThings()
    {
        Container a, b;
        a.name = "a";
        a.mounts = {{Mount::Type::Volume, "data", {}, "/d", true}};
        a.networks = {"front"};
        b.mounts = {{Mount::Type::Bind, {}, "/data", "/d", true}};
        const std::vector<Container> all{a, b};
        QCOMPARE(usersOfVolume(all, "data").size(), std::size_t(1));
        QCOMPARE(usersOfVolume(all, "other").size(), std::size_t(0));
        Network front;
        front.name = "front";
        QCOMPARE(usersOfNetwork(all, front).at(0)->name, std::string("a"));
    }

    void podmansNetworkHasItsMembersAndItsName()
    {
        auto networks = networksIn(R"([{"Name":"shop","Id":"2"},{"Name":"bridge","Id":"1","Driver":"bridge","Containers":{"abc":{"Name":"one"},"gone":{}}}])");
        QVERIFY(networks);
        usePodmanNames(*networks);
        QCOMPARE(networks->at(0).name, std::string("podman"));
        QVERIFY(networks->at(0).isBuiltIn());
        Container one, other;
        one.id = "abc";
        other.id = "def";
        other.networks = {"podman"}; // does not run, and so the network does not know it
        const std::vector<Container> all{one, other};
        QCOMPARE(usersOfNetwork(all, networks->at(0)).size(), std::size_t(2));
        QCOMPARE(usersOfNetwork(all, networks->at(1)).size(), std::size_t(0));
    }
};

BERTH_TEST(DeskValuesTest)
#include "desk_values_test.moc"
