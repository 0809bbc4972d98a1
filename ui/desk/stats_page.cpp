#include "ui/desk/stats_page.h"

#include "core/engine/container_streams.h"
#include "ui/desk/desk_text.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/plot.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace ui::desk {

using namespace ui::theme;
using core::engine::Usage;

namespace {
constexpr int kTwoColumnsFrom = 640;
constexpr double kMiB = 1024.0 * 1024;
QString rateText(double bytes)
{
    return StatsPage::tr("%1/s").arg(bytesText(std::int64_t(bytes)));
}
} // namespace

StatsPage::StatsPage(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    auto *const content = new QWidget;
    auto *const column = new QVBoxLayout(content);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace2);
    column->setSpacing(kSpace2);
    m_plots = new QWidget(content);
    const auto member = [](auto which) { return [which](const UsagePoint &point) { return std::optional<double>(point.*which); }; };
    m_cpu = new Plot(tr("CPU"), {{{}, Role::Accent, member(&UsagePoint::cpuPercent)}}, percentText, m_history, m_plots);
    m_cpu->setLeast(10);
    const auto amount = [](double bytes) { return bytesText(std::int64_t(bytes)); };
    m_memory = new Plot(tr("Memory"), {{{}, Role::Ok, member(&UsagePoint::memoryBytes)}}, amount, m_history, m_plots);
    m_memory->setLeast(kMiB);
    m_network = new Plot(tr("Network"), {{tr("in"), Role::Accent, member(&UsagePoint::received)}, {tr("out"), Role::Warn, member(&UsagePoint::sent)}}, rateText, m_history, m_plots);
    m_network->setLeast(1024);
    m_disk = new Plot(tr("Disk"), {{tr("read"), Role::Accent, member(&UsagePoint::read)}, {tr("written"), Role::Warn, member(&UsagePoint::written)}}, rateText, m_history, m_plots);
    m_disk->setLeast(1024);
    m_note = new QLabel(content);
    m_note->setObjectName(QStringLiteral("statsNote"));
    m_note->setFont(textFont(12));
    m_note->setTextFormat(Qt::PlainText);
    setVariant(m_note, "tone", "dim");
    column->addWidget(m_plots, 1);
    column->addWidget(m_note);
    m_stack = new PageStack(content, tr("Waiting for the first figures"), this);
    auto *const whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    setFocusPolicy(Qt::StrongFocus);

    m_tick.setInterval(std::chrono::seconds(1));
    connect(&m_tick, &QTimer::timeout, this, &StatsPage::showWords); // time goes on without samples too
    m_retry.setSingleShot(true);
    m_retry.setInterval(std::chrono::seconds(3));
    connect(&m_retry, &QTimer::timeout, this, &StatsPage::follow);
    connect(&watched, &WatchedContainer::changed, this, [this] {
        if (m_isOpen && !m_stream)
            follow();
        chooseState();
    });
    chooseState();
}

StatsPage::~StatsPage()
{
    if (const auto stream = std::exchange(m_stream, nullptr))
        stream->cancel();
}

void StatsPage::follow()
{
    auto *const streams = m_watched.engine() ? m_watched.engine()->streams() : nullptr;
    if (!streams && !m_watched.isGone()) {
        m_error = {"engine.refused", (m_watched.engine() ? tr("This engine gives no statistics.") : tr("Its engine is gone.")).toStdString(), {}};
        return chooseState();
    }
    if (m_stream || !streams || !m_watched.isRunning() || m_watched.isStale())
        return;
    m_error = {};
    m_history.breakOff();
    m_stream = streams->stats(
        m_watched.id(),
        [self = QPointer(this)](const Usage &usage) {
            if (self)
                self->take(usage);
        },
        [self = QPointer(this)](core::base::Result<void> result) {
            if (self)
                self->ended(result);
        });
    chooseState();
}

void StatsPage::ended(const core::base::Result<void> &result)
{
    const bool cancelled = !m_stream; // by the destructor
    m_stream = nullptr;
    if (cancelled)
        return;
    if (!result && !result.error().is("engine.conflict")) { // that one: it has stopped
        m_error = result.error();
        if (!m_history.points().empty())
            m_retry.start();
    }
    chooseState();
}

