// Pictures of an engine's window: engine_gallery DIR, at the scale of QT_SCALE_FACTOR. For eyes, not a test.
#include "ui/desk/create_dialog.h"
#include "ui/desk/engine_window.h"
#include "ui/desk/images_page.h"
#include "ui/desk/networks_page.h"
#include "ui/desk/testing_engine.h"
#include "ui/desk/volumes_page.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace {

using namespace ui::desk;
using core::engine::ScriptedEngine;

class Pictures
{
public:
    Pictures(ui::theme::Scheme scheme, QString dir) : m_dir(std::move(dir)), m_name(scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
    {
        ui::theme::apply(*qApp, scheme);
    }
    void grab(QWidget &widget, const char *what) const
    {
        QTest::qWait(450);
        widget.grab().save(QStringLiteral("%1/%2-%3%4.png").arg(m_dir, QLatin1String(what), m_name, widget.devicePixelRatioF() > 1 ? QStringLiteral("@2x") : QString()));
    }
    void grabDialog(QWidget &window, const char *what) const
    {
        QTest::qWait(300);
        for (QDialog *dialog : window.findChildren<QDialog *>()) {
            if (!dialog->isVisible())
                continue;
            grab(*dialog, what);
            dialog->close();
        }
        QTest::qWait(50);
    }

private:
    QString m_dir, m_name;
};

ScriptedEngine::Answer pulling(const QByteArray &request)
{
    if (!request.contains("/images/create"))
        return testing::desk(request);
    QByteArray body;
    for (const char *const line : {R"({"status":"Pulling from shop/api","id":"2.5.0"})", R"({"status":"Already exists","id":"3f4ca61aafcd"})",
                                   R"({"status":"Downloading","id":"c96b5de8a9f4","progressDetail":{"current":41200000,"total":117000000}})",
                                   R"({"status":"Pull complete","id":"0a1b2c3d4e5f","progressDetail":{"current":2100000,"total":2100000}})",
                                   R"({"status":"Downloading","id":"77b1c0ffee12","progressDetail":{"current":8200000,"total":9400000}})",
                                   R"({"status":"Waiting","id":"9d2e11aa54b0"})"})
        body += ScriptedEngine::chunk(QByteArray(line) + "\n");
    return {ScriptedEngine::openStream() + body, false};
}

void images(const Pictures &pictures)
{
    testing::DeskEngine desk(pulling);
    EngineWindow window(desk.engine);
    window.show();
    pictures.grab(window, "images");
    for (const char *const name : {"remove", "tag", "layers"}) {
        window.images()->findChild<QAction *>(QLatin1String(name))->trigger();
        pictures.grabDialog(window, (std::string("images-") + name).c_str());
    }
    window.images()->pull(QStringLiteral("registry.example.com:5000/shop/api:2.5.0"));
    pictures.grab(window, "images-pull");
    window.resize(640, 420);
    pictures.grab(window, "images-small");
    desk.server.stop();
    pictures.grab(window, "images-stale");
}

void otherPages(const Pictures &pictures)
{
    testing::DeskEngine desk;
    EngineWindow window(desk.engine);
    window.show();
    window.showPage(EngineWindow::Page::Volumes);
    window.findChild<QPushButton *>(QStringLiteral("measure"))->click();
    pictures.grab(window, "volumes");
    for (const char *const name : {"inspect", "remove"}) {
        window.findChild<VolumesPage *>()->findChild<QAction *>(QLatin1String(name))->trigger();
        pictures.grabDialog(window, (std::string("volumes-") + name).c_str());
    }
    window.showPage(EngineWindow::Page::Networks);
    pictures.grab(window, "networks");
    window.findChild<NetworksPage *>()->findChild<QPushButton *>(QStringLiteral("create"))->click();
    pictures.grabDialog(window, "networks-create");
    window.showPage(EngineWindow::Page::Disk);
    pictures.grab(window, "disk");
    for (const char *const box : {"named", "images", "cache"})
        window.findChild<QCheckBox *>(QLatin1String(box))->setChecked(true);
    window.findChild<QPushButton *>(QStringLiteral("dryRun"))->click();
    pictures.grab(window, "disk-plan");
    window.findChild<QPushButton *>(QStringLiteral("prune"))->click();
    pictures.grabDialog(window, "disk-question");
}

void form(const Pictures &pictures)
{
    testing::DeskEngine desk;
    testing::OneEngine registry(desk.engine);
    CreateDialog dialog(registry, {}, QStringLiteral("shop/api:dev"));
    dialog.show();
    pictures.grab(dialog, "create");
    dialog.findChild<QLineEdit *>(QStringLiteral("name"))->setText(QStringLiteral("shop-lab"));
    dialog.findChild<QLineEdit *>(QStringLiteral("command"))->setText(QStringLiteral("node server.js --greeting 'hello you'"));
    dialog.findChild<QPlainTextEdit *>(QStringLiteral("ports"))->setPlainText(QStringLiteral("8080:80\n127.0.0.1:9229:9229"));
    dialog.findChild<QPlainTextEdit *>(QStringLiteral("mounts"))->setPlainText(QStringLiteral("./src:/srv/app/src"));
    dialog.findChild<QPlainTextEdit *>(QStringLiteral("environment"))->setPlainText(QStringLiteral("NODE_ENV=development"));
    pictures.grab(dialog, "create-problem");
}

void states(const Pictures &pictures)
{
    for (const auto &[name, answer] : {std::pair("images-empty", ScriptedEngine::ok("[]")),
                                       {"images-error", ScriptedEngine::status(500, R"({"message":"write /var/lib/docker/tmp: no space left on device"})")}}) {
        testing::DeskEngine desk([answer = answer](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/images/json") ? ScriptedEngine::Answer{answer} : testing::desk(request);
        });
        EngineWindow window(desk.engine);
        window.show();
        pictures.grab(window, name);
    }
    testing::DeskEngine silent([](const QByteArray &request) -> ScriptedEngine::Answer {
        return request.contains("/images/json") ? ScriptedEngine::Answer{{}, false} : testing::desk(request);
    });
    EngineWindow window(silent.engine);
    window.show();
    pictures.grab(window, "images-loading");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString dir = application.arguments().value(1, QStringLiteral("."));
    for (const auto scheme : {ui::theme::Scheme::Dark, ui::theme::Scheme::Light}) {
        const Pictures pictures(scheme, dir);
        images(pictures);
        otherPages(pictures);
        form(pictures);
        states(pictures);
    }
    return 0;
}
