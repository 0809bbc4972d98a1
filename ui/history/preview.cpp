#include "ui/history/preview.h"

#include "core/telemetry/redactor.h"
#include "ui/history/history_text.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/paste_guard.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QTextBlock>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::history {

using namespace ui::theme;
using core::store::CommandRecord;

namespace {

constexpr int kFewestLines = 2, kMostLines = 8; // of the command, before it scrolls
constexpr int kLeastOutput = 120;
constexpr int kChrome = 2 * kSpace4 + 2 * kSpace2 + 2 + 10; // beside the command's text: margins, padding, lines, a scroll bar
constexpr qsizetype kOutputChars = 16 * 1024;   // shown of an output: its end

QPlainTextEdit *makeText(const QString &name, QWidget *parent)
{
    auto *const text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setTabChangesFocus(true);
    text->setUndoRedoEnabled(false);
    text->setFont(commandFont(12));
    text->document()->setDocumentMargin(kSpace2);
    text->setAccessibleName(name);
    setVariant(text, "kind", "bare");
    return text;
}

QFrame *framed(QPlainTextEdit *text, QWidget *parent)
{
    auto *const frame = new QFrame(parent);
    setVariant(frame, "kind", "code");
    auto *const inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(text);
    return frame;
}

// Characters that are not seen, and masked secrets, stand out.
void fill(QPlainTextEdit &text, const QString &content)
{
    const QString redacted = QString::fromUtf8(core::telemetry::kRedacted.data(), qsizetype(core::telemetry::kRedacted.size()));
    QTextCharFormat plain, mark;
    mark.setForeground(color(Role::Warn));
    text.clear();
    QTextCursor cursor(text.document());
    cursor.beginEditBlock();
    for (const terminal::PreviewPiece &piece : terminal::previewPieces(content)) {
        const QStringList parts = piece.text.split(redacted);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            if (i > 0)
                cursor.insertText(redacted, mark);
            cursor.insertText(parts[i], piece.mark ? mark : plain);
        }
    }
    cursor.endEditBlock();
    text.moveCursor(QTextCursor::Start);
}

} // namespace

Preview::Preview(core::store::Store &store, QString home, QWidget *parent)
    : QWidget(parent), m_store(store), m_home(std::move(home)), m_outputs([this](std::int64_t id) { send(id); })
{
    setAccessibleName(tr("Selected command"));
    auto *const all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    auto *const area = new QScrollArea(this); // a small window shows a part of it
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    all->addWidget(area);
    m_content = new QWidget(area);
    area->setWidget(m_content);
    auto *const column = new QVBoxLayout(m_content);
    column->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace3);
    column->setSpacing(kSpace2);
    m_command = makeText(tr("Command"), m_content);
    m_command->setObjectName(QStringLiteral("previewCommand"));
    m_command->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    auto *const command = framed(m_command, m_content);
    command->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    column->addWidget(command);
    auto *const facts = new QWidget(m_content);
    facts->setObjectName(QStringLiteral("previewFacts"));
    m_facts = new QGridLayout(facts); // a QFormLayout takes from a wrapped row what one above it would need if it were narrow
    m_facts->setContentsMargins(0, kSpace1, 0, kSpace1);
    m_facts->setHorizontalSpacing(kSpace4);
    m_facts->setVerticalSpacing(kSpace1);
    m_facts->setColumnStretch(1, 1);
    column->addWidget(facts);
    m_outputTitle = new QLabel(tr("Output"), m_content);
    m_outputTitle->setFont(labelFont());
    setVariant(m_outputTitle, "tone", "dim");
    m_outputNote = new QLabel(m_content);
    m_outputNote->setObjectName(QStringLiteral("previewNote"));
    m_outputNote->setWordWrap(true);
    setVariant(m_outputNote, "tone", "dim");
    m_output = makeText(tr("Output"), m_content);
    m_output->setObjectName(QStringLiteral("previewOutput"));
    m_output->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_output->setMinimumHeight(kLeastOutput);
    column->addWidget(m_outputTitle);
    column->addWidget(m_outputNote);
    m_outputFrame = framed(m_output, m_content);
    column->addWidget(m_outputFrame, 100);
    for (QPlainTextEdit *text : {m_command, m_output})
        text->installEventFilter(this);
    column->addStretch(1);
    clear();
}

void Preview::clear()
{
    m_record.reset();
    m_outputs.drop();
    m_content->hide();
}

