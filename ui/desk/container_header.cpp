#include "ui/desk/container_header.h"

#include "ui/containers/container_text.h"
#include "ui/desk/desk_text.h"
#include "ui/desk/elided_label.h"
#include "ui/desk/overview_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/menu_button.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr int kSquare = 12, kNarrow = 700;

const char *toneOf(const core::engine::Container &container)
{
    switch (containers::lightOf(container)) {
    case containers::Light::Running: return "ok";
    case containers::Light::Paused: return "warn";
    case containers::Light::Broken: return "fail";
    case containers::Light::Stopped: break;
    }
    return "dim";
}

} // namespace

ContainerHeader::ContainerHeader(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    build();
    m_tick.setInterval(std::chrono::seconds(10));
    connect(&m_tick, &QTimer::timeout, this, &ContainerHeader::refresh);
    connect(&watched, &WatchedContainer::changed, this, &ContainerHeader::refresh);
    connect(&watched, &WatchedContainer::detailsChanged, this, &ContainerHeader::refresh);
    refresh();
}

void ContainerHeader::build()
{
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(kSpace4 + kSquare + kSpace3, kSpace3, kSpace4, kSpace3);
    row->setSpacing(kSpace2);
    auto *const words = new QVBoxLayout;
    words->setSpacing(2);
    auto *const first = new QHBoxLayout;
    first->setSpacing(kSpace3);
    m_name = new ElidedLabel(this);
    setVariant(m_name, "tone", "title");
    m_state = new ElidedLabel(this);
    m_state->setObjectName(QStringLiteral("state"));
    m_reach = new QPushButton(this);
    m_reach->setObjectName(QStringLiteral("reach"));
    setVariant(m_reach, "kind", "pill");
    m_reach->setIcon(icon(QStringLiteral("shield-alert"), Role::Warn));
    connect(m_reach, &QPushButton::clicked, this, &ContainerHeader::reachClicked);
    first->addWidget(m_name);
    first->addWidget(m_state);
    first->addWidget(m_reach);
    first->addStretch(1);
    m_detail = new ElidedLabel(this);
    m_detail->setObjectName(QStringLiteral("detail"));
    setVariant(m_detail, "tone", "dim");
    words->addLayout(first);
    words->addWidget(m_detail);
    row->addLayout(words, 1);

    m_shell = new QPushButton(icon(QStringLiteral("terminal"), Role::OnAccent), tr("Open shell"), this);
    m_shell->setObjectName(QStringLiteral("shell"));
    setVariant(m_shell, "kind", "primary");
    m_startStop = new QPushButton(this);
    m_startStop->setObjectName(QStringLiteral("startStop"));
    m_restart = new QPushButton(icon(QStringLiteral("rotate-cw")), tr("Restart"), this);
    m_restart->setObjectName(QStringLiteral("restart"));
    m_more = new MenuButton(QStringLiteral("ellipsis"), tr("More actions"), {28, 26}, this);
    m_more->setObjectName(QStringLiteral("more"));
    connect(m_more->menu(), &QMenu::aboutToShow, this, &ContainerHeader::fillMenu);
    for (QWidget *button : {static_cast<QWidget *>(m_shell), static_cast<QWidget *>(m_startStop), static_cast<QWidget *>(m_restart), static_cast<QWidget *>(m_more)})
        row->addWidget(button, 0, Qt::AlignVCenter);
    connect(m_shell, &QPushButton::clicked, this, [this] { Q_EMIT shellRequested({}); });
    connect(m_restart, &QPushButton::clicked, this, &ContainerHeader::restartRequested);
    connect(m_startStop, &QPushButton::clicked, this, [this] {
        const std::string &state = m_watched.container().state;
        if (state == "paused")
            Q_EMIT unpauseRequested();
        else if (m_watched.isRunning() || state == "restarting")
            Q_EMIT stopRequested();
        else
            Q_EMIT startRequested();
    });
}

