#include "tests/support/test_main.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/image_rows.h"
#include "ui/desk/inspect_text.h"
#include "ui/desk/pull_bar.h"
#include "ui/desk/table_view.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QTest>

using namespace ui::desk;

class EngineValuesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void imageNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("valid");
        for (const char *const good : {"debian", "debian:12", "team/app:1.2", "registry.example.com:5000/team/app", "localhost:5000/a", "a__b/c-d.e:T_1",
                                       "debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "[::1]:5000/x"})
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        for (const char *const bad : {"", "Debian", "my image", "app:", ":1", "app:-x", "a//b", "/a", "a/", "-a", "app:1:2", "app@sha256:12", "ä"})
            QTest::newRow(bad) << QString::fromUtf8(bad) << false;
    }
    void imageNames()
    {
        QFETCH(QString, name);
        QFETCH(bool, valid);
        QCOMPARE(referenceProblem(name).isEmpty(), valid);
    }

    void layersDoNotTellSecrets()
    {
        core::engine::ImageLayer layer;
        layer.createdBy = "/bin/sh -c #(nop)  ENV API_TOKEN=hunter2secret MODE=fast";
        const TableRow row = layerRows({layer}, {}).front();
        QCOMPARE(row.cells.front().text, QStringLiteral("ENV API_TOKEN=%1 MODE=fast").arg(hiddenMark()));
        QVERIFY(!row.cells.front().tip.contains(QStringLiteral("hunter2")));
    }

    void aNameWithoutTagIsTheLatest()
    {
        QCOMPARE(withTag(QStringLiteral("debian")), QStringLiteral("debian:latest"));
        QCOMPARE(withTag(QStringLiteral("host:5000/app")), QStringLiteral("host:5000/app:latest"));
        QCOMPARE(withTag(QStringLiteral("host:5000/app:1")), QStringLiteral("host:5000/app:1"));
        QCOMPARE(withTag(QStringLiteral("app@sha256:aa")), QStringLiteral("app@sha256:aa"));
    }

    void podmansNamesAreThoseThatWereGiven()
    {
        const ImageChoice choice{"x", "localhost/team/app:1", {}, 0};
        QVERIFY(isCalled(choice, QStringLiteral("localhost/team/app:1")));
        QVERIFY(isCalled(choice, QStringLiteral("team/app:1")));
        QVERIFY(!isCalled(choice, QStringLiteral("pp:1")));
        QVERIFY(!isCalled(choice, QStringLiteral("team/app:2")));
    }

    void namesAsTheEngineWillHaveThem()
    {
        using core::engine::EngineKind;
        const auto named = [](EngineKind kind, const char *name) { return nameAtEngine(kind, QLatin1String(name)).toStdString(); };
        QCOMPARE(named(EngineKind::Podman, "app:1"), std::string("docker.io/library/app:1"));
        QCOMPARE(named(EngineKind::Podman, "team/app:1"), std::string("docker.io/team/app:1"));
        QCOMPARE(named(EngineKind::Docker, "docker.io/library/app:1"), std::string("app:1"));
        QCOMPARE(named(EngineKind::Docker, "index.docker.io/team/app:1"), std::string("team/app:1"));
        for (const EngineKind kind : {EngineKind::Docker, EngineKind::Podman}) {
            for (const char *whole : {"localhost/app:1", "quay.io/team/app:1", "host:5000/app:1"})
                QCOMPARE(named(kind, whole), std::string(whole));
        }
    }

    void ages()
    {
        using namespace std::chrono_literals;
        const auto now = core::base::WallTime(1'700'000'000s);
        QCOMPARE(ageCell(now - 5s, now), QStringLiteral("just now"));
        QCOMPARE(ageCell(now - 5min, now), QStringLiteral("5 min ago"));
        QCOMPARE(ageCell(now - 30h, now), QStringLiteral("1 d ago"));
        QCOMPARE(ageCell(now - 24h * 100, now), QStringLiteral("6 Aug 2023"));
        QVERIFY(ageCell({}, now).isEmpty());
    }

    void columnsThatDoNotFitAreLeftOut()
    {
        TableModel model({{QStringLiteral("Name"), 150}, {QStringLiteral("Id"), 100, false, true, 2}, {QStringLiteral("Size"), 80, true}, {QStringLiteral("Age"), 100, false, false, 1}});
        TableView view(model, QStringLiteral("Things"));
        const auto shown = [&](int width) {
            view.resize(width, 200);
            QString out;
            for (int i = 0; i < 4; ++i)
                out += view.isColumnHidden(i) ? QLatin1Char('-') : QLatin1Char('x');
            return out;
        };
        view.show();
        QCOMPARE(shown(600), QStringLiteral("xxxx"));
        QCOMPARE(shown(400), QStringLiteral("x-xx"));
        QCOMPARE(shown(260), QStringLiteral("x-x-"));
        QCOMPARE(shown(600), QStringLiteral("xxxx"));
    }

    void aTableWithoutColumns()
    {
        TableModel model({});
        TableView view(model, QStringLiteral("Things"));
        view.show();
        view.resize(600, 200);
        view.resize(260, 200);
        QCOMPARE(view.header()->count(), 0);
    }

    void rowsThatStayKeepTheSelection()
    {
        TableModel model({{QStringLiteral("Name"), 100}, {QStringLiteral("Size"), 50, true}});
        const QAbstractItemModelTester tester(&model);
        TableView view(model, QStringLiteral("Things"));
        const auto row = [](const char *key, int size) {
            return TableRow{QString::fromLatin1(key), {{QString::fromLatin1(key)}, {QString::number(size), size}}};
        };
        model.setRows({row("b", 9), row("a", 10), row("c", 100)});
        QCOMPARE(view.currentKey(), QStringLiteral("a"));
        view.setCurrentKey(QStringLiteral("c"));
        model.setRows({row("d", 1), row("c", 2), row("b", 9), row("b", 9)});
        QCOMPARE(view.currentKey(), QStringLiteral("c"));
        QCOMPARE(model.rowCount(), 3);
        view.sortByColumn(1, Qt::AscendingOrder); // as numbers
        QCOMPARE(view.model()->index(0, 0).data().toString(), QStringLiteral("d"));
        QCOMPARE(view.model()->index(2, 0).data().toString(), QStringLiteral("b"));
    }
};
BERTH_TEST(EngineValuesTest)
#include "engine_values_test.moc"
