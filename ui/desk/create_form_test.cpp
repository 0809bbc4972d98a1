#include "ui/desk/create_form.h"

#include "core/engine/run_line.h"
#include "tests/support/test_main.h"
#include "ui/desk/form_lines.h"
#include "ui/desk/shell_words.h"

#include <QTest>

using namespace ui::desk;
using core::engine::Mount;

class CreateFormTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsAsAShellSeesThem_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("none") << QStringLiteral("  ") << QStringList{};
        QTest::newRow("plain") << QStringLiteral(" sleep  100 ") << QStringList{QStringLiteral("sleep"), QStringLiteral("100")};
        QTest::newRow("single quotes") << QStringLiteral("sh -c 'echo $HOME \"x\" \\n'")
                                       << QStringList{QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("echo $HOME \"x\" \\n")};
        QTest::newRow("double quotes") << QStringLiteral("echo \"a \\\" \\n b\"c") << QStringList{QStringLiteral("echo"), QStringLiteral("a \" \\n bc")};
        QTest::newRow("backslash") << QStringLiteral("a\\ b c") << QStringList{QStringLiteral("a b"), QStringLiteral("c")};
        QTest::newRow("empty word") << QStringLiteral("x '' \"\"") << QStringList{QStringLiteral("x"), QString(), QString()};
    }
    void wordsAsAShellSeesThem()
    {
        QFETCH(QString, line);
        QFETCH(QStringList, words);
        const auto read = shellWords(line);
        QVERIFY(read);
        QStringList got;
        for (const std::string &word : *read)
            got << QString::fromStdString(word);
        QCOMPARE(got, words);
    }

    void brokenCommandLines()
    {
        QVERIFY(!shellWords(QStringLiteral("echo 'a")));
        QVERIFY(!shellWords(QStringLiteral("echo \"a\\\"")));
        QVERIFY(!shellWords(QStringLiteral("echo \\")));
    }

    void ports_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("read"); // "ip host container protocol"; empty: not a port
        QTest::newRow("one") << QStringLiteral("80") << QStringLiteral("- 0 80 tcp");
        QTest::newRow("two") << QStringLiteral(" 8080:80 ") << QStringLiteral("- 8080 80 tcp");
        QTest::newRow("address") << QStringLiteral("127.0.0.1:5432:5432/udp") << QStringLiteral("127.0.0.1 5432 5432 udp");
        QTest::newRow("v6") << QStringLiteral("[::1]:80:80") << QStringLiteral("::1 80 80 tcp");
        QTest::newRow("address, any port") << QStringLiteral("127.0.0.1::80") << QStringLiteral("127.0.0.1 0 80 tcp");
        for (const char *const bad : {"http", "0:80", "80:70000", "8000-8010:8000-8010", "1.2.3:80:80", "80/xyz", "a:b:c:d", ":", "80:"})
            QTest::newRow(bad) << QString::fromLatin1(bad) << QString();
    }
    void ports()
    {
        QFETCH(QString, line);
        QFETCH(QString, read);
        const auto port = portIn(line);
        QCOMPARE(bool(port), !read.isEmpty());
        if (port)
            QCOMPARE(QStringLiteral("%1 %2 %3 %4").arg(port->hostIp.empty() ? QStringLiteral("-") : QString::fromStdString(port->hostIp)).arg(port->hostPort).arg(port->containerPort).arg(QString::fromStdString(port->protocol)), read);
        else
            QVERIFY(port.error().contains(line.trimmed()));
    }

    void mounts()
    {
        QCOMPARE(mountIn(QStringLiteral("/srv/data:/data:ro")).value(), (Mount{Mount::Type::Bind, {}, "/srv/data", "/data", false}));
        QCOMPARE(mountIn(QStringLiteral("shop_data:/data")).value(), (Mount{Mount::Type::Volume, "shop_data", {}, "/data", true}));
        QCOMPARE(mountIn(QStringLiteral("/cache")).value(), (Mount{Mount::Type::Volume, {}, {}, "/cache", true}));
        QCOMPARE(mountIn(QStringLiteral("tmpfs:/run")).value(), (Mount{Mount::Type::Tmpfs, {}, {}, "/run", true}));
        for (const char *const bad : {"data", "./src:/src", "~/x:/x", "/a:/b:/c", "/a:", "/a:b", "/", "x:/:ro", "a b:/x"})
            QVERIFY2(!mountIn(QString::fromLatin1(bad)), bad);
    }

    void memory()
    {
        QCOMPARE(memoryIn(QStringLiteral("512m")), std::int64_t(512) << 20);
        QCOMPARE(memoryIn(QStringLiteral("1.5 GiB")), std::int64_t(1536) << 20);
        QCOMPARE(memoryIn(QStringLiteral("6291456")), std::int64_t(6) << 20);
        QCOMPARE(memoryIn(QStringLiteral("lots")), 0);
        QCOMPARE(memoryIn(QStringLiteral("-1g")), 0);
        QCOMPARE(memoryIn(QStringLiteral("99999999999t")), 0);
    }

    void aFormBecomesACommandLine()
    {
        CreateForm form;
        form.image = QStringLiteral("nginx");
        form.name = QStringLiteral("web");
        form.ports = QStringLiteral("8080:80\n\n127.0.0.1:8443:443");
        form.mounts = QStringLiteral("/srv/www:/usr/share/nginx/html:ro");
        form.environment = QStringLiteral("TZ=Europe/Berlin\nGREETING=hello you");
        form.command = QStringLiteral("nginx -g 'daemon off;'");
        form.network = QStringLiteral("shop_default");
        form.restart = QStringLiteral("on-failure:5");
        form.memory = QStringLiteral("512m");
        form.cpus = QStringLiteral("1.5");
        form.processes = QStringLiteral("100");
        form.tty = form.openStdin = false;
        const FormResult read = readForm(form);
        QVERIFY(read.problems.empty());
        QCOMPARE(QString::fromStdString(core::engine::runLine(core::engine::EngineKind::Docker, read.spec)),
                 QStringLiteral("docker run -d --name web --network shop_default -p 8080:80 -p 127.0.0.1:8443:443 --mount type=bind,source=/srv/www,target=/usr/share/nginx/html,readonly -e TZ=Europe/Berlin "
                                "-e 'GREETING=hello you' --restart on-failure:5 --memory 512m --cpus 1.5 --pids-limit 100 nginx:latest nginx -g 'daemon off;'"));
    }

    void eachFieldSaysWhatIsWrongWithIt()
    {
        CreateForm form;
        form.image = QStringLiteral("My Image");
        form.name = QStringLiteral("-x");
        form.command = QStringLiteral("'");
        form.ports = QStringLiteral("80:80\n80:81\nx");
        form.mounts = QStringLiteral("/a:/data\nb:/data");
        form.environment = QStringLiteral("novalue");
        form.user = QStringLiteral("the user");
        form.workingDir = QStringLiteral("srv");
        form.restart = QStringLiteral("always");
        form.autoRemove = true;
        form.memory = QStringLiteral("1m");
        form.cpus = QStringLiteral("none");
        form.processes = QStringLiteral("0");
        form.devices = QStringLiteral("sda");
        form.capabilities = QStringLiteral("NET_ADMIN 7");
        form.healthEvery = QStringLiteral("soon");
        const FormResult read = readForm(form);
        for (int field = 0; field <= int(FormField::Health); ++field)
            QVERIFY2(!read.problemOf(FormField(field)).isEmpty(), QByteArray::number(field).constData());
        QVERIFY(read.problemOf(FormField::Mounts).contains(QStringLiteral("/data has two mounts")));
        QVERIFY(read.problemOf(FormField::Memory).contains(QStringLiteral("less than 6m")));
    }

    void devicesRightsAndHealth()
    {
        CreateForm form;
        form.image = QStringLiteral("nginx");
        form.devices = QStringLiteral("/dev/kvm\n/dev/sdb:/dev/disk:r\n/dev/fuse:rw");
        form.capabilities = QStringLiteral("net_admin, -CAP_MKNOD +SYS_TIME");
        form.healthCommand = QStringLiteral("curl -f localhost || exit 1");
        form.healthEvery = QStringLiteral("2m");
        const FormResult read = readForm(form);
        QVERIFY(read.problems.empty());
        QVERIFY(read.spec.devices == (std::vector<core::engine::Device>{{"/dev/kvm", "/dev/kvm", ""}, {"/dev/sdb", "/dev/disk", "r"}, {"/dev/fuse", "/dev/fuse", "rw"}}));
        QVERIFY(read.spec.capAdd == (std::vector<std::string>{"NET_ADMIN", "SYS_TIME"}));
        QVERIFY(read.spec.capDrop == std::vector<std::string>{"MKNOD"});
        QVERIFY(read.spec.healthCheck.test == (std::vector<std::string>{"CMD-SHELL", "curl -f localhost || exit 1"}));
        QCOMPARE(read.spec.healthCheck.interval.count(), 120);
        form.healthCommand.clear();
        QVERIFY(!readForm(form).problemOf(FormField::Health).isEmpty());
    }

    void anImageMayBeNamedByItsId()
    {
        CreateForm form;
        form.image = QStringLiteral("sha256:") + QString(64, QLatin1Char('a'));
        QCOMPARE(readForm(form).spec.image, form.image.toStdString());
        QVERIFY(readForm(form).problems.empty());
    }
};
BERTH_TEST(CreateFormTest)
#include "create_form_test.moc"
