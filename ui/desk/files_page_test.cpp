#include "ui/desk/files_page.h"

#include "tests/support/test_main.h"
#include "ui/desk/file_rows.h"
#include "ui/desk/job_view.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/table_view.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QDropEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

using namespace ui::desk;
using core::engine::FileInfo;
using core::engine::ScriptedEngine;

class FilesPageTest : public QObject
{
    Q_OBJECT

    class Page : public FilesPage
    {
    public:
        using FilesPage::FilesPage;
        QStringList dragged;
        bool isTaken = false;

    protected:
        bool startDrag(const QString &localPath) override
        {
            dragged << localPath;
            return isTaken;
        }
    };

    struct Fixture
    {
        testing::Desk desk;
        std::unique_ptr<WatchedContainer> watched;
        std::unique_ptr<Page> page;

        bool open()
        {
            if (!desk.waitUntilListed())
                return false;
            watched = std::make_unique<WatchedContainer>(desk.engine(), testing::kApi.toStdString());
            if (!QTest::qWaitFor([this] { return watched->details() != nullptr; }))
                return false;
            page = std::make_unique<Page>(*watched, nullptr);
            QSignalSpy listed(page.get(), &FilesPage::listed);
            page->resize(800, 500);
            page->show();
            return listed.wait(20'000);
        }
        bool listedAfter(const std::function<void()> &act)
        {
            QSignalSpy listed(page.get(), &FilesPage::listed);
            act();
            return !listed.isEmpty() || listed.wait(20'000);
        }
        template<class T> T *find(const char *name) const { return page->template findChild<T *>(QLatin1String(name)); }
        QStringList names() const { return page->plainText().split(QLatin1Char('\n')); }
        QString said() const
        {
            QStringList out;
            for (const QLabel *label : page->template findChildren<QLabel *>()) {
                if (label->isVisibleTo(page.get()))
                    out << label->text();
            }
            return out.join(QLatin1Char('\n'));
        }
    };

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void foldersAreWalked()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        QCOMPARE(f.page->path(), std::string("/srv/app")); // where its program works
        QCOMPARE(f.names(), (QStringList{QStringLiteral("node_modules/"), QStringLiteral("src/"), QStringLiteral("latest → src"), QStringLiteral("package.json"), QStringLiteral("README.md"), QStringLiteral("server")}));
        TableView &table = f.page->table();
        table.setCurrentKey(QStringLiteral("src"));
        QVERIFY(f.listedAfter([&] { QTest::keyClick(&table, Qt::Key_Return); }));
        QCOMPARE(f.page->path(), std::string("/srv/app/src"));
        QCOMPARE(f.names().size(), 2);
        QVERIFY(nameOf(keyOf("odd \xff name")) == "odd \xff name");
        QVERIFY(f.listedAfter([&] { QTest::keyClick(&table, Qt::Key_Backspace); }));
        QCOMPARE(f.page->path(), std::string("/srv/app"));
        QCOMPARE(table.currentKey(), QStringLiteral("src")); // where one came from
        table.setCurrentKey(QStringLiteral("latest"));
        QVERIFY(f.listedAfter([&] { QTest::keyClick(&table, Qt::Key_Return); }));
        QCOMPARE(f.page->path(), std::string("/srv/app/src"));
    }

    void textIsShownAndOtherBytesAreNot()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        f.page->table().setCurrentKey(QStringLiteral("README.md"));
        QTest::keyClick(&f.page->table(), Qt::Key_Return);
        auto *const shown = f.find<QPlainTextEdit>("lookText");
        QTRY_VERIFY(shown->isVisible() && shown->toPlainText().contains(QStringLiteral("npm start")));
        QTest::keyClick(shown, Qt::Key_Escape);
        QTRY_VERIFY(!shown->isVisible());
        f.page->table().setCurrentKey(QStringLiteral("server"));
        QTest::keyClick(&f.page->table(), Qt::Key_Return);
        QTRY_VERIFY(f.find<QLabel>("lookTitle")->isVisible() && f.find<QLabel>("lookTitle")->text().contains(QStringLiteral("is no text")));
        QVERIFY(!shown->isVisible());
    }