void Preview::display(const CommandRecord &record)
{
    if (m_record && m_record->id == record.id && m_record->count == record.count)
        return;
    m_record = record;
    m_content->show();
    const QString command = QString::fromStdString(record.command);
    fill(*m_command, command);
    fitCommand();
    fillFacts();
    m_outputs.drop();
    m_output->clear();
    if (record.hasOutput) {
        sayOutput(tr("Reading…"));
        m_outputNote->hide(); // an answer comes at once or not at all; no flicker
        m_outputs.ask(record.id);
    } else {
        sayOutput(tr("Nothing was kept of it."));
    }
}

// As high as the command needs at this width, within bounds.
void Preview::fitCommand()
{
    const QFontMetricsF metrics(m_command->font());
    const int columns = std::max(1, int((width() - kChrome) / metrics.averageCharWidth()));
    int lines = 0;
    for (QTextBlock block = m_command->document()->begin(); block.isValid() && lines < kMostLines; block = block.next())
        lines += 1 + (block.length() - 2) / columns;
    m_command->setFixedHeight(int(metrics.lineSpacing() * std::clamp(lines, kFewestLines, kMostLines)) + 2 * kSpace2);
}

// The frame around a text shows that it has the keyboard.
bool Preview::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        setVariant(static_cast<QWidget *>(watched)->parentWidget(), "focused", event->type() == QEvent::FocusIn ? "true" : "false");
    return false;
}

void Preview::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitCommand();
}

void Preview::addFact(const QString &what, const QString &value, const char *tone)
{
    if (value.isEmpty())
        return;
    auto *const label = new QLabel(what, this);
    setVariant(label, "tone", "dim");
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *const text = new QLabel(value, this);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setAccessibleName(what + QLatin1Char(' ') + value);
    if (*tone)
        setVariant(text, "tone", tone);
    const int row = m_facts->count() / 2; // rowCount() never falls
    m_facts->addWidget(label, row, 0);
    m_facts->addWidget(text, row, 1);
}

void Preview::fillFacts()
{
    while (QLayoutItem *const fact = m_facts->takeAt(0)) {
        delete fact->widget();
        delete fact;
    }
    const CommandRecord &record = *m_record;
    const auto text = [](const std::string &value) { return QString::fromStdString(value); };
    const Outcome outcome = outcomeOf(record);
    const bool imported = record.session.empty();
    const QString before = record.count < 2 ? QString() : record.count == 2 ? tr(", and once before") : tr(", and %1 times before").arg(record.count - 1);
    const QString took = imported ? QString() : tr(" after %1").arg(terminal::durationText(record.duration));
    addFact(tr("Result"), outcomeText(record) + took, outcome == Outcome::Failed ? "fail" : outcome == Outcome::Succeeded ? "ok" : "");
    addFact(tr("When"), whenExact(record.start) + before);
    QString where = placeText(record);
    if (!record.image.empty())
        where += tr(" from %1").arg(text(record.image));
    addFact(tr("Where"), where);
    addFact(tr("Folder"), folderText(record, m_home));
    addFact(tr("As"), record.shell.empty() ? text(record.user) : tr("%1 in %2").arg(text(record.user), text(record.shell)));
    if (imported)
        addFact(tr("Source"), tr("Imported from a shell's history file."), "warn");
    else if (!record.trusted)
        addFact(tr("Source"), unverifiedText(), "warn");
    if (record.masked)
        addFact(tr("Secrets"), tr("A secret was masked before this was stored."), "warn");
}

void Preview::send(std::int64_t id)
{
    m_store.output(id, [self = QPointer(this), id](core::base::Result<core::store::KeptOutput> kept) {
        // On the store's thread: only post, as in HistoryModel.
        QMetaObject::invokeMethod(qApp, [self, id, kept = std::move(kept)]() mutable {
            if (self)
                self->receive(id, std::move(kept));
        }, Qt::QueuedConnection);
    });
}

void Preview::receive(std::int64_t id, core::base::Result<core::store::KeptOutput> kept)
{
    if (!m_outputs.answered() || !m_record || m_record->id != id)
        return;
    if (!kept) {
        sayOutput(QString::fromStdString(kept.error().message));
        return;
    }
    const QString text = QString::fromStdString(kept->text);
    if (text.isEmpty()) {
        sayOutput(tr("It printed nothing."));
        return;
    }
    const bool longer = text.size() > kOutputChars;
    m_outputNote->setText(kept->cut ? tr("Its end; the beginning was not kept.") : longer ? tr("Its end.") : QString());
    m_outputNote->setVisible(kept->cut || longer);
    m_outputFrame->show();
    fill(*m_output, text.right(kOutputChars));
    m_output->moveCursor(QTextCursor::End); // what went wrong is said last
    m_output->horizontalScrollBar()->setValue(0);
}

void Preview::sayOutput(const QString &sentence)
{
    m_outputFrame->hide();
    m_outputNote->setText(sentence);
    m_outputNote->show();
}

} // namespace ui::history
