// Pictures of the windows beside the terminal: desk_gallery DIR; with QT_SCALE_FACTOR=2 twice as large. For eyes, not a test.
#include "ui/desk/container_window.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

namespace {

using namespace ui::desk;

void grab(QWidget &widget, const QString &path)
{
    QTest::qWait(400);
    widget.grab().save(path + (widget.devicePixelRatioF() > 1 ? QStringLiteral("@2x.png") : QStringLiteral(".png")));
}

void pictures(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    const QString name = scheme == ui::theme::Scheme::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
    testing::Desk desk;
    if (!desk.waitUntilListed())
        return;
    ContainerWindow window(desk.engine(), testing::kApi.toStdString());
    window.show();
    grab(window, dir + QStringLiteral("/overview") + name);
    window.resize(560, 640);
    grab(window, dir + QStringLiteral("/overview-narrow") + name);
    window.resize(960, 680);
    desk.changeState("exited");
    grab(window, dir + QStringLiteral("/overview-exited") + name);
    desk.removeApi();
    grab(window, dir + QStringLiteral("/overview-gone") + name);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString dir = application.arguments().value(1, QStringLiteral("."));
    pictures(ui::theme::Scheme::Dark, dir);
    pictures(ui::theme::Scheme::Light, dir);
    return 0;
}
