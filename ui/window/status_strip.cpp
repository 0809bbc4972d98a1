#include "ui/window/status_strip.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr int kMargin = 14, kGap = 18, kShieldGap = 6;
constexpr int kFolder = 90, kSaid = 220; // what a folder or a sentence keeps before others give way
}

StatusStrip::StatusStrip(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(26);
    setAccessibleName(tr("Status"));
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, 1, kMargin, 0);
    layout->setSpacing(kGap);
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
    layout->addSpacing(kShieldGap - kGap);
    m_reach = label("reach");
    setVariant(m_reach, "tone", "warn");
    for (QLabel *const part : {m_shield, m_reach}) {
        part->setCursor(Qt::PointingHandCursor);
        part->installEventFilter(this);
    }
    m_recording = label("recording");
    setVariant(m_recording, "tone", "fail");
    m_zoomed = label("zoomed");
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
    m_folder = !m_target.isEmpty() ? m_target : !m_notice.isEmpty() ? m_notice : m_status.cwd;
    m_shell->setText(m_status.paused ? m_status.shell + tr(" · waiting for the history to be written") : m_status.shell);
    const bool reach = !m_status.reach.isEmpty();
    m_shield->setVisible(reach);
    m_reach->setVisible(reach);
    m_shield->setPixmap(icon(QStringLiteral("shield-alert"), Role::Warn).pixmap(QSize(14, 14), devicePixelRatioF()));
    m_reach->setText(m_status.reach);
    for (QLabel *label : {m_shield, m_reach})
        label->setToolTip(m_status.reachWhy + (reach ? QLatin1Char('\n') + tr("Click for the container's details.") : QString()));
    m_recording->setVisible(!m_status.recording.isEmpty());
    m_recording->setText(tr("● recording %1").arg(m_status.recording));
    m_zoomed->setText(m_status.hiddenPanes > 0 ? tr("zoomed · %1 hidden").arg(m_status.hiddenPanes) : QString());
    m_viewers->setText(tr("%1 viewing").arg(m_status.viewers));
    m_size->setText(m_status.cols > 0 ? QStringLiteral("%1×%2").arg(m_status.cols).arg(m_status.rows) : QString());
    fit();
}

// In a narrow window the least important goes first, and the folder keeps its end; what is said now keeps its beginning.
void StatusStrip::fit()
{
    const bool said = !m_target.isEmpty() || !m_notice.isEmpty();
    const QFontMetrics metrics(m_cwd->font());
    const int folder = metrics.horizontalAdvance(m_folder);
    int left = width() - 2 * kMargin - m_place->sizeHint().width();
    const auto take = [&](QLabel *label, int gap, bool wanted, int keep) {
        const int needed = label->sizeHint().width() + gap;
        const bool shown = wanted && !label->text().isEmpty() && left - needed >= keep;
        label->setVisible(shown);
        left -= shown ? needed : 0;
    };
    if (!m_status.reach.isEmpty())
        left -= m_shield->sizeHint().width() + m_reach->sizeHint().width() + kGap + kShieldGap;
    if (!m_status.recording.isEmpty())
        left -= m_recording->sizeHint().width() + kGap;
    const int least = m_folder.isEmpty() ? 0 : qMin(folder, said ? kSaid : kFolder) + kGap;
    const int whole = m_folder.isEmpty() ? 0 : folder + kGap;
    take(m_viewers, kGap, m_status.viewers > 0, 0);
    take(m_zoomed, kGap, true, 0);
    take(m_size, kGap, true, least);
    take(m_shell, kGap, true, said ? whole : least);
    take(m_encoding, kGap, true, whole);
    const QString shown = metrics.elidedText(m_folder, said ? Qt::ElideRight : Qt::ElideLeft, qMax(0, left - kGap));
    m_cwd->setText(shown);
    m_cwd->setToolTip(shown == m_folder ? QString() : m_folder);
    m_cwd->setVisible(!shown.isEmpty());
}

bool StatusStrip::eventFilter(QObject *watched, QEvent *event)
{
    if ((watched == m_shield || watched == m_reach) && event->type() == QEvent::MouseButtonRelease && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton)
        Q_EMIT reachClicked();
    return QWidget::eventFilter(watched, event);
}

void StatusStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
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
