// An engine's window and the form for a new container, against real engines: what a user does there happens in the engine.
#include "core/engine/discovery.h"
#include "core/engine/image_store.h"
#include "core/engine/network_store.h"
#include "core/engine/volume_store.h"
#include "tests/integration/engine_contract.h"
#include "ui/desk/create_dialog.h"
#include "ui/desk/disk_page.h"
#include "ui/desk/engine_window.h"
#include "ui/desk/images_page.h"
#include "ui/desk/networks_page.h"
#include "ui/desk/text_dialog.h"
#include "ui/desk/volumes_page.h"
#include "ui/theme/confirm_dialog.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <algorithm>

using namespace core::engine;
using namespace ui::desk;
using tests::EngineContract;
using tests::RealEngine;

namespace {

class Only : public Registry
{
public:
    explicit Only(Engine &engine) : m_engine(engine) {}
    void discover() override {}
    std::vector<Engine *> engines() const override { return {&m_engine}; }
    const std::vector<Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return false; }

private:
    Engine &m_engine;
    std::vector<Candidate> m_failed;
};

constexpr int kPatience = 60'000;

} // namespace

class EngineWindowTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    std::unique_ptr<EngineWindow> m_window;
    QTemporaryDir m_dir;

    template<class Page>
    Page *open(EngineWindow::Page which)
    {
        m_window = std::make_unique<EngineWindow>(*m_engine);
        m_window->show();
        m_window->showPage(which);
        return m_window->findChild<Page *>();
    }
    static TableView &table(const QWidget &page) { return *page.findChild<TableView *>(); }
    static QString said(const QWidget &page) { return page.findChild<QLabel *>(QStringLiteral("jobTitle"))->text(); }
    // A row whose first cells are these.
    static QModelIndex row(const QWidget &page, const QString &name, const QString &second = {})
    {
        auto *const model = table(page).model();
        for (int i = 0; i < model->rowCount(); ++i) {
            const QModelIndex index = model->index(i, 0);
            if (index.data().toString().endsWith(name) && (second.isEmpty() || index.siblingAtColumn(1).data().toString() == second))
                return index;
        }
        return {};
    }
    template<class Is>
    static bool waitFor(Is is)
    {
        return QTest::qWaitFor(is, kPatience);
    }
    static bool ends(ListPage &page)
    {
        return waitFor([&] { return !page.isBusy(); });
    }
    static void agree(QWidget &page)
    {
        for (auto *const question : page.findChildren<ui::theme::ConfirmDialog *>()) {
            if (question->isVisible())
                question->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        }
    }

