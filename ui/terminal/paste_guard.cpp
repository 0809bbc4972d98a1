#include "ui/terminal/paste_guard.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::terminal {
namespace {

constexpr qsizetype kPreviewChars = 20'000;
constexpr int kWidth = 560, kPreviewHeight = 180;

bool isControl(QChar c)
{
    const ushort code = c.unicode();
    return (code < 0x20 && c != QLatin1Char('\t') && c != QLatin1Char('\n') && c != QLatin1Char('\r')) || (code >= 0x7f && code < 0xa0);
}

// Bidirectional overrides, zero-width and other format characters change what is seen, not what runs.
bool isInvisible(QChar c)
{
    return c.category() == QChar::Other_Format;
}

QString headline(const PasteRisk &risk)
{
    if (risk.controls > 0)
        return risk.controls == 1 ? PasteGuard::tr("This text contains a control or invisible character")
                                  : PasteGuard::tr("This text contains %1 control or invisible characters").arg(risk.controls);
    return PasteGuard::tr("Paste %1 lines?").arg(risk.lines);
}

QString explanation(const PasteRisk &risk)
{
    return risk.controls > 0 ? PasteGuard::tr("They are shown below as marks. Control characters are taken out; the rest is pasted as it is.")
                             : PasteGuard::tr("Each line end can run a command. Nothing is sent until you confirm.");
}

} // namespace

PasteRisk assessPaste(const QString &text)
{
    PasteRisk risk;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QLatin1Char('\n') || (c == QLatin1Char('\r') && (i + 1 == text.size() || text[i + 1] != QLatin1Char('\n'))))
            ++risk.lines;
        else if (isControl(c) || isInvisible(c))
            ++risk.controls;
    }
    return risk;
}

QString pastePreview(const QString &text)
{
    QString shown;
    for (const QChar c : text.left(kPreviewChars)) {
        if (c == QLatin1Char('\r'))
            continue;
        if (c.unicode() < 0x20 && isControl(c))
            shown += QChar(0x2400 + c.unicode()); // the control pictures
        else if (isControl(c) || isInvisible(c))
            shown += QStringLiteral("‹U+%1›").arg(int(c.unicode()), 4, 16, QLatin1Char('0')).toUpper();
        else
            shown += c;
    }
    if (text.size() > kPreviewChars)
        shown += QStringLiteral("\n…");
    return shown;
}

PasteGuard::PasteGuard(const QString &text, const QFont &font, QWidget *parent)
    : QDialog(parent)
{
    const PasteRisk risk = assessPaste(text);
    setWindowTitle(tr("Paste"));
    setObjectName(QStringLiteral("pasteGuard"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);

    auto *title = new QLabel(headline(risk), this);
    theme::setVariant(title, "tone", "title");
    auto *why = new QLabel(explanation(risk), this);
    why->setWordWrap(true);
    theme::setVariant(why, "tone", "dim");
    auto *preview = new QPlainTextEdit(pastePreview(text), this);
    preview->setReadOnly(true);
    preview->setFont(font);
    preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    preview->setMinimumHeight(kPreviewHeight);
    preview->setAccessibleName(tr("Text to paste"));
    preview->setTabChangesFocus(true);

    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *paste = new QPushButton(risk.lines > 1 ? tr("Paste %1 lines").arg(risk.lines) : tr("Paste"), this);
    theme::setVariant(paste, "kind", "primary");
    paste->setObjectName(QStringLiteral("confirmPaste"));
    paste->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(paste, &QPushButton::clicked, this, [this, text] {
        accept();
        Q_EMIT confirmed(text);
    });

    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(paste);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(theme::kSpace4, theme::kSpace4, theme::kSpace4, theme::kSpace4);
    all->setSpacing(theme::kSpace3);
    all->addWidget(title);
    all->addWidget(why);
    all->addWidget(preview, 1);
    all->addLayout(buttons);
    paste->setFocus();
}

} // namespace ui::terminal
