#include "ui/window/rerun_dialog.h"

#include "ui/terminal/block_layout.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/theme/theme.h"
#include "ui/window/place_text.h"
#include "ui/window/rerun_check.h"

#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextOption>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::window {

using namespace ui::theme;

namespace {

constexpr int kWidth = 520, kMostLines = 8;

QLabel *plain(const QString &text, QWidget *parent, const char *tone = nullptr)
{
    auto *const label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (tone)
        setVariant(label, "tone", tone);
    return label;
}

QPixmap identitySquare(const QColor &color, qreal ratio)
{
    constexpr int kSide = 9;
    QPixmap square(QSize(kSide, kSide) * ratio);
    square.setDevicePixelRatio(ratio);
    square.fill(Qt::transparent);
    QPainter painter(&square);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0, 0, kSide, kSide), 3, 3);
    return square;
}

} // namespace

RerunDialog::RerunDialog(core::shell::Block block, terminal::TerminalWidget &terminal, QWidget *parent)
    : QDialog(parent), m_block(std::move(block)), m_terminal(terminal)
{
    setWindowTitle(tr("Run again"));
    setObjectName(QStringLiteral("rerunDialog"));
    setFixedWidth(kWidth);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    layout->addWidget(plain(tr("Run this command again?"), this, "title"));
    layout->addWidget(makePreview(terminal.font()));
    layout->addWidget(makeFacts());
    m_obstacle = plain({}, this, "warn");
    m_obstacle->setObjectName(QStringLiteral("rerunObstacle"));
    layout->addWidget(m_obstacle);
    layout->addSpacing(kSpace1);

    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    m_run = new QPushButton(tr("Run again"), this);
    m_run->setObjectName(QStringLiteral("rerun"));
    auto *const cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("cancelRerun"));
    cancel->setDefault(true); // what a hurried hand presses
    cancel->setFocus();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_run, &QPushButton::clicked, this, &RerunDialog::run);
    row->addStretch();
    row->addWidget(m_run);
    row->addWidget(cancel);
    layout->addLayout(row);

    connect(&terminal, &terminal::TerminalWidget::frameShown, this, &RerunDialog::check);
    connect(&terminal, &terminal::TerminalWidget::readOnlyChanged, this, &RerunDialog::check);
    connect(&terminal, &terminal::TerminalWidget::sessionEnded, this, &RerunDialog::check);
    check();
    cancel->setFocus();
}

// Left to right whatever is in it: text of the other direction must not move what stands beside it.
QWidget *RerunDialog::makePreview(const QFont &font)
{
    auto *const frame = new QFrame(this);
    setVariant(frame, "kind", "code");
    auto *const inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    auto *const preview = new QPlainTextEdit(frame);
    preview->setObjectName(QStringLiteral("rerunPreview"));
    preview->setAccessibleName(tr("The command"));
    preview->setReadOnly(true);
    preview->setTabChangesFocus(true);
    preview->setFont(font);
    setVariant(preview, "kind", "bare");
    preview->setLayoutDirection(Qt::LeftToRight);
    QTextOption option = preview->document()->defaultTextOption();
    option.setTextDirection(Qt::LeftToRight);
    option.setWrapMode(QTextOption::WrapAnywhere);
    preview->document()->setDefaultTextOption(option);
    preview->document()->setDocumentMargin(kSpace2);
    QTextCharFormat text, mark;
    text.setFont(font);
    mark.setFont(font);
    mark.setForeground(color(Role::Warn));
    QTextCursor cursor(preview->document());
    for (const terminal::PreviewPiece &piece : terminal::previewPieces(QString::fromStdString(m_block.command)))
        cursor.insertText(piece.text, piece.mark ? mark : text);
    preview->moveCursor(QTextCursor::Start);
    // As high as the command needs, up to a few lines; the rest scrolls.
    const QFontMetrics metrics(font);
    const int width = kWidth - 2 * kSpace4 - 2 * kSpace2 - 2;
    const int needed = metrics.boundingRect(QRect(0, 0, width, QWIDGETSIZE_MAX), Qt::TextWrapAnywhere, preview->toPlainText()).height();
    preview->setFixedHeight(std::clamp(needed, metrics.lineSpacing(), kMostLines * metrics.lineSpacing()) + 2 * kSpace2 + 4);
    inside->addWidget(preview);
    return frame;
}

QWidget *RerunDialog::makeFacts()
{
    auto *const facts = new QWidget(this);
    auto *const grid = new QGridLayout(facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kSpace3);
    grid->setVerticalSpacing(kSpace1);
    grid->setColumnStretch(1, 1);
    const auto add = [&](const QString &name, QWidget *value) {
        const int row = grid->rowCount();
        auto *const label = plain(name, facts, "dim");
        label->setWordWrap(false);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
    };
    const auto &place = m_terminal.session()->info().place;
    auto *const where = new QWidget(facts);
    auto *const line = new QHBoxLayout(where);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(kSpace2);
    auto *const square = new QLabel(where);
    square->setPixmap(identitySquare(identityOf(place), devicePixelRatioF()));
    auto *const name = plain(placeSentence(place), where);
    name->setObjectName(QStringLiteral("rerunPlace"));
    line->addWidget(square);
    line->addWidget(name, 1);
    add(tr("Runs in"), where);
    m_folder = plain({}, facts);
    m_folder->setObjectName(QStringLiteral("rerunFolder"));
    add(tr("Folder"), m_folder);
    add(tr("Last time"), plain(terminal::spokenState(m_block), facts));
    return facts;
}

void RerunDialog::check()
{
    const auto frame = m_terminal.session()->frame();
    const QString folder = QString::fromStdString(frame->cwd), before = QString::fromStdString(m_block.cwd);
    QString words = folder.isEmpty() ? tr("not known") : folder;
    const bool elsewhere = !before.isEmpty() && before != folder;
    if (elsewhere)
        words += QStringLiteral("\n") + tr("Last time it ran in %1.").arg(before);
    m_folder->setText(words);
    setVariant(m_folder, "tone", elsewhere ? "warn" : "");
    const QString obstacle = rerunObstacle(m_block, *frame, m_terminal.isReadOnly());
    m_obstacle->setText(obstacle);
    m_obstacle->setVisible(!obstacle.isEmpty());
    m_run->setEnabled(obstacle.isEmpty());
}

void RerunDialog::run()
{
    check(); // as of the newest frame, which may not have been painted yet
    if (!m_run->isEnabled())
        return;
    accept();
    Q_EMIT confirmed(m_block.command);
}

} // namespace ui::window
