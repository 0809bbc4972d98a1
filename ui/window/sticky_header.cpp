#include "ui/window/sticky_header.h"

#include "ui/terminal/block_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/block_facts.h"
#include "ui/window/place_text.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <tuple>

namespace ui::window {

using namespace ui::theme;

StickyHeader::StickyHeader(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(31);
    setAccessibleName(tr("Current command"));
}

// With the first command that has ended.
void StickyHeader::makeButtons()
{
    m_buttons = new QWidget(this);
    auto *const row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    connect(addButton("copy", tr("Copy output"), "headerCopy"), &QToolButton::clicked, this,
            [this] { Q_EMIT chosen(m_block, terminal::BlockAction::CopyOutput); });
    m_rerun = addButton("rotate-cw", tr("Run again…"), "headerRerun");
    connect(m_rerun, &QToolButton::clicked, this, [this] { Q_EMIT chosen(m_block, terminal::BlockAction::Rerun); });
    auto *const more = addButton("ellipsis", tr("More for this command"), "headerMore");
    connect(more, &QToolButton::clicked, this, [this, more] { Q_EMIT menuRequested(m_block, more->mapToGlobal(QPoint(0, more->height() + 2))); });
}

QToolButton *StickyHeader::addButton(const char *icon, const QString &words, const char *object)
{
    auto *const button = new QToolButton(m_buttons);
    button->setObjectName(QLatin1String(object));
    button->setIcon(theme::icon(QLatin1String(icon)));
    button->setIconSize({14, 14});
    button->setFixedSize(22, 22);
    button->setToolTip(words);
    button->setAccessibleName(words);
    button->setFocusPolicy(Qt::NoFocus); // the keyboard stays with the terminal, which has a menu for them
    m_buttons->layout()->addWidget(button);
    return button;
}

void StickyHeader::placeButtons()
{
    if (!m_buttons)
        return;
    m_buttons->adjustSize();
    m_buttons->move(width() - m_buttons->width() - kSpace2, (height() - 1 - m_buttons->height()) / 2);
}

void StickyHeader::resizeEvent(QResizeEvent *)
{
    placeButtons();
}

// Made when somebody asks: what runs has run longer by then.
bool StickyHeader::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_block.isValid())
        return QWidget::event(event);
    const QString how = QStringLiteral("<div style='color:%1'>%2</div>").arg(color(Role::Dim).name(), tr("Click to go to where it began").toHtmlEscaped());
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), blockToolTip(m_shown, m_where, QDateTime::currentDateTime()) + how, this, rect());
    return true;
}

void StickyHeader::show(const core::shell::Block *block, const core::session::Place &where, const QString &cwd)
{
    const auto old = std::tuple(m_block, m_command, m_cwd, m_duration, m_exit, m_shown.start, m_shown.trusted, m_where.containerName, m_where.user);
    m_where = where;
    if (block)
        m_shown = *block;
    m_block = block ? block->id : core::base::BlockId{};
    m_command = block ? QString::fromStdString(block->command).section(QLatin1Char('\n'), 0, 0) : QString();
    m_cwd = block && !block->cwd.empty() ? QString::fromStdString(block->cwd) : cwd;
    m_duration.clear();
    m_exit.clear();
    setCursor(block ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const bool ended = block && block->state == core::shell::Block::State::Finished && block->trusted;
    if (ended && !m_buttons)
        makeButtons();
    if (m_buttons) {
        m_rerun->setVisible(ended && !block->command.empty());
        m_buttons->setVisible(ended);
        placeButtons();
    }
    if (block && block->state == core::shell::Block::State::Running)
        m_duration = tr("running");
    if (block && block->state == core::shell::Block::State::Finished) {
        m_duration = terminal::durationLabel(block->duration);
        m_exit = terminal::exitText(*block);
        m_failed = terminal::lookOf(*block) == terminal::BlockLook::Failed;
    }
    if (old != std::tuple(m_block, m_command, m_cwd, m_duration, m_exit, m_shown.start, m_shown.trusted, m_where.containerName, m_where.user)) {
        setAccessibleDescription(block ? blockSpoken(*block, m_where, QDateTime::currentDateTime()) : m_cwd);
        update();
    }
}

void StickyHeader::setPlace(const QString &name, const QColor &identity, bool active)
{
    m_place = name;
    m_identity = identity;
    m_active = active;
    update();
}

void StickyHeader::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    update();
}

void StickyHeader::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_block.isValid() && event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT clicked(m_block);
}

// The square and the name, as on a tab. Returns where the rest begins.
int StickyHeader::paintPlace(QPainter &painter, const QRect &line) const
{
    constexpr int kSquare = 9;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_identity);
    painter.drawRoundedRect(QRectF(line.left() - 6, line.center().y() - 4, kSquare, kSquare), 3, 3);
    painter.setFont(textFont(12));
    painter.setPen(color(m_active ? Role::Text : Role::Dim));
    const int left = line.left() - 6 + kSquare + kSpace2;
    const QFontMetrics metrics(painter.font());
    const QString shown = metrics.elidedText(m_place, Qt::ElideMiddle, qMax(0, line.width() / 2));
    painter.drawText(QRect(left, line.top(), line.width(), line.height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
    return left + metrics.horizontalAdvance(shown) + kSpace3;
}

void StickyHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Line));
    if (!m_place.isEmpty() && m_active)
        painter.fillRect(QRect(0, 0, width(), 2), m_identity);
    const QFont font = monoFont(12);
    const QFontMetrics metrics(font);
    QRect line = rect().adjusted(20, 0, -14, -1);
    if (!m_place.isEmpty())
        line.setLeft(paintPlace(painter, line));
    painter.setFont(font);
    int right = m_buttons && m_buttons->isVisibleTo(this) ? m_buttons->x() - kSpace2 : line.right() + 1;
    const auto atRight = [&](const QString &text, Role role) {
        if (text.isEmpty())
            return;
        const int width = metrics.horizontalAdvance(text);
        painter.setPen(color(role));
        painter.drawText(QRect(right - width, line.top(), width, line.height()), Qt::AlignVCenter, text);
        right -= width + kSpace3;
    };
    if (m_readOnly)
        atRight(tr("read-only"), Role::Warn);
    atRight(m_exit, m_failed ? Role::Fail : Role::Dim);
    atRight(m_duration, Role::Dim);
    int left = line.left();
    const auto atLeft = [&](const QString &text, Role role, Qt::TextElideMode mode) {
        if (text.isEmpty() || left >= right)
            return;
        const QString shown = metrics.elidedText(text, mode, right - left);
        painter.setPen(color(m_active ? role : Role::Dim));
        painter.drawText(QRect(left, line.top(), right - left, line.height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
        left += metrics.horizontalAdvance(shown) + kSpace3;
    };
    atLeft(m_command, Role::Text, Qt::ElideRight);
    atLeft(m_cwd, Role::Dim, Qt::ElideLeft);
}

} // namespace ui::window
