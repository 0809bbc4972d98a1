#include "ui/desk/images_page.h"

#include "tests/support/test_main.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/testing_engine.h"
#include "ui/desk/text_dialog.h"
#include "ui/theme/confirm_dialog.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::desk;
using core::engine::ScriptedEngine;
using testing::DeskEngine;

class ImagesPageTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<DeskEngine> desk;
    std::unique_ptr<ImagesPage> page;

    TableView *table() const { return page->findChild<TableView *>(); }
    PageStack *states() const { return page->findChild<PageStack *>(); }
    QString words(const char *name) const { return page->findChild<QLabel *>(QLatin1String(name))->text(); }
    QPushButton *button(const char *name) const { return page->findChild<QPushButton *>(QLatin1String(name)); }
    void open(ScriptedEngine::Script script = testing::desk)
    {
        desk = std::make_unique<DeskEngine>(std::move(script));
        QVERIFY(QTest::qWaitFor([&] { return desk->engine.state() == core::engine::EngineState::Ready && desk->engine.containers().size() == 2; }));
        page = std::make_unique<ImagesPage>(desk->engine);
        page->resize(900, 500);
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    }
    void openListed(ScriptedEngine::Script script = testing::desk)
    {
        open(std::move(script));
        QVERIFY(QTest::qWaitFor([&] { return table()->shownRows() == 4; }));
    }
    bool choose(const QString &name, const QString &tag)
    {
        for (int row = 0; row < table()->shownRows(); ++row) {
            const QModelIndex index = table()->model()->index(row, 0);
            if (index.data().toString() == name && index.siblingAtColumn(1).data().toString() == tag) {
                table()->setCurrentIndex(index);
                return true;
            }
        }
        return false;
    }
    ui::theme::ConfirmDialog *question() const { return page->findChild<ui::theme::ConfirmDialog *>(); }

