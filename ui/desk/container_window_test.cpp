#include "ui/desk/container_window.h"

#include "tests/support/test_main.h"
#include "ui/desk/commit_dialog.h"
#include "ui/desk/container_header.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/overview_page.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/page_tabs.h"
#include "ui/desk/rename_dialog.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/testing/fake_engine.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace ui::desk;
using core::engine::ScriptedEngine;

class ContainerWindowTest : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        testing::Desk desk;
        std::unique_ptr<ContainerWindow> window;

        bool open()
        {
            if (!desk.waitUntilListed())
                return false;
            window = std::make_unique<ContainerWindow>(desk.engine(), kId.toStdString());
            window->show();
            return QTest::qWaitFor([this] { return window->watched().details() != nullptr; });
        }
        QString overview() const { return static_cast<OverviewPage *>(window->pages().page(0))->plainText(); }
        template<class T> T *find(const char *name) const { return window->findChild<T *>(QLatin1String(name)); }
        QStringList bars() const
        {
            QStringList out;
            for (const NoticeBar *bar : window->findChildren<NoticeBar *>()) {
                if (!bar->text().isEmpty())
                    out << bar->text();
            }
            return out;
        }
        const QByteArray kId = testing::kApi;
    };

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void aRefusedNameIsSaidWhereItIsTyped()
    {
        Fixture f;
        QByteArray asked;
        f.desk.special.push_back({"/rename?", [&](const QByteArray &request) {
            asked = request;
            return request.contains("name=taken") ? testing::Desk::Answer{ScriptedEngine::status(409, R"({"message":"The name is in use."})")} : testing::Desk::Answer{ScriptedEngine::status(204, {})};
        }});
        QVERIFY(f.open());
        Q_EMIT f.window->findChild<ContainerHeader *>()->renameRequested();
        auto *const dialog = f.window->findChild<RenameDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *const line = dialog->findChild<QLineEdit *>(QStringLiteral("line"));
        auto *const problem = dialog->findChild<QLabel *>(QStringLiteral("problem"));
        QCOMPARE(line->text(), QStringLiteral("shop-api"));
        line->clear();
        QTest::keyClicks(line, QStringLiteral("a b"));
        QVERIFY(problem->isVisible() && problem->text().contains(QStringLiteral("letter or digit")));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(asked.isEmpty() && dialog->isVisible());
        line->clear();
        QTest::keyClicks(line, QStringLiteral("taken"));
        QVERIFY(!problem->isVisible());
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(problem->isVisible() && problem->text().contains(QStringLiteral("in use")));
        QVERIFY(dialog->isVisible() && line->isEnabled());
        line->setText(QStringLiteral("shop-next"));
        QPointer<RenameDialog> gone(dialog);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!gone || !gone->isVisible());
        QVERIFY2(asked.contains("/containers/" + testing::kApi + "/rename?name=shop-next"), asked.constData());
    }

    void theFilterIsFoundRightAfterAPageWasClicked()
    {
        Fixture f;
        QVERIFY(f.open());
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        auto *const bar = f.window->pages().findChild<QTabBar *>();
        for (const char *name : {"Logs", "Processes", "Inspect"}) {
            int index = 0;
            while (index < bar->count() && bar->tabText(index) != QLatin1String(name))
                ++index;
            QVERIFY(index < bar->count());
            QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(index).center());
            QWidget *const page = f.window->pages().page(index);
            QVERIFY(page);
            QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier);
            QVERIFY2(qobject_cast<QLineEdit *>(QApplication::focusWidget()) && page->isAncestorOf(QApplication::focusWidget()), name);
        }
    }

    void anImageIsMadeOfAContainer()
    {
        Fixture f;
        QByteArray asked;
        bool refuses = true;
        f.desk.special.push_back({"/commit?", [&](const QByteArray &request) {
            asked = request;
            return refuses ? testing::Desk::Answer{ScriptedEngine::status(500, R"({"message":"no space left on device"})")} : testing::Desk::Answer{ScriptedEngine::ok(R"({"Id":"sha256:0123456789abcdef0123"})")};
        }});
        f.desk.special.push_back({"/images/json", [](const QByteArray &) { return testing::Desk::Answer{ScriptedEngine::ok(R"([{"Id":"sha256:aa","RepoTags":["shop/api:old"],"Size":1,"Created":1}])")}; }});
        f.desk.special.push_back({"/changes", [](const QByteArray &) { return testing::Desk::Answer{ScriptedEngine::ok(R"([{"Path":"/a","Kind":1},{"Path":"/b","Kind":0}])")}; }});
        QVERIFY(f.open());
        CommitDialog dialog(f.desk.engine(), *f.desk.engine().find("shop-api"), nullptr);
        QSignalSpy shown(&dialog, &CommitDialog::imageRequested);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const auto label = [&](const char *name) { return dialog.findChild<QLabel *>(QLatin1String(name)); };
        auto *const agree = dialog.findChild<QPushButton *>(QStringLiteral("agree"));
        auto *const name = dialog.findChild<QLineEdit *>(QStringLiteral("name"));
        QVERIFY2(label("question")->text().contains(QStringLiteral("volumes and mounted folders (/cache, ")), qPrintable(label("question")->text()));
        QTRY_COMPARE(label("changes")->text(), QStringLiteral("Beside its image: 1 added, 1 changed, 0 deleted."));
        QCOMPARE(name->text(), QStringLiteral("shop-api:snapshot"));
        name->setText(QStringLiteral("Shop API"));
        QVERIFY(label("problem")->isVisible() && !agree->isEnabled());
        name->setText(QStringLiteral("shop/api:old"));
        QTRY_VERIFY(label("taken")->isVisible() && agree->isEnabled());
        name->setText(QStringLiteral("shop/api:new"));
        QVERIFY(!label("taken")->isVisible());
        dialog.findChild<QLineEdit *>(QStringLiteral("message"))->setText(QStringLiteral("with curl"));
        dialog.findChild<QCheckBox *>(QStringLiteral("pause"))->setChecked(false);
        agree->click();
        QVERIFY(!name->isEnabled() && label("jobTitle")->text().contains(QStringLiteral("shop/api:new")));
        QTRY_VERIFY(label("jobTitle")->text().contains(QStringLiteral("no space left")));
        QVERIFY(dialog.isVisible() && name->isEnabled());
        QVERIFY2(asked.contains("pause=0") && asked.contains("repo=shop%2Fapi") && asked.contains("tag=new") && asked.contains("comment=with%20curl"), asked.constData());
        refuses = false;
        agree->click();
        QTRY_COMPARE(agree->text(), QStringLiteral("Show in Images"));
        QVERIFY(shown.isEmpty() && dialog.isVisible());
        agree->click();
        QCOMPARE(shown.size(), 1);
        QCOMPARE(shown.front().front().toString(), QStringLiteral("shop/api:new"));
        QVERIFY(!dialog.isVisible());
    }

    void overviewSaysWhatTheEngineTold()
    {
        Fixture f;
        QVERIFY(f.open());
        const QString said = f.overview();
        for (const char *part : {"shop/api:dev", "docker-entrypoint.sh node server.js --name 'two words'", "unless stopped", "restarted 2", "8080/tcp: 8080", "shop_default: 172.18.0.4",
                                 "also called api", "/cache: shop_cache", "used by shop-worker", "The engine's socket is mounted", "/home/me/shop/compose.yaml", "512 MiB", "1.5 CPUs"})
            QVERIFY2(said.contains(QLatin1String(part)), qPrintable(QLatin1String(part) + QLatin1String(" is not in:\n") + said));
        QVERIFY(!said.contains(QStringLiteral("hunter2")));
        QVERIFY(f.find<QLabel>("state")->text().contains(QStringLiteral("running for")));
        QVERIFY(f.find<QPushButton>("reach")->text().contains(QStringLiteral("docker.sock")));
        QVERIFY(f.bars().isEmpty());
    }

    void overviewFollowsWhoElseUsesItsMounts()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.overview().contains(QStringLiteral("used by shop-worker")));
        f.desk.removeWorker();
        QTRY_VERIFY(!f.overview().contains(QStringLiteral("used by")));
    }

    void stateFollowsTheEngine()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.find<QPushButton>("shell")->isEnabled());
        f.desk.changeState("exited");
        QTRY_VERIFY(f.find<QLabel>("state")->text().contains(QStringLiteral("exited with 137")));
        QVERIFY(f.overview().contains(QStringLiteral("ended by signal 9")));
        QVERIFY(f.overview().contains(QStringLiteral("published while it runs")));
        QVERIFY(!f.find<QPushButton>("shell")->isEnabled());
        QCOMPARE(f.find<QPushButton>("startStop")->text(), QStringLiteral("Start"));
        f.desk.removeApi();
        QTRY_VERIFY(f.bars().join(QString()).contains(QStringLiteral("no more")));
        QVERIFY(f.overview().contains(QStringLiteral("shop/api:dev"))); // what was known stays
        QVERIFY(!f.find<QPushButton>("startStop")->isEnabled());
    }

    void lostEngineIsStale()
    {
        Fixture f;
        QVERIFY(f.open());
        f.desk.server.stop();
        QTRY_VERIFY(f.bars().join(QString()).contains(QStringLiteral("stale since")));
        QVERIFY(!f.find<QPushButton>("startStop")->isEnabled());
        QVERIFY(f.desk.server.listen());
        QTRY_VERIFY(f.bars().isEmpty());
        QTRY_VERIFY(f.find<QPushButton>("startStop")->isEnabled());
    }

    void engineMayGoFirst()
    {
        Fixture f;
        QVERIFY(f.open());
        f.desk.dropEngine();
        QVERIFY(f.window->watched().isStale());
        f.window->grab();
        f.window->close();
    }

    void everyPageSaysWhenTheEngineIsGone()
    {
        Fixture f;
        QVERIFY(f.open());
        f.desk.dropEngine();
        for (int i = 0; i < f.window->pages().count(); ++i) {
            f.window->pages().choose(i);
            f.window->grab();
        }
        for (int i = 1; i + 1 < f.window->pages().count(); ++i) { // the first and the last show what is known
            const auto *const stack = f.window->pages().page(i)->findChild<PageStack *>();
            QVERIFY2(stack->noticeText().contains(QStringLiteral("engine is gone")), qPrintable(QStringLiteral("page %1: %2").arg(i).arg(stack->noticeText())));
        }
    }

    // Opened while the engine does not answer: that is said, instead of a wait that has no end.
    void processesOfAnEngineThatDoesNotAnswer()
    {
        Fixture f;
        QVERIFY(f.open());
        f.desk.server.stop();
        QTRY_VERIFY(f.desk.engine().state() == core::engine::EngineState::Stale);
        QStringList notices;
        for (int i = 0; i < f.window->pages().count(); ++i) {
            f.window->pages().choose(i);
            notices << f.window->pages().page(i)->findChild<PageStack *>()->noticeText();
        }
        QVERIFY2(notices.join(QLatin1Char('|')).contains(QStringLiteral("processes are listed when it is back")), qPrintable(notices.join(QLatin1Char('|'))));
    }

    // A kind of engine that has less than Docker: null pointers for what it does not have.
    void everyPageSaysWhatAnEngineDoesNotHave()
    {
        ui::testing::FakeEngine engine("fake:/x", core::engine::EngineKind::Docker, "Fake 1");
        engine.setContainers({ui::testing::makeContainer("shop-api", "shop/api:dev")});
        ContainerWindow window(engine, "shop-api");
        window.show();
        for (int i = 0; i < window.pages().count(); ++i) {
            window.pages().choose(i);
            const auto *const stack = window.pages().page(i)->findChild<PageStack *>();
            QVERIFY2(stack->noticeText().contains(QStringLiteral("engine")), qPrintable(QStringLiteral("page %1: %2").arg(i).arg(stack->noticeText())));
        }
    }

    void failureOfTheDetailsCanBeTriedAgain()
    {
        Fixture f;
        QVERIFY(f.desk.waitUntilListed());
        f.desk.special.push_back({"/json", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"the disk is full"})")}; }});
        f.window = std::make_unique<ContainerWindow>(f.desk.engine(), f.kId.toStdString());
        f.window->show();
        QTRY_VERIFY(f.overview().contains(QStringLiteral("the disk is full")));
        f.desk.special.clear();
        auto *const again = f.find<QPushButton>("noticeOffer");
        QVERIFY(again->isVisible());
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY(f.overview().contains(QStringLiteral("unless stopped")));
    }

    void actionsSayWhatGoesOnAndWhatFailed()
    {
        Fixture f;
        QVERIFY(f.open());
        f.desk.special.push_back({"/stop", [](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; }}); // never answers
        f.desk.special.push_back({"/restart", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"cannot restart it"})")}; }});
        QTest::mouseClick(f.find<QPushButton>("startStop"), Qt::LeftButton);
        QVERIFY(f.bars().join(QString()).contains(QStringLiteral("Stopping")));
        QVERIFY(!f.find<QPushButton>("restart")->isEnabled());
        QTRY_VERIFY(f.desk.server.count("/stop") == 1);
        for (QPushButton *button : f.window->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Stop waiting") && button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_VERIFY(f.bars().isEmpty());
        QTest::mouseClick(f.find<QPushButton>("restart"), Qt::LeftButton);
        QTRY_VERIFY(f.bars().join(QString()).contains(QStringLiteral("cannot restart it")));
    }

    void keysChoosePagesAndClose()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(QTest::qWaitForWindowExposed(f.window.get()));
        f.window->activateWindow();
        for (int i = 0; i < f.window->pages().count(); ++i) {
            QTest::keyClick(f.window.get(), Qt::Key(Qt::Key_1 + i), Qt::AltModifier);
            QCOMPARE(f.window->pages().current(), i);
        }
        QTest::keyClick(f.window.get(), Qt::Key_PageDown, Qt::ControlModifier);
        QCOMPARE(f.window->pages().current(), 0);
        QTest::keyClick(f.window.get(), Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(!f.window->isVisible());
    }

    void shellAndLinksAreAskedForOutside()
    {
        Fixture f;
        QVERIFY(f.open());
        QSignalSpy shell(f.window.get(), &ContainerWindow::shellRequested);
        QTest::mouseClick(f.find<QPushButton>("shell"), Qt::LeftButton);
        QCOMPARE(shell.size(), 1);
        QCOMPARE(shell[0][0].toString(), QStringLiteral("docker:/run/shop.sock"));
        QCOMPARE(shell[0][1].toString().toLatin1(), f.kId);
        QSignalSpy other(f.window.get(), &ContainerWindow::containerRequested);
        QLabel *link = nullptr;
        for (QLabel *label : f.window->findChildren<QLabel *>())
            link = label->text().contains(QStringLiteral("container:")) && label->text().contains(QStringLiteral("shop-worker")) ? label : link;
        QVERIFY(link);
        Q_EMIT link->linkActivated(QStringLiteral("container:") + QString::fromLatin1(testing::kWorker));
        QCOMPARE(other.size(), 1);
        QCOMPARE(other[0][1].toString().toLatin1(), testing::kWorker);
    }
};

BERTH_TEST(ContainerWindowTest)
#include "container_window_test.moc"
