#include "ui/assistant/ask_box.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace ui::assistant {

using namespace ui::theme;

namespace {

QString tokenText(int tokens)
{
    return tokens < 1000 ? AskBox::tr("%1 tokens").arg(tokens) : AskBox::tr("%1k tokens").arg(tokens / 1000.0, 0, 'f', 1);
}

} // namespace

AskBox::AskBox(QWidget *parent) : QFrame(parent)
{
    setProperty("kind", QStringLiteral("card"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace3, kSpace2, kSpace2, kSpace2);
    layout->setSpacing(6);
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    layout->addWidget(m_problem);

    auto *const row = new QHBoxLayout;
    m_text = new QPlainTextEdit(this);
    setVariant(m_text, "kind", "bare");
    m_text->setPlaceholderText(tr("Ask about this session…"));
    m_text->setAccessibleName(tr("Question to the assistant"));
    m_text->setTabChangesFocus(true);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_text->document()->setDocumentMargin(0);
    m_text->setFixedHeight(22);
    m_text->installEventFilter(this);
    m_send = new QToolButton(this);
    m_send->setIcon(icon(QStringLiteral("arrow-up")));
    m_send->setFixedSize(22, 22);
    m_send->setToolTip(tr("Ask (Enter)"));
    m_send->setAccessibleName(tr("Ask"));
    m_send->hide();
    row->addWidget(m_text, 1);
    row->addWidget(m_send, 0, Qt::AlignBottom);
    layout->addLayout(row);

    auto *const below = new QHBoxLayout;
    m_pill = new QPushButton(this);
    setVariant(m_pill, "kind", "pill");
    m_pill->setMinimumWidth(24); // it gives way to a narrow panel: fitLabel()
    m_size = new QLabel(this);
    m_size->setFont(textFont(11));
    setVariant(m_size, "tone", "dim");
    below->setSpacing(kSpace2);
    below->addWidget(m_pill);
    below->addStretch();
    below->addWidget(m_size);
    layout->addLayout(below);

    connect(m_pill, &QPushButton::clicked, this, &AskBox::previewRequested);
    connect(m_send, &QToolButton::clicked, this, &AskBox::submit);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        m_send->setVisible(!question().isEmpty());
        const int lines = std::clamp(int(m_text->document()->size().height()), 1, 6);
        m_text->setFixedHeight(lines * m_text->fontMetrics().lineSpacing() + 6);
    });
    setContext({});
}

void AskBox::setContext(const core::assistant::Context &context)
{
    m_label = context.label.empty() ? tr("no context") : QString::fromStdString(context.label);
    QString size = tokenText(context.tokens);
    if (context.redacted > 0)
        size += tr(" · %1 redacted").arg(context.redacted);
    m_size->setText(size);
    fitLabel();
}

// The middle goes first: how the command begins and how many more blocks there are is what tells contexts apart.
void AskBox::fitLabel()
{
    constexpr int kPillFrame = 2 * (7 + 1); // padding and border of the theme's pill
    m_pill->ensurePolished();
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right() - m_size->sizeHint().width() - kSpace2 - kPillFrame - 2 * frameWidth();
    const QString shown = m_pill->fontMetrics().elidedText(m_label, Qt::ElideMiddle, std::max(room, 0));
    m_pill->setText(QString(shown).replace(QLatin1Char('&'), QLatin1String("&&"))); // no mnemonic, whatever the command holds
    const QString what = tr("Show exactly what would be sent").toHtmlEscaped();
    m_pill->setToolTip(shown == m_label ? what : m_label.toHtmlEscaped() + QLatin1String("<br>") + what);
}

void AskBox::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitLabel();
}

void AskBox::setReady(bool ready)
{
    m_ready = ready;
    m_send->setEnabled(ready);
}

void AskBox::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

QString AskBox::question() const
{
    return m_text->toPlainText().trimmed();
}

void AskBox::clear()
{
    m_text->clear();
}

void AskBox::focusQuestion()
{
    m_text->setFocus();
}

void AskBox::submit()
{
    setProblem({});
    if (m_ready && !question().isEmpty())
        Q_EMIT asked(question());
}

bool AskBox::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        Q_EMIT focused();
    if (event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !key->modifiers().testFlag(Qt::ShiftModifier)) {
            submit();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace ui::assistant
