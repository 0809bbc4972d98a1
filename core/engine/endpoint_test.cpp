#include "core/engine/endpoint.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::engine;

class EndpointTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: an error
        QTest::newRow("unix") << "unix:///run/docker.sock" << "unix:///run/docker.sock";
        QTest::newRow("path") << "/run/docker.sock" << "unix:///run/docker.sock";
        QTest::newRow("tcp") << "tcp://10.0.0.1:99" << "tcp://10.0.0.1:99";
        QTest::newRow("tcp port") << "tcp://host" << "tcp://host:2375";
        QTest::newRow("ipv6") << "tcp://[::1]:99" << "tcp://[::1]:99";
        QTest::newRow("https") << "https://host/x" << "https://host:2376";
        QTest::newRow("ssh") << "ssh://me@host" << "ssh://me@host";
        QTest::newRow("ssh port and path") << "ssh://me@host:2222/run/podman/podman.sock" << "ssh://me@host:2222/run/podman/podman.sock";
        QTest::newRow("ssh option") << "ssh://-oProxyCommand=id" << "";
        QTest::newRow("ssh user option") << "ssh://me@-oX" << "";
        QTest::newRow("ssh shell") << "ssh://host;id" << "";
        QTest::newRow("relative") << "unix://docker.sock" << "";
        QTest::newRow("port 0") << "tcp://host:0" << "";
        QTest::newRow("port text") << "tcp://host:x" << "";
        QTest::newRow("port large") << "tcp://host:65536" << "";
        QTest::newRow("no host") << "tcp://:99" << "";
        QTest::newRow("other") << "npipe:////./pipe/docker" << "";
        QTest::newRow("long") << QStringLiteral("unix:///") + QString(200, QLatin1Char('x')) << "";
        QTest::newRow("nothing") << "" << "";
    }
    void parses()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto endpoint = parseEndpoint(text.toStdString());
        QCOMPARE(endpoint ? QString::fromStdString(endpoint->text()) : QString(), expected);
    }
};

BERTH_TEST(EndpointTest)
#include "endpoint_test.moc"