    void typedPathsAndErrors()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        auto *const line = f.find<QLineEdit>("path");
        line->setText(QStringLiteral("src"));
        QVERIFY(f.listedAfter([&] { QTest::keyClick(line, Qt::Key_Return); }));
        QCOMPARE(f.page->path(), std::string("/srv/app/src"));
        line->setText(QStringLiteral("/nowhere"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY2(!f.page->findChild<NoticeBar *>()->text().isEmpty(), qPrintable(f.said()));
        QCOMPARE(f.page->path(), std::string("/srv/app/src")); // it stays where it was
        QCOMPARE(line->text(), QStringLiteral("/srv/app/src"));
    }

    void firstFolderThatCannotBeRead()
    {
        Fixture f;
        f.desk.special.push_back({"/exec", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(409, R"({"message":"no"})")}; }});
        f.desk.special.push_back({"/archive", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"the storage is broken"})")}; }});
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("the storage is broken")));
        QVERIFY(f.find<QPushButton>("noticeOffer")->isVisible());
    }

    // Docker keeps the container locked while it sends an archive: a change made here does not wait for the page's own reading.
    void changingItEndsTheReading()
    {
        Fixture f;
        f.desk.special.push_back({"/exec", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(409, R"({"message":"it does not run"})")}; }});
        f.desk.special.push_back({"/archive", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::openStream(), false}; }});
        QVERIFY(f.desk.waitUntilListed());
        f.watched = std::make_unique<WatchedContainer>(f.desk.engine(), testing::kApi.toStdString());
        QTRY_VERIFY(f.watched->details());
        f.page = std::make_unique<Page>(*f.watched, nullptr);
        f.page->show();
        QTRY_COMPARE(f.desk.server.count("/archive"), 1);
        QVERIFY(f.listedAfter([&] { f.desk.engine().start(testing::kApi.toStdString(), [](const core::base::Result<void> &) {}); }));
        QVERIFY2(f.page->plainText().contains(QStringLiteral("locked")), qPrintable(f.page->plainText()));
        QVERIFY(f.find<QPushButton>("noticeOffer")->isVisible());
        QCOMPARE(f.desk.server.count("/archive"), 1); // nor is another folder read instead
    }

    void copiedOutAndReplacedOnlyWhenAgreed()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        QTemporaryDir dir;
        const QString target = dir.filePath(QStringLiteral("README.md"));
        const auto content = [&] {
            QFile file(target);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        f.page->copyOut("README.md", dir.path());
        QTRY_VERIFY2(f.said().contains(QStringLiteral("README.md is in")), qPrintable(f.said()));
        QVERIFY(content().contains("npm start"));
        QFile changed(target);
        QVERIFY(changed.open(QIODevice::WriteOnly) && changed.write("mine") == 4);
        changed.close();
        f.page->copyOut("README.md", dir.path());
        QTRY_VERIFY(f.page->findChild<ui::theme::ConfirmDialog *>());
        QCOMPARE(content(), QByteArray("mine"));
        QTest::mouseClick(f.page->findChild<ui::theme::ConfirmDialog *>()->findChild<QPushButton *>(QStringLiteral("agree")), Qt::LeftButton);
        QTRY_VERIFY(content().contains("npm start"));
    }

    void aCopyIsAMessageToWhoDoesNotSeeIt()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        QTemporaryDir dir;
        f.page->copyOut("README.md", dir.path());
        QAccessibleInterface *const job = QAccessible::queryAccessibleInterface(f.page->findChild<JobView *>());
        QVERIFY(job);
        QCOMPARE(job->role(), QAccessible::AlertMessage);
        QCOMPARE(job->text(QAccessible::Name), QStringLiteral("Copying README.md to ") + dir.path());
        QTRY_COMPARE(job->text(QAccessible::Name), QStringLiteral("README.md is in %1.").arg(dir.path()));
    }

    void droppedFilesAreCopiedIn()
    {
        Fixture f;
        f.desk.special.push_back({"PUT ", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::ok({})}; }});
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("new.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hello") == 5);
        file.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file.fileName())});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f.page->table().viewport(), &enter);
        QVERIFY(enter.isAccepted());
        auto *const place = f.find<QFrame>("dropPlace");
        QVERIFY(place && place->isVisible());
        QVERIFY2(f.said().contains(QStringLiteral("Let go to copy into /srv/app")), qPrintable(f.said()));
        QDragLeaveEvent leave;
        QApplication::sendEvent(f.page->table().viewport(), &leave);
        QVERIFY(!place->isVisible() && !f.said().contains(QStringLiteral("Let go")));
        QApplication::sendEvent(f.page->table().viewport(), &enter);
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f.page->table().viewport(), &drop);
        QVERIFY(!place->isVisible());
        QTRY_VERIFY2(f.desk.server.count("PUT ") == 1, qPrintable(f.said() + QString::fromLatin1(f.desk.server.requests().join('\n'))));
        QVERIFY(f.desk.server.requests().join('\n').contains("path=%2Fsrv%2Fapp"));
        QTRY_VERIFY(f.said().contains(QStringLiteral("new.txt: now in /srv/app")));
        QFile same(dir.filePath(QStringLiteral("server")));
        QVERIFY(same.open(QIODevice::WriteOnly));
        same.close();
        f.page->copyIn({same.fileName()}); // has that name already
        QVERIFY(f.page->findChild<ui::theme::ConfirmDialog *>());
        QCOMPARE(f.desk.server.count("PUT "), 1);
    }

    void aCancelledCopyShowsWhatHasCome()
    {
        Fixture f;
        f.desk.special.push_back({"PUT ", [](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; }}); // never done
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        QTemporaryFile file;
        QVERIFY(file.open() && file.write("hello") == 5 && file.flush());
        f.page->copyIn({file.fileName()});
        QTRY_COMPARE(f.desk.server.count("PUT "), 1);
        QVERIFY(f.listedAfter([&] { QTest::mouseClick(f.find<QPushButton>("jobButton"), Qt::LeftButton); }));
        QVERIFY2(f.said().contains(QStringLiteral("What was copied until then stays")), qPrintable(f.said()));
    }

    void aDragTakesACopyWithIt()
    {
        Fixture f;
        testing::addFiles(f.desk);
        QVERIFY(f.open());
        TableView &table = f.page->table();
        table.setCurrentKey(QStringLiteral("README.md"));
        const QPoint from = table.visualRect(table.currentIndex()).center();
        const auto drag = [&] {
            QTest::mousePress(table.viewport(), Qt::LeftButton, {}, from);
            QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(0, 40)), table.viewport()->mapToGlobal(QPointF(from)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(table.viewport(), &move);
            QTest::mouseRelease(table.viewport(), Qt::LeftButton, {}, from);
        };
        drag();
        QTRY_VERIFY(f.said().contains(QStringLiteral("drag it once more"))); // it was let go before the copy was there
        drag();
        QTRY_COMPARE(f.page->dragged.size(), 1);
        QVERIFY(f.said().contains(QStringLiteral("drag it once more"))); // nobody took it
        f.page->isTaken = true;
        drag();
        QCOMPARE(f.page->dragged.size(), 2); // without fetching it anew
        QCOMPARE(f.page->dragged.back(), f.page->dragged.front());
        QVERIFY(f.said().contains(QStringLiteral("README.md was dropped.")));
        QFile file(f.page->dragged.front());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("npm start"));
    }

    void paths()
    {
        QCOMPARE(joined("/a", "b"), std::string("/a/b"));
        QCOMPARE(joined("/a", "/b"), std::string("/b"));
        QCOMPARE(joined("/a/b", "../../../c"), std::string("/c"));
        QCOMPARE(joined("/", "."), std::string("/"));
        QCOMPARE(parentOf("/"), std::string("/"));
        QCOMPARE(parentOf("/a"), std::string("/"));
    }

    void rights()
    {
        FileInfo file;
        file.permissions = 0754;
        QCOMPARE(modeText(file), QStringLiteral("-rwxr-xr--"));
        file.type = FileInfo::Type::Directory;
        file.permissions = 01777;
        QCOMPARE(modeText(file), QStringLiteral("drwxrwxrwt"));
        file.permissions = 07000;
        QCOMPARE(modeText(file), QStringLiteral("d--S--S--T"));
        file.permissions = 06755;
        QCOMPARE(modeText(file), QStringLiteral("drwsr-sr-x"));
    }

    void readable()
    {
        QCOMPARE(*readableText("h\xc3\xa9", false), QStringLiteral("hé"));
        QCOMPARE(*readableText("h\xc3", true), QStringLiteral("h"));
        QVERIFY(!readableText(std::string_view("a\0b", 3), false));
        QVERIFY(!readableText("\xff\xfe\xff\xfe\xff", false));
        QCOMPARE(*readableText("a\x1b[2J", false), QStringLiteral("a\uFFFD[2J"));
    }
};

BERTH_TEST(FilesPageTest)
#include "files_page_test.moc"
