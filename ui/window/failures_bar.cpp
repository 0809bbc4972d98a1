#include "ui/window/failures_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::window {

using namespace ui::theme;

FailuresBar::FailuresBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("failuresBar"));
    setAccessibleName(tr("Only failures are shown"));
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(20 + 16 + kSpace2, 0, 14, 1);
    layout->setSpacing(kSpace2);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("failuresText"));
    auto *const hint = new QLabel(tr("Esc"), this);
    setVariant(hint, "tone", "dim");
    auto *const leave = new QPushButton(tr("Show everything"), this);
    leave->setObjectName(QStringLiteral("showEverything"));
    setVariant(leave, "size", "small");
    leave->setFocusPolicy(Qt::NoFocus); // the keyboard stays with the terminal, where Esc leaves
    connect(leave, &QPushButton::clicked, this, &FailuresBar::left);
    layout->addWidget(m_text, 1);
    layout->addWidget(hint);
    layout->addWidget(leave);
    hide();
}

void FailuresBar::setCount(int failures)
{
    const QString words = failures == 0 ? tr("Only failed commands: none so far")
        : failures == 1                 ? tr("Only failed commands: 1")
                                        : tr("Only failed commands: %1").arg(failures);
    if (m_text->text() != words)
        m_text->setText(words);
}

void FailuresBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Raised));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Warn));
    drawIcon(painter, QRectF(20, (height() - 1) / 2.0 - 8, 16, 16), QStringLiteral("circle-alert"), color(Role::Warn));
}

} // namespace ui::window
