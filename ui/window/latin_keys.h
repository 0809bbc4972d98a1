// The keyboard of who has set layouts without Latin letters only (Cyrillic, Greek …; with a Latin one among them Qt finds its
// letters): Ctrl and a letter is then the Latin letter that other keyboards have in its place, for the programs in the
// terminal, the window's shortcuts and text fields alike. X11 and Wayland give XKB's key codes, which are positions. A key that
// has a symbol (Greek has ; where Q is) keeps it: in Dvorak, which has the letters elsewhere, it is meant.
//
// Threads: the GUI's. One for the application, in whose events it looks.
#pragma once
#include <QObject>

class QKeyEvent;
class QWidget;

namespace ui::window {

class LatinKeys : public QObject
{
public:
    explicit LatinKeys(QObject *application);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static bool triggerShortcut(const QWidget &focused, const QKeyEvent &event);

    bool m_wanted = false; // by the widget, before any shortcut (QEvent::ShortcutOverride)
};

} // namespace ui::window