private Q_SLOTS:
    void cleanup() { m_window.reset(); }

    void imagesAreTaggedSavedRemovedAndLoaded()
    {
        auto *const page = open<ImagesPage>(EngineWindow::Page::Images);
        const auto [name, tag] = std::pair(QString::fromLatin1(RealEngine::kImage).section(QLatin1Char(':'), 0, -2), QString::fromLatin1(RealEngine::kImage).section(QLatin1Char(':'), -1));
        QVERIFY(waitFor([&] { return row(*page, name, tag).isValid(); }));
        table(*page).setCurrentIndex(row(*page, name, tag));
        page->findChild<QAction *>(QStringLiteral("tag"))->trigger();
        auto *const line = page->findChild<TextDialog *>()->findChild<QLineEdit *>(QStringLiteral("line"));
        line->setText(QStringLiteral("berth-test/window:1"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(ends(*page));
        QVERIFY(waitFor([&] { return row(*page, QStringLiteral("berth-test/window"), QStringLiteral("1")).isValid(); }));
        QVERIFY(waitFor([&] { return table(*page).currentIndex().data().toString().endsWith(QStringLiteral("berth-test/window")); }));

        const QString file = m_dir.filePath(QStringLiteral("window.tar"));
        page->save({table(*page).currentIndex().siblingAtColumn(2).data().toString().toStdString(), "berth-test/window:1", {}, 0}, file);
        QVERIFY(ends(*page));
        QVERIFY2(said(*page).startsWith(QStringLiteral("Saved as")) && QFile(file).size() > 1'000'000, qPrintable(said(*page)));

        table(*page).setCurrentIndex(row(*page, QStringLiteral("berth-test/window")));
        page->findChild<QAction *>(QStringLiteral("remove"))->trigger();
        agree(*page);
        QVERIFY(ends(*page));
        QVERIFY(waitFor([&] { return !row(*page, QStringLiteral("berth-test/window")).isValid(); }));
        QVERIFY(row(*page, name, tag).isValid()); // only the name went

        page->load(file);
        QVERIFY(ends(*page));
        QVERIFY2(said(*page).contains(QStringLiteral("berth-test/window:1")), qPrintable(said(*page)));
        QVERIFY(waitFor([&] { return row(*page, QStringLiteral("berth-test/window")).isValid(); }));
        Q_UNUSED(value<std::vector<std::string>>([&](auto done) { m_engine->imageStore()->remove("berth-test/window:1", false, std::move(done)); }));
    }

    void volumesAndNetworksAreMadeAndRemoved()
    {
        auto *const volumes = open<VolumesPage>(EngineWindow::Page::Volumes);
        volumes->create(QStringLiteral("berth-window"));
        QVERIFY(ends(*volumes));
        QVERIFY(waitFor([&] { return row(*volumes, QStringLiteral("berth-window")).isValid(); }));
        Spec user = spec("volume-user");
        user.mounts.push_back({Mount::Type::Volume, "berth-window", {}, "/data", true});
        const std::string id = run(user);
        QVERIFY(!id.empty());
        QVERIFY(waitFor([&] { return row(*volumes, QStringLiteral("berth-window"), QStringLiteral("volume-user")).isValid(); }));
        table(*volumes).setCurrentIndex(row(*volumes, QStringLiteral("berth-window")));
        volumes->findChild<QAction *>(QStringLiteral("remove"))->trigger();
        auto *const refused = volumes->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(!refused->findChild<QPushButton *>(QStringLiteral("agree"))->isEnabled());
        refused->close();
        discard(id);
        QVERIFY(waitFor([&] { return row(*volumes, QStringLiteral("berth-window"), QStringLiteral("nothing")).isValid(); }));
        volumes->findChild<QAction *>(QStringLiteral("remove"))->trigger();
        agree(*volumes);
        QVERIFY(ends(*volumes));
        QVERIFY(waitFor([&] { return !row(*volumes, QStringLiteral("berth-window")).isValid(); }));

        m_window->showPage(EngineWindow::Page::Networks);
        auto *const networks = m_window->findChild<NetworksPage *>();
        NetworkSpec network;
        network.name = "berth-window";
        network.subnet = "10.213.7.0/24";
        networks->create(network);
        QVERIFY(ends(*networks));
        QVERIFY2(said(*networks).contains(QStringLiteral("is there")), qPrintable(said(*networks)));
        QVERIFY(waitFor([&] { return row(*networks, QStringLiteral("berth-window")).isValid(); }));
        QCOMPARE(row(*networks, QStringLiteral("berth-window")).siblingAtColumn(2).data().toString(), QStringLiteral("10.213.7.0/24"));
        table(*networks).setCurrentIndex(row(*networks, QStringLiteral("berth-window")));
        networks->findChild<QAction *>(QStringLiteral("remove"))->trigger();
        agree(*networks);
        QVERIFY(ends(*networks));
        QVERIFY(waitFor([&] { return !row(*networks, QStringLiteral("berth-window")).isValid(); }));
    }

    void theFormMakesWhatItSays()
    {
        Only registry(*m_engine);
        CreateDialog form(registry, {}, QString::fromLatin1(RealEngine::kImage));
        form.show();
        form.findChild<QLineEdit *>(QStringLiteral("name"))->setText(QStringLiteral("from-form"));
        form.findChild<QLineEdit *>(QStringLiteral("command"))->setText(QStringLiteral("sh -c 'echo \"$GREETING\" > /data/said; sleep 600'"));
        form.findChild<QPlainTextEdit *>(QStringLiteral("mounts"))->setPlainText(m_dir.path() + QStringLiteral(":/data"));
        form.findChild<QPlainTextEdit *>(QStringLiteral("environment"))->setPlainText(QStringLiteral("GREETING=hello you"));
        form.findChild<QComboBox *>(QStringLiteral("network"))->setEditText(QStringLiteral("none"));
        form.findChild<QLineEdit *>(QStringLiteral("folder"))->setText(QStringLiteral("/tmp"));
        QVERIFY2(form.runLine().contains(QStringLiteral("-e 'GREETING=hello you'")), qPrintable(form.runLine()));
        QSignalSpy made(&form, &CreateDialog::made);
        form.findChild<QPushButton *>(QStringLiteral("start"))->click();
        QVERIFY2(waitFor([&] { return made.count() == 1 || !said(form).isEmpty(); }) , qPrintable(said(form)));
        QVERIFY2(waitFor([&] { return made.count() == 1; }), qPrintable(said(form)));
        const std::string id = made.front()[1].toString().toStdString();
        QVERIFY(m_engine->find(id)); // so that a shell can be opened in it
        QVERIFY(becomes(id, "running"));
        QCOMPARE(m_engine->find(id)->name, std::string("from-form"));
        QFile file(m_dir.filePath(QStringLiteral("said")));
        QVERIFY(waitFor([&] { return file.size() > 0; }));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("hello you\n"));

        // The same name once more: the engine's reason, and nothing half made.
        CreateDialog again(registry, {}, QString::fromLatin1(RealEngine::kImage));
        again.show();
        again.findChild<QLineEdit *>(QStringLiteral("name"))->setText(QStringLiteral("from-form"));
        again.findChild<QLineEdit *>(QStringLiteral("command"))->setText(QStringLiteral("sleep 600"));
        again.findChild<QPushButton *>(QStringLiteral("start"))->click();
        QVERIFY2(waitFor([&] { return said(again).contains(QStringLiteral("in use"), Qt::CaseInsensitive) && again.findChild<QPushButton *>(QStringLiteral("start"))->isEnabled(); }),
                 qPrintable(said(again)));
        discard(id);
    }

    void clearingUpTakesWhatWasShown()
    {
        const std::string stopped = run("stopped", {"true"}), running = run("running", {"sleep", "600"});
        QVERIFY(!stopped.empty() && !running.empty() && becomes(stopped, "exited"));
        auto *const page = open<DiskPage>(EngineWindow::Page::Disk);
        auto *const dryRun = page->findChild<QPushButton *>(QStringLiteral("dryRun"));
        QVERIFY(waitFor([&] { return dryRun->isVisible(); }));
        for (const char *const box : {"dangling", "networks"})
            page->findChild<QCheckBox *>(QLatin1String(box))->setChecked(false);
        dryRun->click();
        auto *const prune = page->findChild<QPushButton *>(QStringLiteral("prune"));
        QVERIFY(waitFor([&] { return prune->isVisible(); }));
        QVERIFY(row(*page, QStringLiteral("stopped")).isValid());
        QVERIFY(!row(*page, QStringLiteral("running")).isValid());
        const std::string late = run("late", {"true"}); // stops after the plan was shown
        QVERIFY(becomes(late, "exited"));
        QSignalSpy changed(page, &DiskPage::changed);
        prune->click();
        agree(*page);
        QVERIFY(waitFor([&] { return changed.count() == 1; }));
        QVERIFY2(said(*page).startsWith(QStringLiteral("Removed 1 container")), qPrintable(said(*page)));
        QVERIFY(waitFor([&] { return !m_engine->find(stopped); }));
        QVERIFY(m_engine->find(late) && m_engine->find(running));
        discard(late);
        discard(running);
    }
};
BERTH_ENGINE_TEST(EngineWindowTest)
#include "engine_window_test.moc"
