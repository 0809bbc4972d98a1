#include "ui/window/latin_keys.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QWidget>
#include <algorithm>
#include <utility>

namespace ui::window {
namespace {

// The key as it is where there are Latin letters.
int latinKey(const QKeyEvent &event)
{
    struct Row
    {
        quint32 first;
        QLatin1StringView keys;
    };
    static constexpr Row kRows[] = {{24, QLatin1StringView("QWERTYUIOP[]")}, {38, QLatin1StringView("ASDFGHJKL;'")}, {52, QLatin1StringView("ZXCVBNM,.")}};
    if (!(event.modifiers() & Qt::ControlModifier) || event.key() >= 0x1000000) // a named key
        return event.key();
    const QChar::Script script = QChar::script(char32_t(event.key()));
    if (script == QChar::Script_Latin || script == QChar::Script_Common || script == QChar::Script_Inherited)
        return event.key();
    for (const Row &row : kRows) {
        const quint32 at = event.nativeScanCode() - row.first;
        if (at < quint32(row.keys.size()))
            return row.keys[at].unicode();
    }
    return event.key();
}

} // namespace

LatinKeys::LatinKeys(QObject *application) : QObject(application)
{
    application->installEventFilter(this);
}

bool LatinKeys::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (!watched->isWidgetType() || (type != QEvent::ShortcutOverride && type != QEvent::KeyPress && type != QEvent::KeyRelease))
        return false;
    const auto *const key = static_cast<QKeyEvent *>(event);
    const int latin = latinKey(*key);
    if (latin == key->key())
        return false;
    const QString letter(QChar::fromUcs2(char16_t(latin)));
    QKeyEvent meant(type, latin, key->modifiers(), key->nativeScanCode(), key->nativeVirtualKey(), key->nativeModifiers(),
                    key->modifiers() & Qt::ShiftModifier ? letter : letter.toLower(), key->isAutoRepeat(), quint16(key->count()));
    meant.setTimestamp(key->timestamp());
    meant.setAccepted(key->isAccepted());
    if (type == QEvent::KeyPress && !std::exchange(m_wanted, false) && triggerShortcut(*static_cast<QWidget *>(watched), meant))
        return true;
    QCoreApplication::sendEvent(watched, &meant);
    if (type == QEvent::ShortcutOverride)
        event->setAccepted(m_wanted = meant.isAccepted());
    else
        event->accept(); // the widgets around this one have been asked
    return true;
}

// As Qt would for a key that it knows: the window's, if it can be run now.
bool LatinKeys::triggerShortcut(const QWidget &focused, const QKeyEvent &event)
{
    if (QApplication::activePopupWidget())
        return false; // a menu has the keyboard, and the window's own actions in it
    const auto actions = focused.window()->actions();
    const auto found = std::ranges::find_if(actions, [keys = QKeySequence(event.keyCombination())](const QAction *action) {
        return action->isEnabled() && action->shortcuts().contains(keys);
    });
    if (found == actions.end())
        return false;
    (*found)->trigger();
    return true;
}

} // namespace ui::window
