#include "ui/window/failures_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr int kWidestButton = 120; // pixels: "Show everything", whichever words the button has now
}

FailuresBar::FailuresBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("failuresBar"));
    setAccessibleName(tr("Only failures are shown"));
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(20 + 16 + kSpace2, 0, 14, 1);
    layout->setSpacing(kSpace2);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("failuresText"));
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a narrow pane has room for the button all the same
    m_hint = new QLabel(tr("Esc"), this);
    setVariant(m_hint, "tone", "dim");
    m_leave = new QPushButton(this);
    m_leave->setObjectName(QStringLiteral("showEverything"));
    setVariant(m_leave, "size", "small");
    m_leave->setFocusPolicy(Qt::NoFocus); // the keyboard stays with the terminal, where Esc leaves
    connect(m_leave, &QPushButton::clicked, this, &FailuresBar::left);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_hint);
    layout->addWidget(m_leave);
    hide();
}

void FailuresBar::setCount(int failures)
{
    m_failures = failures;
    arrange();
}

void FailuresBar::arrange()
{
    const QString words = m_failures == 0 ? tr("Only failed commands: none so far") : tr("Only failed commands: %1").arg(m_failures);
    const QMargins around = layout()->contentsMargins();
    const int taken = around.left() + around.right() + 2 * layout()->spacing() + m_hint->sizeHint().width() + kWidestButton;
    const bool roomy = width() - taken >= m_text->fontMetrics().horizontalAdvance(words);
    m_text->setText(roomy ? words : tr("Failed: %1").arg(m_failures));
    m_hint->setVisible(roomy);
    m_leave->setText(roomy ? tr("Show everything") : tr("Show all"));
}

void FailuresBar::resizeEvent(QResizeEvent *)
{
    arrange();
}

void FailuresBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Raised));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Warn));
    drawIcon(painter, QRectF(20, (height() - 1) / 2.0 - 8, 16, 16), QStringLiteral("circle-alert"), color(Role::Warn));
}

} // namespace ui::window
