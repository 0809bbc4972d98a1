// Pictures of the player and the list of recordings: player_gallery DIR. For eyes, not a test.
#include "core/recording/note.h"
#include "ui/player/player_view.h"
#include "ui/player/player_window.h"
#include "ui/player/recordings_dialog.h"
#include "ui/player/testing_cast.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace {

using namespace ui::player;
using namespace std::chrono_literals;

void grab(QWidget &widget, const QString &path)
{
    QTest::qWait(300);
    widget.grab().save(path);
}

void pictures(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    const QString name = scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
    ui::terminal::Appearance look;
    look.font = ui::theme::monoFont();
    look.font.setPointSizeF(10);
    QTemporaryDir files;
    const QString folder = files.filePath(QStringLiteral("recordings"));
    RecordingsDialog none(folder.toStdString(), true, nullptr);
    none.show();
    grab(none, dir + QStringLiteral("/recordings-empty-%1.png").arg(name));
    QDir().mkpath(folder);
    const QString path = folder + QStringLiteral("/2026-11-27_14-03-22_shop-api.cast");
    testing::writeSample(path);
    testing::writePlain(folder + QStringLiteral("/from-elsewhere.cast"));
    QFile broken(folder + QStringLiteral("/notes.cast"));
    if (broken.open(QIODevice::WriteOnly))
        broken.write("not a recording\n");
    broken.close();

    PlayerWindow window(path, look, 2s);
    window.show();
    auto &player = window.view()->player();
    (void)QTest::qWaitFor([&] { return player.state().index != nullptr; });
    player.setPlaying(false);
    player.goToCommand(4);
    (void)QTest::qWaitFor([&] { return player.state().command == 4; });
    player.seekBy(700ms);
    grab(window, dir + QStringLiteral("/player-%1.png").arg(name));
    player.setSpeed(4);
    player.goToCommand(1);
    window.resize(720, 480);
    grab(window, dir + QStringLiteral("/player-small-%1.png").arg(name));

    PlayerWindow plain(folder + QStringLiteral("/from-elsewhere.cast"), look, 2s);
    plain.show();
    grab(plain, dir + QStringLiteral("/player-plain-%1.png").arg(name));
    PlayerWindow failed(folder + QStringLiteral("/notes.cast"), look, 2s);
    failed.resize(720, 420);
    failed.show();
    grab(failed, dir + QStringLiteral("/player-error-%1.png").arg(name));
    RecordingsDialog list(folder.toStdString(), true, nullptr);
    list.show();
    grab(list, dir + QStringLiteral("/recordings-%1.png").arg(name));
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
