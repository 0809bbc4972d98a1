// A window smaller than its parts would like: panels narrow and fold, words give way to pictures, nothing overlaps.
#include "tests/support/test_main.h"
#include "ui/theme/theme.h"
#include "ui/window/session_tabs.h"
#include "ui/window/status_strip.h"
#include "ui/window/top_bar.h"
#include "ui/window/window_fixture.h"

#include <QLabel>
#include <QSplitter>
#include <QPushButton>

using namespace ui::window;

class SmallWindowTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowFixture> w;

    void resizeTo(int width, int height)
    {
        w->window->resize(width, height);
        QTRY_COMPARE(w->window->size(), QSize(width, height));
    }
    bool containersShown() const { return w->actions().toggleContainers->isChecked(); }
    bool assistantShown() const { return w->actions().toggleAssistant->isChecked(); }

    // Children of one parent that lie over each other, or reach out of it, among what the user sees.
    QStringList overlaps() const
    {
        QStringList found;
        for (const QWidget *parent : {static_cast<QWidget *>(w->window->findChild<TopBar *>()), static_cast<QWidget *>(w->window->findChild<StatusStrip *>()),
                                      static_cast<QWidget *>(w->window->findChild<QSplitter *>()), static_cast<QWidget *>(w->window.get())}) {
            QList<const QWidget *> shown;
            for (const QObject *child : parent->children()) {
                const auto *const widget = qobject_cast<const QWidget *>(child);
                if (!widget || !widget->isVisible() || widget->isWindow() || widget->inherits("QSplitterHandle"))
                    continue;
                if (!parent->rect().contains(widget->geometry()))
                    found << QStringLiteral("%1 %2 leaves %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), QLatin1String(parent->metaObject()->className()));
                for (const QWidget *other : shown) {
                    if (other->geometry().intersects(widget->geometry()))
                        found << QStringLiteral("%1 %2 lies over %3 %4").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                                                             QLatin1String(other->metaObject()->className()), other->objectName());
                }
                shown << widget;
            }
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init()
    {
        w = std::make_unique<WindowFixture>();
        (void)w->host.openLocal({});
        w->show();
    }
    void cleanup() { w.reset(); }

    void panelsFoldAndComeBackByThemselves()
    {
        resizeTo(1440, 800);
        QVERIFY(containersShown() && assistantShown());
        const int columns = w->current()->terminal()->gridSize().cols;
        resizeTo(900, 800);
        QVERIFY(containersShown() && !assistantShown());
        QVERIFY(w->current()->terminal()->gridSize().cols >= 60);
        resizeTo(600, 500);
        QVERIFY(!containersShown() && !assistantShown());
        QVERIFY(w->current()->terminal()->gridSize().cols >= 60);
        QVERIFY(w->window->layoutNow().containers && w->window->layoutNow().assistant); // they are wanted still
        resizeTo(1440, 800);
        QVERIFY(containersShown() && assistantShown());
        QCOMPARE(w->current()->terminal()->gridSize().cols, columns);
    }

    void nothingOverlapsAtAnySize()
    {
        w->host.openLocal({}).value();
        w->window->actions().splitRight->trigger();
        w->window->showProblem(QStringLiteral("berth.toml:3: terminal.font_size must be a number from 5 to 72 (points)."));
        for (int width = 1500; width >= w->window->minimumWidth(); width -= 35) {
            resizeTo(width, 200 + width / 3);
            QTRY_VERIFY2(overlaps().isEmpty(), qPrintable(QStringLiteral("%1: ").arg(width) + overlaps().join(QStringLiteral("; "))));
        }
        resizeTo(w->window->minimumWidth(), w->window->minimumHeight());
        QTRY_VERIFY2(overlaps().isEmpty(), qPrintable(overlaps().join(QStringLiteral("; "))));
    }

    void whatIsAskedForIsShownInANarrowWindowToo()
    {
        resizeTo(700, 500);
        QVERIFY(!assistantShown());
        w->actions().toggleAssistant->trigger();
        QVERIFY(assistantShown() && !containersShown());
        w->actions().toggleContainers->trigger();
        QVERIFY(!assistantShown() && containersShown());
        w->actions().toggleContainers->trigger();
        QVERIFY(!assistantShown() && !containersShown());
        resizeTo(1400, 500); // one was put away by hand, the other is wanted still
        QVERIFY(assistantShown() && !containersShown());
        resizeTo(400, 500);
        w->actions().toggleContainers->trigger();
        QVERIFY(!containersShown());
        QVERIFY(w->find<QLabel>("cwd")->text().startsWith(QStringLiteral("This window is too narrow")));
        resizeTo(900, 500);
        QVERIFY(containersShown());
    }

    void aPanelThatFoldsGivesTheKeyboardBack()
    {
        resizeTo(1440, 800);
        w->actions().focusAssistant->trigger();
        QVERIFY(!w->current()->isAncestorOf(QApplication::focusWidget()));
        resizeTo(450, 800);
        QVERIFY(w->current()->isAncestorOf(QApplication::focusWidget()));
    }

    void buttonsOfTheTopRowBecomePictures()
    {
        resizeTo(1000, 500);
        auto *const share = w->window->findChild<TopBar *>()->share();
        QCOMPARE(share->text(), QStringLiteral("Share"));
        resizeTo(500, 500);
        QVERIFY(share->text().isEmpty() && !share->icon().isNull());
        QCOMPARE(share->accessibleName(), QStringLiteral("Share"));
        resizeTo(1000, 500);
        QCOMPARE(share->text(), QStringLiteral("Share"));
    }

    void theStatusGivesUpTheLeastImportantFirst()
    {
        w->fake(w->current())->change([](auto &frame) { frame.cwd = "/srv/a/rather/long/path/of/folders/to/some/project"; });
        resizeTo(1400, 500);
        QTRY_COMPARE(w->find<QLabel>("cwd")->text(), QStringLiteral("/srv/a/rather/long/path/of/folders/to/some/project"));
        resizeTo(330, 500);
        QVERIFY(w->find<QLabel>("place")->isVisible() && w->find<QLabel>("size")->isVisible());
        const QString shown = w->find<QLabel>("cwd")->text();
        QVERIFY2(shown.startsWith(QChar(0x2026)) && shown.endsWith(QStringLiteral("project")), qPrintable(shown));
        QVERIFY(w->find<QLabel>("cwd")->toolTip().startsWith(QStringLiteral("/srv/a")));
    }

    void aGridAskedForIsKeptBeforePanelsAre()
    {
        w = std::make_unique<WindowFixture>();
        (void)w->host.openLocal({});
        // The offscreen screen is 800 pixels wide: no room for 80 columns and both panels.
        w->show(core::base::GridSize{80, 24});
        QCOMPARE(w->current()->terminal()->gridSize(), core::base::GridSize({80, 24}));
        QVERIFY(!assistantShown());
    }

    void draggedWidthsAreKept()
    {
        resizeTo(1440, 800);
        auto *const splitter = w->window->findChild<QSplitter *>();
        QTest::mousePress(splitter->handle(1), Qt::LeftButton, {}, QPoint(0, 300));
        QTest::mouseMove(splitter->handle(1), QPoint(60, 300));
        QTest::mouseRelease(splitter->handle(1), Qt::LeftButton, {}, QPoint(60, 300));
        const int dragged = splitter->sizes().front();
        QVERIFY(dragged > 251);
        resizeTo(600, 800);
        resizeTo(1440, 800);
        QCOMPARE(splitter->sizes().front(), dragged);
        QCOMPARE(w->window->layoutNow().containersWidth, std::optional(dragged));
    }
};
BERTH_TEST(SmallWindowTest)
#include "small_window_test.moc"
