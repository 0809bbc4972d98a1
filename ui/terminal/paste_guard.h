// Shows what is about to be pasted when it could do more than it seems to: several lines, or control characters. Bracketed
// paste does not switch it off: a program may have asked for it and died, and many container shells never ask.
#pragma once
#include <QDialog>
#include <QString>

namespace ui::terminal {

struct PasteRisk
{
    int lines = 1;
    int controls = 0; // other than tab and line ends
    bool needsConsent() const { return lines > 1 || controls > 0; }
};
PasteRisk assessPaste(const QString &text); // a trailing line end counts as a second line: it would run the first

// Control and invisible characters made visible, cut to what a person can look through.
QString pastePreview(const QString &text);

class PasteGuard : public QDialog
{
    Q_OBJECT
public:
    PasteGuard(const QString &text, const QFont &font, QWidget *parent);

Q_SIGNALS:
    void confirmed(const QString &text);
};

} // namespace ui::terminal
