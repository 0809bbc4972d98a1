#include "ui/assistant/card.h"

#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::assistant {

using namespace ui::theme;

TierBars::TierBars(int tier, QWidget *parent) : QWidget(parent), m_tier(tier)
{
    setFixedSize(3 * 16 + 2 * 3, 12);
    setAccessibleName(tr("Tier %1 of 3").arg(tier));
    setToolTip(tr("Hint %1 of 3 for this failure").arg(tier));
}

void TierBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 3; ++i) {
        painter.setBrush(color(i < m_tier ? Role::Assistant : Role::Line));
        painter.drawRoundedRect(QRectF(i * 19, 4, 16, 4), 2, 2);
    }
}

Card::Card(QWidget *parent) : QFrame(parent), m_layout(new QVBoxLayout(this))
{
    setProperty("kind", QStringLiteral("card"));
    m_layout->setContentsMargins(kSpace3, kSpace3 - 2, kSpace3, kSpace3);
    m_layout->setSpacing(6);
}

QLabel *Card::addTitle(const QString &text, int tier)
{
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const title = new QLabel(text, this);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(textFont(12, QFont::DemiBold));
    row->addWidget(title, 1);
    if (tier > 0)
        row->addWidget(new TierBars(tier, this), 0, Qt::AlignVCenter);
    m_layout->addLayout(row);
    return title;
}

QLabel *Card::addText(const QString &text, const char *tone)
{
    auto *const label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setVariant(label, "tone", tone);
    m_layout->addWidget(label);
    return label;
}

QLabel *Card::addCode(const QString &command)
{
    auto *const box = new QFrame(this);
    box->setProperty("kind", QStringLiteral("code"));
    auto *const inside = new QVBoxLayout(box);
    inside->setContentsMargins(10, kSpace2, 10, kSpace2);
    auto *const label = new QLabel(command, box);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFont(monoFont(12));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    inside->addWidget(label);
    m_layout->addWidget(box);
    return label;
}

QPushButton *Card::addButton(const QString &text)
{
    if (!m_buttons) {
        m_buttons = new QHBoxLayout;
        m_buttons->setSpacing(6);
        m_buttons->setContentsMargins(0, kSpace1, 0, 0);
        m_buttons->addStretch();
        m_layout->addLayout(m_buttons);
    }
    auto *const button = new QPushButton(text, this);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

} // namespace ui::assistant
