#include "ui/window/status_strip.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>

namespace ui::window {

using namespace ui::theme;

StatusStrip::StatusStrip(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(26);
    setAccessibleName(tr("Status"));
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 1, 14, 0);
    layout->setSpacing(18);
    const auto label = [&](const char *name) {
        auto *const made = new QLabel(this);
        made->setObjectName(QLatin1String(name));
        made->setFont(textFont(11));
        setVariant(made, "tone", "dim");
        layout->addWidget(made);
        return made;
    };
    m_place = label("place");
    m_cwd = label("cwd");
    m_cwd->setTextFormat(Qt::PlainText);
    m_shell = label("shell");
    m_shell->setTextFormat(Qt::PlainText);
    for (QLabel *const text : {m_place, m_cwd, m_shell})
        text->setMinimumWidth(1); // a long path must not widen the window
    layout->addStretch(1);
    m_shield = label("shield");
    layout->addSpacing(-12);
    m_reach = label("reach");
    setVariant(m_reach, "tone", "warn");
    m_viewers = label("viewers");
    m_size = label("size");
    m_encoding = label("encoding");
    m_encoding->setText(QStringLiteral("UTF-8"));
    refresh();
}

void StatusStrip::show(const Status &status)
{
    if (status == m_status)
        return;
    m_status = status;
    refresh();
}

void StatusStrip::showNotice(const QString &text)
{
    m_notice = text;
    refresh();
    QTimer::singleShot(8000, this, [this, text] {
        if (m_notice == text) {
            m_notice.clear();
            refresh();
        }
    });
}

void StatusStrip::showTarget(const QString &target)
{
    m_target = target;
    refresh();
}

void StatusStrip::refresh()
{
    QString place;
    if (!m_status.place.isEmpty()) {
        place = QStringLiteral("<span style='color:%1'>■ <b style='font-weight:500'>%2</b></span>").arg(m_status.identity.name(), m_status.place.toHtmlEscaped());
        for (const QString &part : {m_status.user, m_status.engine}) {
            if (part.isEmpty())
                continue;
            // Root is marked by colour and word; the word is there already.
            const QString shown = part == QLatin1String("root") ? QStringLiteral("<span style='color:%1'>root</span>").arg(color(Role::Warn).name()) : part.toHtmlEscaped();
            place += QStringLiteral(" · ") + shown;
        }
    }
    m_place->setText(place);
    m_cwd->setText(!m_target.isEmpty() ? m_target : !m_notice.isEmpty() ? m_notice : m_status.cwd);
    m_cwd->setVisible(!m_cwd->text().isEmpty());
    m_shell->setText(m_status.paused ? m_status.shell + tr(" · waiting for the history to be written") : m_status.shell);
    const bool reach = !m_status.reach.isEmpty();
    m_shield->setVisible(reach);
    m_reach->setVisible(reach);
    m_shield->setPixmap(icon(QStringLiteral("shield-alert"), Role::Warn).pixmap(QSize(14, 14), devicePixelRatioF()));
    m_reach->setText(m_status.reach);
    m_reach->setToolTip(m_status.reachWhy);
    m_viewers->setVisible(m_status.viewers > 0);
    m_viewers->setText(tr("%1 viewing").arg(m_status.viewers));
    m_size->setText(m_status.cols > 0 ? QStringLiteral("%1×%2").arg(m_status.cols).arg(m_status.rows) : QString());
}

void StatusStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::StyleChange)
        refresh();
    QWidget::changeEvent(event);
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, 0, width(), 1), color(Role::Line));
}

} // namespace ui::window
