#include "ui/theme/notice_page.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::theme {

namespace {
constexpr int kPicture = 28, kWidth = 420;
}

NoticePage::NoticePage(QWidget *parent) : QWidget(parent)
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace6, kSpace6, kSpace6, kSpace6);
    column->setSpacing(kSpace2);
    column->addStretch(2);
    m_picture = new QWidget(this);
    m_picture->setFixedSize(kPicture, kPicture);
    column->addWidget(m_picture, 0, Qt::AlignHCenter);
    column->addSpacing(kSpace1);
    m_title = new QLabel(this);
    setVariant(m_title, "tone", "title");
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("noticeSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumWidth(200);
    m_sentence->setMaximumWidth(kWidth);
    setVariant(m_sentence, "tone", "dim");
    for (QLabel *label : {m_title, m_sentence}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
    }
    column->addWidget(m_title);
    auto *const middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_sentence, 20);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(kSpace2);
    m_offer = new QPushButton(this);
    m_offer->setObjectName(QStringLiteral("noticeOffer"));
    m_offer->setAutoDefault(true);
    connect(m_offer, &QPushButton::clicked, this, [this] { Q_EMIT offered(m_name); });
    column->addWidget(m_offer, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

void NoticePage::say(const QString &icon, const QString &title, const QString &sentence, const QString &offer, const QString &name)
{
    m_icon = icon;
    m_name = name;
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_offer->setText(offer);
    m_offer->setVisible(!offer.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    update();
}

QString NoticePage::text() const
{
    return m_title->text() + QLatin1Char('\n') + m_sentence->text();
}

void NoticePage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawIcon(painter, QRectF(m_picture->geometry()), m_icon, color(Role::Faint));
}

} // namespace ui::theme