void ContainerHeader::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void ContainerHeader::refresh()
{
    const auto &container = m_watched.container();
    const auto *const details = m_watched.details();
    const auto now = core::base::Clock::system().wall();
    m_name->setText(oneLine(container.name, 60));
    constexpr int kWholeName = 180; // px; a longer one gives way to what stands beside it
    m_name->setMinimumWidth(std::min(m_name->sizeHint().width(), kWholeName));
    QString state = m_watched.isGone() ? tr("removed") : stateText(container.state);
    if (!m_isNarrow && !m_watched.isGone() && details && details->state == container.state) {
        const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - details->started);
        m_tick.setInterval(container.isRunning() && age < std::chrono::minutes(1) ? std::chrono::seconds(1) : std::chrono::seconds(10)); // as it is told
        if (container.isRunning() && isKnown(details->started))
            state += tr(" for %1").arg(durationText(age));
        else if (container.state == "exited")
            state += tr(" with %1, %2").arg(details->exitCode).arg(agoText(details->finished, now));
    }
    if (m_watched.isRunning() && container.health != core::engine::Health::None)
        state += QStringLiteral(" · ") + healthText(container.health);
    m_state->setText(QString(QChar(0x25cf)) + QLatin1Char(' ') + state);
    const bool unhealthy = container.isRunning() && container.health == core::engine::Health::Unhealthy;
    setVariant(m_state, "tone", m_watched.isGone() ? "dim" : unhealthy ? "fail" : toneOf(container));
    const auto *const engine = m_watched.engine();
    QStringList parts{oneLine(container.image, 100)};
    if (engine)
        parts << oneLine(engine->title(), 60);
    if (!container.project.empty())
        parts << tr("Compose project %1").arg(oneLine(container.project, 60));
    m_detail->setText(parts.join(QStringLiteral(" · ")));
    m_detail->setToolTip(m_detail->text());
    m_reach->setText(m_isNarrow ? QString() : containers::reachBrief(container.reach));
    m_reach->setAccessibleName(containers::reachBrief(container.reach));
    m_reach->setToolTip(containers::reachSentence(container.reach));
    m_reach->setAccessibleDescription(m_reach->toolTip());
    m_state->setToolTip(details && !details->healthOutput.empty() && m_watched.isRunning() ? tr("The last check of its health: %1").arg(containers::plainLine(details->healthOutput)) : QString());
    m_reach->setVisible(container.reach.isNotable());

    const bool paused = container.state == "paused", running = m_watched.isRunning(), up = running || paused || container.state == "restarting";
    const bool can = !m_busy && !m_watched.isGone() && !m_watched.isStale();
    m_startStop->setText(paused ? tr("Resume") : up ? tr("Stop") : tr("Start"));
    m_startStop->setIcon(icon(up && !paused ? QStringLiteral("square") : QStringLiteral("play")));
    m_startStop->setEnabled(can);
    m_shell->setEnabled(can && running);
    m_restart->setVisible(!m_isNarrow);
    m_restart->setEnabled(can && up && engine && m_watched.engine()->control());
    m_more->setEnabled(!m_watched.isGone());
    update();
}

void ContainerHeader::fillMenu()
{
    QMenu &menu = *m_more->menu();
    menu.clear();
    const auto &container = m_watched.container();
    const bool can = !m_busy && !m_watched.isGone() && !m_watched.isStale(), control = can && m_watched.engine()->control();
    menu.addAction(icon(QStringLiteral("terminal")), tr("Open shell as root"), this, [this] { Q_EMIT shellRequested(QStringLiteral("root")); })->setEnabled(can && m_watched.isRunning());
    menu.addAction(icon(QStringLiteral("history")), tr("History of this container"), this, &ContainerHeader::historyRequested);
    menu.addSeparator();
    menu.addAction(icon(QStringLiteral("rotate-cw")), tr("Restart"), this, &ContainerHeader::restartRequested)->setEnabled(control && (m_watched.isRunning() || container.state == "paused"));
    if (container.state == "paused")
        menu.addAction(icon(QStringLiteral("play")), tr("Resume"), this, &ContainerHeader::unpauseRequested)->setEnabled(control);
    else
        menu.addAction(icon(QStringLiteral("pause")), tr("Pause"), this, &ContainerHeader::pauseRequested)->setEnabled(control && m_watched.isRunning());
    menu.addAction(icon(QStringLiteral("zap"), Role::Fail), tr("Kill…"), this, &ContainerHeader::killRequested)->setEnabled(control && m_watched.isRunning());
    menu.addAction(tr("Rename…"), this, &ContainerHeader::renameRequested)->setEnabled(control);
    menu.addAction(icon(QStringLiteral("layers")), tr("Save as image…"), this, &ContainerHeader::commitRequested)->setEnabled(control);
    menu.addAction(icon(QStringLiteral("trash-2"), Role::Fail), tr("Remove…"), this, &ContainerHeader::removeRequested)->setEnabled(can);
    menu.addSeparator();
    const auto copy = [](const std::string &what) { QGuiApplication::clipboard()->setText(text(what)); };
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy id"), this, [this, copy] { copy(m_watched.id()); });
    menu.addAction(tr("Copy name"), this, [this, copy] { copy(m_watched.container().name); });
}

void ContainerHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(identity(text(m_watched.container().name), current()));
    painter.drawRoundedRect(QRectF(kSpace4, m_name->mapTo(this, QPoint()).y() + (m_name->height() - kSquare) / 2.0, kSquare, kSquare), 3, 3);
}

void ContainerHeader::showEvent(QShowEvent *)
{
    m_tick.start();
    refresh();
}

void ContainerHeader::resizeEvent(QResizeEvent *)
{
    if (std::exchange(m_isNarrow, width() < kNarrow) != m_isNarrow)
        refresh();
}

void ContainerHeader::hideEvent(QHideEvent *)
{
    m_tick.stop();
}

} // namespace ui::desk
