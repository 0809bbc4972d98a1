#include "ui/window/sticky_header.h"

#include "ui/theme/theme.h"
#include "ui/window/place_text.h"

#include <QPainter>
#include <tuple>

namespace ui::window {

using namespace ui::theme;

StickyHeader::StickyHeader(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(31);
    setAccessibleName(QStringLiteral("Current command"));
}

void StickyHeader::show(const core::shell::Block *block, const QString &cwd)
{
    const auto old = std::tuple(m_command, m_cwd, m_duration, m_exit);
    m_block = block ? block->id : core::base::BlockId{};
    m_command = block ? QString::fromStdString(block->command).section(QLatin1Char('\n'), 0, 0) : QString();
    m_cwd = block && !block->cwd.empty() ? QString::fromStdString(block->cwd) : cwd;
    m_duration.clear();
    m_exit.clear();
    m_failed = false;
    if (block && block->state == core::shell::Block::State::Running)
        m_duration = QStringLiteral("running");
    if (block && block->state == core::shell::Block::State::Finished) {
        m_duration = durationText(block->duration);
        m_failed = block->exitCode && *block->exitCode != 0;
        if (m_failed)
            m_exit = QStringLiteral("exit %1").arg(*block->exitCode);
    }
    if (old != std::tuple(m_command, m_cwd, m_duration, m_exit)) {
        setAccessibleDescription(QStringList{m_command, m_cwd, m_duration, m_exit}.join(QLatin1Char(' ')).simplified());
        update();
    }
}

void StickyHeader::mouseReleaseEvent(QMouseEvent *)
{
    if (m_block.isValid())
        Q_EMIT clicked(m_block);
}

void StickyHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Line));
    const QFont font = monoFont(12);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    const QRect line = rect().adjusted(20, 0, -14, -1);
    int right = line.right() + 1;
    const auto atRight = [&](const QString &text, Role role) {
        if (text.isEmpty())
            return;
        const int width = metrics.horizontalAdvance(text);
        painter.setPen(color(role));
        painter.drawText(QRect(right - width, line.top(), width, line.height()), Qt::AlignVCenter, text);
        right -= width + kSpace3;
    };
    atRight(m_exit, Role::Fail);
    atRight(m_duration, Role::Dim);
    int left = line.left();
    const auto atLeft = [&](const QString &text, Role role, Qt::TextElideMode mode) {
        if (text.isEmpty() || left >= right)
            return;
        const QString shown = metrics.elidedText(text, mode, right - left);
        painter.setPen(color(role));
        painter.drawText(QRect(left, line.top(), right - left, line.height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
        left += metrics.horizontalAdvance(shown) + kSpace3;
    };
    atLeft(m_command, Role::Text, Qt::ElideRight);
    atLeft(m_cwd, Role::Dim, Qt::ElideLeft);
}

} // namespace ui::window
