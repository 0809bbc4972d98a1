// Shows what is about to be pasted when it could do more than it seems to: several lines, a lot, or characters that are
// not seen. Bracketed paste does not switch it off: a program may have asked for it and died, and many container shells
// never ask.
#pragma once
#include <QDialog>
#include <QString>
#include <vector>

namespace ui::terminal {

struct PasteRisk
{
    int lines = 1;
    bool endsLine = false;   // the last one is ended too: it would run
    int controls = 0;        // other than tab and line ends; the emulator takes them out
    int invisibles = 0;      // zero-width and bidirectional characters: what is seen is not what runs
    qsizetype bytes = 0;     // as UTF-8
    bool large = false;
    bool endsPaste = false;  // holds the sequence that ends a bracketed paste
    bool hidesSomething() const { return controls > 0 || invisibles > 0; }
    bool needsConsent() const { return lines > 1 || endsLine || large || hidesSomething(); }
};
PasteRisk assessPaste(const QString &text, qsizetype largeFrom = 5 * 1024);

// Control and invisible characters as marks, cut to what a person can look through.
struct PreviewPiece
{
    QString text;
    bool mark = false;
};
std::vector<PreviewPiece> previewPieces(const QString &text);
QString pastePreview(const QString &text); // the same in one

// Line ends, and the blanks and continuation backslashes around them, become one blank.
QString asOneLine(const QString &text);

class PasteGuard : public QDialog
{
    Q_OBJECT
public:
    PasteGuard(const QString &text, const PasteRisk &risk, const QFont &font, QWidget *parent);

Q_SIGNALS:
    void confirmed(const QString &text);
};

} // namespace ui::terminal
