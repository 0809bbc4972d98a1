#include "core/engine/api_json.h"

#include "core/engine/dialect.h"
#include "core/engine/discovery.h"
#include "core/engine/image_progress.h"
#include "core/engine/tar_writer.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace core::engine;

class ApiJsonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void containers()
    {
        const auto list = containersIn(R"json([
            {"Id":"b","Names":["/zz"],"Image":"i:1","ImageID":"sha256:1","State":"exited","Status":"Exited (0)","Created":1795460164,"Labels":null},
            {"Id":"a","Names":["/web"],"State":"running","Labels":{"com.docker.compose.project":"p","com.docker.compose.service":"s"},
             "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":99999999,"Type":"udp"}],
             "HostConfig":{"NetworkMode":"host"},
             "Mounts":[{"Type":"bind","Source":"/var/run/docker.sock","Destination":"/s","RW":false},{"Type":"bind","Source":"/home","RW":true},
                       {"Type":"volume","Source":"v","RW":true}],"Unknown":{"x":1}}])json");
        QVERIFY(list);
        QCOMPARE(list->size(), std::size_t(2));
        QCOMPARE(list->front().name, std::string("zz")); // no project first
        const Container &web = list->back();
        QCOMPARE(web.project, std::string("p"));
        QCOMPARE(web.ports.front(), (PortMapping{"0.0.0.0", 8080, 80, "tcp"}));
        QCOMPARE(web.ports.back().containerPort, 65535);
        QVERIFY(web.reach.engineSocket && web.reach.hostNetwork);
        QCOMPARE(web.reach.writableHostMounts, 1);
    }
    void nonsense_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {"", "null", "{}", "[1]", "[{}]", "[{\"Id\":7}]", "[", "\xff\xfe"})
            QTest::addRow("%s", body) << QByteArray(body);
    }
    void nonsense()
    {
        QFETCH(QByteArray, body);
        const auto list = containersIn({body.constData(), std::size_t(body.size())});
        QVERIFY(!list);
        QCOMPARE(list.error().code, std::string("engine.protocol"));
    }
    void references()
    {
        using P = std::pair<std::string, std::string>;
        QCOMPARE(splitReference("debian"), (P{"debian", "latest"}));
        QCOMPARE(splitReference("debian:12"), (P{"debian", "12"}));
        QCOMPARE(splitReference("host:5000/a/b"), (P{"host:5000/a/b", "latest"}));
        QCOMPARE(splitReference("host:5000/a/b:1"), (P{"host:5000/a/b", "1"}));
        QCOMPARE(splitReference("a@sha256:00"), (P{"a@sha256:00", ""}));
    }
    void progressSumsLayersAndFindsTheError()
    {
        Progress last;
        ImageProgress progress([&](const Progress &p) { last = p; });
        QVERIFY(progress.feed("{\"status\":\"Downloading\",\"id\":\"a\",\"progressDetail\":{\"current\":5,\"total\":10}}\n"
                              "{\"status\":\"Downloading\",\"id\":\"b\",\"progressDetail\":{\"current\":1,\"total\":20}}\n"));
        QCOMPARE(last.done, std::int64_t(6));
        QCOMPARE(last.total, std::int64_t(30));
        QVERIFY(progress.feed("{\"error\":\"manifest unknown\\u001b[31m\"}"));
        const auto end = progress.end();
        QVERIFY(!end && end.error().is("engine.not_found"));
        QVERIFY(end.error().message.find('\x1b') == std::string::npos);
    }
    void versionsAreNegotiated()
    {
        const auto with = [](std::string api) { return HttpHead{200, {{"api-version", std::move(api)}, {"server", "Docker/28.0.1 (linux)"}}}; };
        QCOMPARE(dialectOf(with("1.48"))->apiPath, std::string("/v1.41"));
        QCOMPARE(dialectOf(with("1.30"))->apiPath, std::string("/v1.30"));
        QVERIFY(dialectOf(with("1.12")).error().is("engine.refused"));
        QVERIFY(dialectOf(with("2")).error().is("engine.protocol"));
        QVERIFY(dialectOf(with("1.4x")).error().is("engine.protocol"));
        QCOMPARE(dialectOf(with("1.41"))->version, std::string("28.0.1"));
        QVERIFY(dialectOf(HttpHead{200, {{"api-version", "1.41"}, {"libpod-api-version", "4.3.1"}}})->kind == EngineKind::Podman);
    }
    void tarIsWhatTarReads()
    {
        TarWriter tar;
        tar.directory("d/", 01777);
        tar.file("d/f", std::string(513, 'x'), 0755);
        tar.symlink("l", "d/f");
        const std::string bytes = std::move(tar).finish();
        QProcess list;
        list.start(QStringLiteral("tar"), {QStringLiteral("-tv")});
        QVERIFY(list.waitForStarted());
        list.write(bytes.data(), qint64(bytes.size()));
        list.closeWriteChannel();
        QVERIFY(list.waitForFinished());
        QCOMPARE(list.exitCode(), 0);
        const QByteArray out = list.readAllStandardOutput();
        QVERIFY2(out.contains("drwxrwxrwt root/root") && out.contains("-rwxr-xr-x root/root") && out.contains(" 513 ") && out.contains("l -> d/f"), out);
    }
};

BERTH_TEST(ApiJsonTest)
#include "api_json_test.moc"
