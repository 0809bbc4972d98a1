#include "ui/desk/notice_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace ui::desk {

using namespace ui::theme;

NoticeBar::NoticeBar(QWidget *parent) : QFrame(parent)
{
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(kSpace4, kSpace1 + 2, kSpace2, kSpace1 + 2);
    row->setSpacing(kSpace2);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("noticeText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_offer = new QPushButton(this);
    setVariant(m_offer, "size", "small");
    m_dismiss = new QToolButton(this);
    m_dismiss->setIcon(icon(QStringLiteral("x")));
    m_dismiss->setFixedSize(22, 22);
    m_dismiss->setAccessibleName(tr("Dismiss"));
    m_dismiss->setToolTip(m_dismiss->accessibleName());
    row->addWidget(m_text, 1);
    row->addWidget(m_offer);
    row->addWidget(m_dismiss);
    connect(m_offer, &QPushButton::clicked, this, [this] {
        if (m_run)
            m_run();
    });
    connect(m_dismiss, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void NoticeBar::say(const QString &sentence, const char *tone, const QString &offer, std::function<void()> run)
{
    m_run = std::move(run);
    m_text->setText(sentence);
    setVariant(m_text, "tone", tone);
    m_offer->setText(offer);
    m_offer->setVisible(!offer.isEmpty());
    setAccessibleName(sentence);
    setVisible(!sentence.isEmpty());
}

void NoticeBar::setDismissible(bool dismissible)
{
    m_dismiss->setVisible(dismissible);
}

QString NoticeBar::text() const
{
    return isVisibleTo(parentWidget()) ? m_text->text() : QString();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Raised));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Line));
}

} // namespace ui::desk
