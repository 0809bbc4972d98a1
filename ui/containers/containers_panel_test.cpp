#include "ui/containers/panel_fixture.h"

#include "tests/support/test_main.h"
#include "ui/containers/engine_problems_dialog.h"
#include "ui/containers/remove_dialog.h"
#include "ui/containers/row_detail.h"
#include "ui/containers/shell_dialog.h"
#include "ui/theme/confirm_dialog.h"
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace ui::containers;
using core::engine::EngineKind;
using ui::testing::FakeHost;
using ui::testing::makeContainer;

class ContainersPanelTest : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void doubleClickOpensAShellOfTheGridsSize()
    {
        showPanel();
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        const QPoint at = view()->visualRect(rowOf(QStringLiteral("shop-api"))).topLeft() + QPoint(60, 12);
        QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(host->sessions().size(), std::size_t(1));
        QCOMPARE(host->sessions().front()->info().place.containerName, std::string("shop-api"));
    }

    void enterOpensAShellAndAFailureIsSaidInTheRow()
    {
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        host->nextOpen = core::base::Error{"engine.no_shell", "This container has no shell.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(rowOf(QStringLiteral("shop-api")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("could not open a shell"));
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        QCOMPARE(message->text(), QStringLiteral("This container has no shell."));
        auto *const offer = panel->findChild<QPushButton *>(QStringLiteral("offer"));
        QVERIFY(offer->isVisible());
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        QTest::mouseClick(offer, Qt::LeftButton);
        QVERIFY(!message->isVisible());
        QCOMPARE(host->besides.size(), std::size_t(1));
        QCOMPARE(opened.count(), 1);
        host->nextOpen = core::base::Error{"engine.conflict", "It does not run.", {}};
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(message->isVisible() && !offer->isVisible());

        // Resumed, it would be a shell in the container that opens, and not the one beside it that was asked for.
        host->nextOpen = core::base::Error{"engine.no_shell", "This container has no shell.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        host->nextOpen = core::base::Error{"engine.paused", "It is paused.", {}};
        QTest::mouseClick(offer, Qt::LeftButton);
        QVERIFY(message->isVisible() && !offer->isVisible());
        QCOMPARE(message->text(), QStringLiteral("It is paused."));
    }

    void thatAnEngineDoesNotAnswerIsNoNewsOnceItDoes()
    {
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        host->nextOpen = core::base::Error{"engine.unreachable", "Nothing listens on the socket /x.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        docker->setState(core::engine::EngineState::Stale);
        QTest::qWait(0);
        QVERIFY(message->isVisible());
        docker->setState(core::engine::EngineState::Ready);
        QTRY_VERIFY(!message->isVisible());
    }

    void aPausedContainerIsResumedFirst()
    {
        docker->setContainers({makeContainer("shop-api", "shop/api", "paused", "Up 3 minutes (Paused)")});
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        host->nextOpen = core::base::Error{"engine.paused", "The container 'shop-api' is paused.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        auto *const offer = panel->findChild<QPushButton *>(QStringLiteral("offer"));
        QVERIFY(offer->isVisible());
        QCOMPARE(offer->text(), QStringLiteral("Resume and open"));
        QVERIFY(rowOf(QStringLiteral("shop-api")).data(ContainerModel::ErrorRole).toString().isEmpty());
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        QTest::mouseClick(offer, Qt::LeftButton);
        QVERIFY(docker->calls.contains(QStringLiteral("unpause shop-api")));
        QCOMPARE(opened.count(), 1);

        host->nextOpen = core::base::Error{"engine.paused", "The container 'shop-api' is paused.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        docker->next = core::base::Error{"engine.conflict", "Container shop-api is not paused.", {}}; // somebody was faster
        QTest::mouseClick(offer, Qt::LeftButton);
        QCOMPARE(opened.count(), 2);
    }

    void aShellAsSomebodyElse()
    {
        showPanel();
        const auto choose = [&](const QString &words) {
            Q_EMIT view()->menuRequested(rowOf(QStringLiteral("shop-api")), QPoint(10, 10));
            const auto menus = panel->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
            for (QAction *action : menus.back()->actions()) {
                if (action->text() == words)
                    action->trigger();
            }
            menus.back()->close();
        };
        choose(QStringLiteral("Open shell as…"));
        auto *const dialog = panel->findChild<ShellDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->findChild<QComboBox *>(QStringLiteral("user"))->setEditText(QStringLiteral("postgres"));
        QStringList tabs; // from field to field as they are seen
        for (int i = 0; i < 5; ++i) {
            tabs << dialog->focusWidget()->objectName();
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(tabs.join(QLatin1Char(' ')), QStringLiteral("user folder environment keep open"));
        auto *const folder = dialog->findChild<QLineEdit *>(QStringLiteral("folder"));
        folder->setText(QStringLiteral("var/lib"));
        auto *const open = dialog->findChild<QPushButton *>(QStringLiteral("open"));
        QTest::mouseClick(open, Qt::LeftButton);
        QVERIFY(dialog->isVisible() && dialog->findChild<QLabel *>(QStringLiteral("problem"))->isVisible());
        folder->setText(QStringLiteral("/var/lib"));
        dialog->findChild<QPlainTextEdit *>(QStringLiteral("environment"))->setPlainText(QStringLiteral("A=b c\n\nD=\n"));
        QTest::keyClick(folder, Qt::Key_Return);
        QCOMPARE(host->entered.size(), std::size_t(1));
        QCOMPARE(host->entered[0].user, std::string("postgres"));
        QCOMPARE(host->entered[0].workingDir, std::string("/var/lib"));
        QVERIFY(host->entered[0].environment == (std::vector<std::string>{"A=b c", "D="}));
        choose(QStringLiteral("Attach to main process"));
        QCOMPARE(host->attached.size(), std::size_t(1));
        QVERIFY(!environmentIn(QStringLiteral("no equals sign")) && !environmentIn(QStringLiteral("=x"))
                && !environmentIn(QStringLiteral("A B=x")));
    }

    void hoverButtonsStartAndStop()
    {
        showPanel();
        docker->hold = true;
        const QRect row = view()->visualRect(rowOf(QStringLiteral("old")));
        const QPoint startStop(row.right() - 8 - 2 * 24 + 10, row.center().y());
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, startStop);
        QCOMPARE(docker->calls, QStringList{QStringLiteral("start old")});
        QCOMPARE(rowOf(QStringLiteral("old")).data(ContainerModel::PendingRole).toString(), QStringLiteral("starting…"));
        docker->release();
        QVERIFY(rowOf(QStringLiteral("old")).data(ContainerModel::PendingRole).toString().isEmpty());
        QCOMPARE(rowOf(QStringLiteral("old")).data(ContainerModel::LightRole).toInt(), int(Light::Running));
    }

    void removingAsksAndSaysWhatIsLost()
    {
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        QTest::keyClick(view(), Qt::Key_Delete);
        auto *dialog = panel->findChild<RemoveDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(docker->calls.isEmpty());
        dialog->findChild<QCheckBox *>()->setChecked(true);
        auto *remove = dialog->findChild<QPushButton *>(QStringLiteral("remove"));
        QCOMPARE(remove->text(), QStringLiteral("Remove container and volumes"));
        QTest::mouseClick(remove, Qt::LeftButton);
        QCOMPARE(docker->calls, QStringList{QStringLiteral("remove shop-api force volumes")});
        QVERIFY(!rowOf(QStringLiteral("shop-api")).isValid());
    }

    void removingOffersVolumesOnlyWhereThereAreSome()
    {
        core::engine::Container plain = makeContainer("plain", "x");
        RemoveDialog unknown(plain, nullptr);
        QVERIFY(!unknown.findChild<QCheckBox *>()->isHidden()); // not inspected yet
        plain.isInspected = true;
        plain.mounts = {{.type = core::engine::Mount::Type::Volume, .name = "shop_data", .source = {}, .destination = "/data"}};
        RemoveDialog named(plain, nullptr);
        QVERIFY(named.findChild<QCheckBox *>()->isHidden());
        plain.mounts.push_back(
            {.type = core::engine::Mount::Type::Volume, .name = std::string(64, 'a'), .source = {}, .destination = "/cache"});
        RemoveDialog anonymous(plain, nullptr);
        QVERIFY(!anonymous.findChild<QCheckBox *>()->isHidden());

        // All that is lost can be read, also where it is much.
        for (int i = 0; i < 5; ++i)
            plain.mounts.push_back({.type = core::engine::Mount::Type::Volume,
                                    .name = std::string(63, 'b') + char('0' + i),
                                    .source = {},
                                    .destination = "/a/long/way/to/the/cache/" + std::to_string(i)});
        RemoveDialog much(plain, nullptr);
        much.show();
        QVERIFY(QTest::qWaitForWindowExposed(&much));
        const auto *const lost = much.findChild<QLabel *>(QStringLiteral("question"));
        QVERIFY2(lost->height() >= lost->heightForWidth(lost->width()),
                 qPrintable(QStringLiteral("%1 of %2").arg(lost->height()).arg(lost->heightForWidth(lost->width()))));
    }

    void wordsThatDoNotFitBesideANameHaveALineOfTheirOwn()
    {
        std::vector<core::engine::Container> many;
        for (const char *project : {"shop", "customer-relations"}) {
            for (int i = 0; i < 2; ++i)
                many.push_back(makeContainer(project + std::to_string(i), "x", "exited", "Exited (0) 1 minute ago", project));
        }
        docker->setContainers(many);
        showPanel();
        docker->hold = true;
        const auto height = [this](const char *row) { return view()->visualRect(rowOf(QLatin1String(row))).height(); };
        const int one = height("shop"), engine = height("Docker 20.10");
        QCOMPARE(height("customer-relations"), one);
        for (const char *project : {"shop", "customer-relations"})
            panel->actions().onGroup(QStringLiteral("docker:/a"), QLatin1String(project), ContainerActions::GroupAction::Start);
        docker->setState(core::engine::EngineState::Stale, std::chrono::system_clock::now(), {"engine.unreachable", "It went away.", {}});
        QTRY_COMPARE(height("customer-relations"), height("shop0")); // two lines, as a container
        QCOMPARE(height("shop"), one);
        QCOMPARE(height("Docker 20.10"), engine); // "stale since 12:34" is beside it
        panel->resize(180, 600);
        QTRY_COMPARE(height("shop"), height("shop0"));
        QVERIFY(height("Docker 20.10") > engine);
        panel->resize(420, 600);
        QTRY_COMPARE(height("customer-relations"), one);
        docker->release();
    }

    void killingAsksFirst()
    {
        showPanel();
        Q_EMIT view()->menuRequested(rowOf(QStringLiteral("shop-api")), QPoint(10, 10));
        auto *menu = panel->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QStringList words;
        for (QAction *action : menu->actions()) {
            words << action->text();
            if (action->text() == QStringLiteral("Kill…"))
                action->trigger();
        }
        QVERIFY(words.contains(QStringLiteral("Restart")) && words.contains(QStringLiteral("Pause"))
                && !words.contains(QStringLiteral("Start")));
        QVERIFY(docker->calls.isEmpty());
        panel->findChild<ui::theme::ConfirmDialog *>()->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QCOMPARE(docker->calls, QStringList{QStringLiteral("kill shop-api SIGKILL")});
    }

    void aPortIsALinkAndHealthIsSaid()
    {
        auto container = makeContainer("web", "nginx");
        container.ports = {{"0.0.0.0", 8080, 80, "tcp"}};
        container.health = core::engine::Health::Unhealthy;
        docker->setContainers({container});
        showPanel();
        const auto words = rowOf(QStringLiteral("web")).data(ContainerModel::WordsRole).value<RowWords>();
        QCOMPARE(words.portUrl, QStringLiteral("http://localhost:8080"));
        QVERIFY(words.isUnhealthy);
        QCOMPARE(rowOf(QStringLiteral("web")).data(ContainerModel::SubtitleRole).toString(),
                 QStringLiteral("nginx · :8080 · unhealthy · up 3 min"));
        const QRect row = view()->visualRect(rowOf(QStringLiteral("web")));
        const RowDetail where = layOutDetail(words, QRect(row.left() + 34, row.top() + 21, row.width() - 34 - 84, 15));
        QVERIFY(where.port.width() > 0 && where.port.left() > where.lead.right() && where.health.left() > where.port.right());
        const int whole = where.health.width();
        const RowDetail narrow
            = layOutDetail(words, QRect(0, 0, whole + where.port.width() + 20, 15)); // no room for the image: it gives way
        QVERIFY(narrow.lead.isEmpty() && narrow.port.left() == 0 && narrow.health.width() == whole);
        ContainerDelegate delegate;
        QCOMPARE(delegate.buttonAt(row, rowOf(QStringLiteral("web")), where.port.center()), std::optional(RowButton::Port));
        QVERIFY(delegate.buttonAt(row, rowOf(QStringLiteral("web")), where.lead.center()) != std::optional(RowButton::Port));
    }

    void theContextMenuCopiesTheId()
    {
        showPanel();
        Q_EMIT view()->menuRequested(rowOf(QStringLiteral("old")), QPoint(10, 10));
        auto *menu = panel->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(menu);
        QStringList words;
        for (QAction *action : menu->actions()) {
            words << action->text();
            if (action->text() == QStringLiteral("Copy id"))
                action->trigger();
        }
        QVERIFY(words.contains(QStringLiteral("Start")));
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(docker->find("old")->id));
    }

    void anEnginesHeaderLeadsToItsImages()
    {
        showPanel();
        QSignalSpy asked(panel.get(), &ContainersPanel::engineRequested);
        view()->setCurrentIndex(rowOf(QStringLiteral("Docker 20.10")));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front()[0].toString(), QStringLiteral("docker:/a"));
        const QRect row = view()->visualRect(rowOf(QStringLiteral("Docker 20.10")));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, QPoint(row.right() - 20, row.bottom() - 16));
        auto *const menu = panel->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(menu);
        for (QAction *action : menu->actions())
            action->trigger();
        QCOMPARE(asked.count(), 6);
        QCOMPARE(asked.last()[1].value<EnginePlace>(), EnginePlace::Pull);
    }

    void anEmptyEngineOffersAStarterContainer()
    {
        docker->setContainers({});
        showPanel();
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        QVERIFY(button("starter")->isVisible());
        QTest::mouseClick(button("starter"), Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
        QVERIFY(view()->isVisible());
        QCOMPARE(host->sessions().front()->info().place.containerName, std::string("berth-starter"));
    }

    void aFailedStarterSaysWhyAndCanBeTriedAgain()
    {
        docker->setContainers({});
        showPanel();
        host->nextOpen = core::base::Error{"engine.no_busybox", "No static busybox here. Install busybox-static.", {}};
        QTest::mouseClick(button("starter"), Qt::LeftButton);
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        QVERIFY(message->text().contains(QStringLiteral("busybox-static")));
        QVERIFY(button("starter")->isEnabled());
    }

    void noEngineIsExplained()
    {
        host = std::make_unique<FakeHost>();
        host->registry.setFailed({{"default socket",
                                   "unix:///var/run/docker.sock",
                                   EngineKind::Docker,
                                   {"engine.unreachable", "Nothing listens there.", {}},
                                   "systemctl start docker"}});
        showPanel();
        QVERIFY(button("lookAgain")->isVisible());
        QVERIFY(!button("starter")->isVisible());
        QTest::mouseClick(button("why"), Qt::LeftButton);
        auto *dialog = panel->findChild<EngineProblemsDialog *>();
        QVERIFY(dialog);
        for (auto *copy : dialog->findChildren<QPushButton *>()) {
            if (copy->text() == QStringLiteral("Copy"))
                QTest::mouseClick(copy, Qt::LeftButton);
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("systemctl start docker"));
        QTest::mouseClick(button("lookAgain"), Qt::LeftButton);
        QCOMPARE(host->registry.discoveries, 1);
    }

    void anEmptyEngineLeadsToTheFormAndToPulling()
    {
        docker->setContainers({});
        showPanel();
        QSignalSpy created(panel.get(), &ContainersPanel::createRequested), asked(panel.get(), &ContainersPanel::engineRequested);
        QTest::mouseClick(button("fromImage"), Qt::LeftButton);
        QCOMPARE(created.count(), 1);
        QTest::mouseClick(button("pull"), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front()[1].value<EnginePlace>(), EnginePlace::Pull);
    }

    void aLongListHasAFilter()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 12; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x"));
        docker->setContainers(many);
        showPanel();
        auto *filter = panel->findChild<QLineEdit *>();
        QVERIFY(filter->isVisible());
        QTest::keyClicks(filter, QStringLiteral("c11"));
        QCOMPARE(panel->model().rowCount(), 2);
        QTest::keyClick(filter, Qt::Key_Down);
        auto *const view = panel->findChild<ContainerView *>();
        QCOMPARE(view->currentIndex().data().toString(), QStringLiteral("c11"));
        QSignalSpy shells(view, &ContainerView::shellRequested);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(shells.size(), 1);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(panel->model().rowCount(), 13);
    }
};
BERTH_TEST(ContainersPanelTest)
#include "containers_panel_test.moc"