void StatsPage::take(const Usage &usage)
{
    m_history.add(usage);
    if (m_watched.isRunning())
        m_error = {};
    showWords();
    chooseState();
}

void StatsPage::showWords()
{
    const auto now = core::base::Clock::system().wall();
    const auto &last = m_history.last();
    const auto &points = m_history.points();
    if (!last || points.empty())
        return;
    const UsagePoint &newest = points.back();
    for (Plot *plot : {m_cpu, m_memory, m_network, m_disk})
        plot->setNow(m_stream ? std::max(now, last->at) : last->at);
    const QString none = QString(QChar(0x2013));
    m_cpu->setLimit(last->cpus > 0 ? last->cpus * 100.0 : 0);
    m_cpu->setWords(newest.cpuPercent ? percentText(*newest.cpuPercent) : none,
                    last->cpus > 0 ? tr("of one CPU; it may use %1").arg(last->cpus) : tr("of one CPU"));
    const bool limited = last->memoryLimit > 0;
    m_memory->setLimit(double(last->memoryLimit));
    m_memory->setWords(bytesText(last->memoryBytes), limited ? tr("of %1 · %2").arg(bytesText(last->memoryLimit), percentText(100.0 * double(last->memoryBytes) / double(last->memoryLimit))) : QString());
    const auto two = [&](const std::optional<double> &a, const std::optional<double> &b) { return a && b ? rateText(*a + *b) : none; };
    m_network->setWords(two(newest.received, newest.sent), tr("%1 in, %2 out since its start").arg(bytesText(last->networkReceived), bytesText(last->networkSent)));
    m_disk->setWords(two(newest.read, newest.written), tr("%1 read, %2 written since its start").arg(bytesText(last->blockRead), bytesText(last->blockWritten)));
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - last->at);
    QString note = tr("The last %1 · %2").arg(durationText(m_history.shown(now)), last->processes == 1 ? tr("1 process") : tr("%1 processes").arg(last->processes));
    if (!m_stream)
        note = m_watched.isRunning() ? tr("No figures now. The newest are %1 old.").arg(durationText(age)) : tr("It does not run. The newest figures are %1 old.").arg(durationText(age));
    else if (age > std::chrono::seconds(8))
        note = tr("The engine has sent nothing for %1.").arg(durationText(age));
    m_note->setText(note);
}

void StatsPage::chooseState()
{
    if (!m_history.points().empty()) {
        m_stack->showContent();
        showWords();
    } else if (!m_error.code.empty()) {
        m_stack->showNotice(QStringLiteral("circle-alert"), tr("This container's use cannot be read"), text(m_error.message), tr("Try again"), [this] { follow(); });
    } else if (!m_watched.isRunning()) {
        m_stack->showNotice(QStringLiteral("activity"), tr("It does not run"), tr("What it uses is shown while it runs, from the moment this page is looked at."));
    } else {
        m_stack->showLoading();
    }
}

QString StatsPage::plainText() const
{
    if (!m_stack->isContent())
        return m_stack->noticeText();
    QStringList out;
    for (const Plot *plot : {m_cpu, m_memory, m_network, m_disk})
        out << plot->plainText();
    return out.join(QLatin1Char('\n')) + QLatin1Char('\n') + m_note->text();
}

void StatsPage::showEvent(QShowEvent *)
{
    m_isOpen = true;
    m_tick.start();
    follow();
}

void StatsPage::hideEvent(QHideEvent *)
{
    m_tick.stop();
}

void StatsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_columns != (width() >= kTwoColumnsFrom ? 2 : 1))
        arrange();
}

void StatsPage::arrange()
{
    m_columns = width() >= kTwoColumnsFrom ? 2 : 1;
    delete m_plots->layout();
    auto *const grid = new QGridLayout(m_plots);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(kSpace3);
    int i = 0;
    for (Plot *plot : {m_cpu, m_memory, m_network, m_disk}) {
        grid->addWidget(plot, i / m_columns, i % m_columns);
        ++i;
    }
}

} // namespace ui::desk