private Q_SLOTS:
    void cleanup()
    {
        page.reset();
        desk.reset();
    }

    void eachTagIsARowWithItsUsers()
    {
        openListed();
        QVERIFY(choose(QStringLiteral("registry.example.com:5000/shop/api"), QStringLiteral("2.4.0")));
        const QModelIndex row = table()->currentIndex();
        QCOMPARE(row.siblingAtColumn(2).data().toString(), QStringLiteral("aaaaaaaaaaaa"));
        QCOMPARE(row.siblingAtColumn(3).data().toString(), QStringLiteral("298 MiB"));
        const QString users = row.siblingAtColumn(5).data().toString();
        QVERIFY2(users.contains(QStringLiteral("shop-api-1")) && users.contains(QStringLiteral("scratch")), qPrintable(users));
        page->findChild<QLineEdit *>(QStringLiteral("filter"))->setText(QStringLiteral("deb 12"));
        QCOMPARE(table()->shownRows(), 1);
        QCOMPARE(words("count"), QStringLiteral("1 of 4"));
    }

    void aPullShowsItsLayersAndCanBeCancelled()
    {
        openListed([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/images/create"))
                return {ScriptedEngine::openStream()
                            + ScriptedEngine::chunk(R"({"status":"Downloading","id":"f1a2","progressDetail":{"current":5000000,"total":20000000}})"
                                                    "\n"),
                        false};
            return testing::desk(request);
        });
        button("pull")->click();
        auto *const name = page->findChild<QLineEdit *>(QStringLiteral("pullReference"));
        QVERIFY(name->hasFocus());
        QTest::keyClicks(name, QStringLiteral("Debian"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(words("pullProblem").contains(QStringLiteral("lower case")));
        QCOMPARE(desk->server.count("/images/create"), 0);
        name->setText(QStringLiteral("debian"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(QTest::qWaitFor([&] { return words("jobDetail") == QStringLiteral("4.8 MiB of 19.1 MiB"); }));
        QCOMPARE(words("jobTitle"), QStringLiteral("Pulling debian:latest"));
        QCOMPARE(page->findChild<QProgressBar *>()->value(), 250);
        QVERIFY(!button("pull")->isEnabled());
        button("jobButton")->click();
        QVERIFY(!page->isBusy());
        QVERIFY(words("jobTitle").contains(QStringLiteral("cancelled")));
        QVERIFY(button("pull")->isEnabled());
        button("jobButton")->click(); // dismisses
        QVERIFY(!page->findChild<JobView *>()->isVisible());
    }

    void aPullThatFailsSaysWhy()
    {
        openListed([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/images/create"))
                return {ScriptedEngine::ok(R"({"error":"manifest for debian:99 not found"})"
                                           "\n")};
            return testing::desk(request);
        });
        page->pull(QStringLiteral("debian:99"));
        QVERIFY(QTest::qWaitFor([&] { return !page->isBusy(); }));
        QVERIFY(words("jobTitle").contains(QStringLiteral("manifest for debian:99 not found")));
    }

    void theListIsReadAgainAfterAPull()
    {
        openListed([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/images/create"))
                return {ScriptedEngine::ok("{\"status\":\"Pull complete\",\"id\":\"f1\"}\n")};
            return testing::desk(request);
        });
        const int before = desk->server.count("/images/json");
        QSignalSpy changed(page.get(), &ListPage::changed);
        page->pull(QStringLiteral("debian:12"));
        QVERIFY(QTest::qWaitFor([&] { return changed.count() == 1 && desk->server.count("/images/json") > before && words("chosen") == QStringLiteral("debian:12"); }));
        QCOMPARE(words("jobTitle"), QStringLiteral("debian:12 is here."));
    }

    void removingAnImageInUseIsRefusedBeforeTheEngineIsAsked()
    {
        openListed();
        QVERIFY(choose(QStringLiteral("shop/api"), QStringLiteral("dev")));
        QTest::keyClick(table(), Qt::Key_Delete);
        QVERIFY(question()->findChild<QLabel *>(QStringLiteral("question"))->text().startsWith(QStringLiteral("Only this name goes")));
        question()->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(page->isBusy());
        QVERIFY(QTest::qWaitFor([&] { return !page->isBusy(); }));
        const QByteArray asked = *std::ranges::find_if(desk->server.requests(), [](const QByteArray &request) { return request.startsWith("DELETE"); });
        QVERIFY2(QByteArray::fromPercentEncoding(asked).contains("/images/shop/api:dev?force=0"), asked.constData());

        ImageChoice last{"sha256:" + std::string(64, 'a'), "shop/api:dev", {}, 312'000'000};
        const RemovalWords words = imageRemoval(last, usersOfImage(desk->engine.containers(), last));
        QVERIFY(!words.isPossible);
        QVERIFY(words.text.contains(QStringLiteral("shop-api-1")) && words.text.contains(QStringLiteral("scratch")));
    }

    void removingTheLastNameSaysWhatIsLost()
    {
        openListed();
        QVERIFY(choose(QStringLiteral("debian"), QStringLiteral("12")));
        page->findChild<QAction *>(QStringLiteral("remove"))->trigger();
        const QString text = question()->findChild<QLabel *>(QStringLiteral("question"))->text();
        QVERIFY2(text.contains(QStringLiteral("112 MiB")) && text.contains(QStringLiteral("pulled, loaded or built")), qPrintable(text));
        question()->reject();
        QCOMPARE(desk->server.count("DELETE"), 0);
    }

    void anotherNameIsChecked()
    {
        openListed();
        QVERIFY(choose(QStringLiteral("debian"), QStringLiteral("12")));
        page->findChild<QAction *>(QStringLiteral("tag"))->trigger();
        auto *const dialog = page->findChild<TextDialog *>();
        auto *const line = dialog->findChild<QLineEdit *>(QStringLiteral("line"));
        QTest::keyClicks(line, QStringLiteral("my image"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("problem"))->text().contains(QStringLiteral("no spaces")));
        line->setText(QStringLiteral("team/base:1"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("tag?repo=team%2Fbase&tag=1") == 1; }));
    }

    void savingWritesTheFileAndSaysItsSize()
    {
        openListed([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/images/get"))
                return {ScriptedEngine::ok(QByteArray(5000, 'x'))};
            return testing::desk(request);
        });
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("debian.tar"));
        page->save({"sha256:b", "debian:12", {}, 1}, file);
        QVERIFY(QTest::qWaitFor([&] { return !page->isBusy(); }));
        QVERIFY2(words("jobTitle").contains(QStringLiteral("4.9 KiB")), qPrintable(words("jobTitle")));
        QCOMPARE(QFile(file).size(), 5000);
        page->load(dir.filePath(QStringLiteral("none.tar")));
        QVERIFY(QTest::qWaitFor([&] { return !page->isBusy(); }));
        QVERIFY2(words("jobTitle").contains(QStringLiteral("none.tar")), qPrintable(words("jobTitle")));
    }

    void aListThatFailsSaysWhyAndCanBeAskedForAgain()
    {
        bool broken = true;
        open([&broken](const QByteArray &request) -> ScriptedEngine::Answer {
            if (broken && request.contains("/images/json"))
                return {ScriptedEngine::status(500, R"({"message":"the disk is gone"})")};
            return testing::desk(request);
        });
        QVERIFY(QTest::qWaitFor([&] { return states()->noticeText().contains(QStringLiteral("the disk is gone")); }));
        broken = false;
        states()->currentWidget()->findChild<QPushButton *>()->click();
        QVERIFY(QTest::qWaitFor([&] { return table()->isVisible() && table()->shownRows() == 4; }));
    }

    void anEngineThatIsGoneLeavesAStaleList()
    {
        openListed();
        desk->server.stop();
        const auto *const bar = page->findChild<NoticeBar *>();
        QVERIFY(QTest::qWaitFor([&] { return bar->text().startsWith(QStringLiteral("Stale since")); }));
        QCOMPARE(table()->shownRows(), 4);
        QVERIFY(desk->server.listen());
        QVERIFY(QTest::qWaitFor([&] { return bar->text().isEmpty(); }, 20000));
    }

    void aPullThatFoundNoEngineIsNoNewsOnceItIsBack()
    {
        openListed();
        desk->server.stop();
        QTRY_VERIFY(desk->engine.state() == core::engine::EngineState::Stale);
        auto *const reference = page->findChild<QLineEdit *>(QStringLiteral("pullReference"));
        page->openPull();
        reference->setText(QStringLiteral("debian:12"));
        QTest::keyClick(reference, Qt::Key_Return);
        auto *const job = page->findChild<JobView *>();
        QTRY_VERIFY(job->isVisible() && !job->isUnderWay());
        QVERIFY(desk->server.listen());
        QTRY_VERIFY(!job->isVisible());
    }

    void noImageIsAPlaceToBegin()
    {
        open([](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/images/json") ? ScriptedEngine::Answer{ScriptedEngine::ok("[]")} : testing::desk(request);
        });
        QVERIFY(QTest::qWaitFor([&] { return states()->noticeText().contains(QStringLiteral("No image yet")); }));
        states()->currentWidget()->findChild<QPushButton *>()->click();
        QVERIFY(page->findChild<QLineEdit *>(QStringLiteral("pullReference"))->isVisible());
    }

    void aPageThatIsClosedCancelsItsPull()
    {
        openListed([](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/images/create") ? ScriptedEngine::Answer{ScriptedEngine::openStream(), false} : testing::desk(request);
        });
        page->pull(QStringLiteral("debian:12"));
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/images/create") == 1; }));
        page.reset();
        QCoreApplication::processEvents(); // nothing comes back to it
    }
};
BERTH_TEST(ImagesPageTest)
#include "images_page_test.moc"
