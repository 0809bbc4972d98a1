#include "ui/window/closed_tabs.h"
#include "ui/window/window_layout.h"

#include "tests/support/test_main.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::window;

class WindowLayoutTest : public QObject
{
    Q_OBJECT
private:
    static SplitNode pane(std::string engine, std::string container, std::string cwd)
    {
        return {Qt::Horizontal, {}, {}, {std::move(engine), std::move(container), {}, std::move(cwd)}};
    }
    static WindowLayout rich()
    {
        WindowLayout layout;
        layout.size = QSize(1300, 800);
        layout.maximized = true;
        layout.assistant = false;
        layout.currentTab = 1;
        const SplitNode right{Qt::Vertical, {2, 1}, {pane("docker:/s", "shop-api", {}), pane({}, {}, "/tmp/ä b")}, {}};
        layout.tabs = {{"", pane({}, {}, "/srv"), 0}, {"shop", {Qt::Horizontal, {300, 700}, {pane("docker:/s", "shop-db", {}), right}, {}}, 2}};
        return layout;
    }

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const auto read = layoutFromJson(toJson(rich()));
        QVERIFY(read);
        QCOMPARE(*read, rich());
    }

    void aTabThatCannotBeReadCostsOnlyItself()
    {
        WindowLayout layout = rich();
        SplitNode deep = pane({}, {}, "/");
        for (int i = 0; i < 20; ++i)
            deep = {Qt::Horizontal, {1, 1}, {pane({}, {}, "/"), deep}, {}};
        layout.tabs.insert(layout.tabs.begin(), {"too deep", deep, 0});
        const auto read = layoutFromJson(toJson(layout));
        QVERIFY(read);
        QCOMPARE(read->tabs, rich().tabs);
    }

    void whatAWindowTakesComesBack() // and what is one more than that does not
    {
        WindowLayout layout = rich();
        SplitNode deepest = pane({}, {}, "/");
        for (int i = 0; i < kDeepestSplit; ++i)
            deepest = {i % 2 ? Qt::Horizontal : Qt::Vertical, {1, 1}, {pane({}, {}, "/"), deepest}, {}};
        layout.tabs = {{"deepest", deepest, 0}};
        while (int(layout.tabs.size()) < kMostPanes - kDeepestSplit)
            layout.tabs.push_back({"", pane({}, {}, "/srv"), 0});
        layout.containersWidth = 300;
        QCOMPARE(*layoutFromJson(toJson(layout)), layout);
        WindowLayout more = layout;
        more.tabs.push_back({"one more", pane({}, {}, "/srv"), 0});
        QCOMPARE(layoutFromJson(toJson(more))->tabs, layout.tabs);
    }

    void theFirstLocalPaneIsTheCurrentTabs()
    {
        WindowLayout layout = rich();
        QCOMPARE(layout.firstLocal()->cwd, std::string("/tmp/ä b"));
        layout.tabs.pop_back();
        QCOMPARE(layout.firstLocal()->cwd, std::string("/srv"));
        layout.tabs = {{"", pane("docker:/s", "shop-db", {}), 0}};
        QVERIFY(!layout.firstLocal());
    }

    void aFileIsReplacedAndIsPrivate()
    {
        const QTemporaryDir dir;
        const std::string file = dir.filePath(QStringLiteral("window.json")).toStdString();
        QVERIFY(!readLayout(file));
        QVERIFY(writeLayout(file, {}));
        QVERIFY(writeLayout(file, rich()));
        QCOMPARE(*readLayout(file), rich());
        const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
        QVERIFY(!(QFile::permissions(QString::fromStdString(file)) & others));
        QVERIFY(!writeLayout(dir.filePath(QStringLiteral("no/such/folder/window.json")).toStdString(), {}));
    }

    void foreignFiles_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("isLayout");
        QTest::addColumn<int>("tabs");
        QTest::newRow("nothing") << QByteArray() << false << 0;
        QTest::newRow("no object") << QByteArray("[1,2]") << false << 0;
        QTest::newRow("empty object") << QByteArray("{}") << true << 0;
        QTest::newRow("wrong types") << QByteArray(R"({"width":"x","tabs":{"a":1},"current":[]})") << true << 0;
        QTest::newRow("no children") << QByteArray(R"({"tabs":[{"root":{"split":"beside","children":[]}}]})") << true << 0;
        QTest::newRow("engine without container") << QByteArray(R"({"tabs":[{"root":{"engine":"docker:/s"}}]})") << true << 0;
        QTest::newRow("container without engine") << QByteArray(R"({"tabs":[{"root":{"container":"a"}}]})") << true << 0;
        QTest::newRow("out of range") << QByteArray(R"({"current":-7,"tabs":[{"active":99,"root":{"cwd":"/"}}]})") << true << 1;
        QByteArray deep(R"({"cwd":"/"})");
        for (int i = 0; i < 20; ++i)
            deep = R"({"split":"under","children":[)" + deep + "]}";
        QTest::newRow("too deep") << R"({"tabs":[{"root":)" + deep + "}]}" << true << 0;
        QByteArray many;
        for (int i = 0; i < 500; ++i)
            many += QByteArray(many.isEmpty() ? "" : ",") + R"({"root":{"cwd":"/"}})";
        QTest::newRow("too many") << R"({"tabs":[)" + many + "]}" << true << kMostPanes;
    }
    void foreignFiles()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, isLayout);
        QFETCH(int, tabs);
        const auto layout = layoutFromJson(json);
        QCOMPARE(layout.has_value(), isLayout);
        if (!layout)
            return;
        QCOMPARE(int(layout->tabs.size()), tabs);
        QVERIFY(layout->currentTab >= 0);
        for (const TabLayout &tab : layout->tabs)
            QVERIFY(tab.activePane < int(tab.root.panes().size()));
    }

    void closedTabsAreBoundedAndTheNewestComesFirst()
    {
        ClosedTabs closed(2);
        for (const char *name : {"a", "b", "c"})
            closed.push({{name, {}, 0}, {}, {}});
        QCOMPARE(closed.pop()->layout.name, std::string("c"));
        closed.setMost(0);
        QVERIFY(!closed.pop());
        closed.push({});
        QVERIFY(closed.isEmpty());
    }
};
BERTH_TEST(WindowLayoutTest)
#include "window_layout_test.moc"
