#include "ui/containers/empty_view.h"

#include "ui/theme/theme.h"

#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::containers {

using namespace ui::theme;
using core::base::Result;

EmptyView::EmptyView(core::host::Host &host, QWidget *parent) : QWidget(parent), m_host(host)
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, kSpace4, 14, kSpace4);
    layout->setSpacing(kSpace2);
    const auto label = [&](const char *tone) {
        auto *const made = new QLabel(this);
        made->setWordWrap(true);
        made->setTextFormat(Qt::PlainText);
        setVariant(made, "tone", tone);
        layout->addWidget(made);
        return made;
    };
    const auto button = [&](const QString &text, const char *name) {
        auto *const made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        layout->addWidget(made);
        return made;
    };
    m_title = label("heading");
    m_text = label("dim");
    layout->addSpacing(kSpace1);
    m_starter = button(tr("Make a starter"), "starter");
    setVariant(m_starter, "kind", "primary");
    m_image = button(tr("From an image…"), "fromImage");
    m_pull = button(tr("Pull an image…"), "pull");
    m_again = button(tr("Look again"), "lookAgain");
    m_why = button(tr("What was tried"), "why");
    setVariant(m_why, "kind", "link");
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->hide();
    layout->addWidget(m_progress);
    m_message = label("dim");
    m_message->hide();
    layout->addStretch();

    connect(m_starter, &QPushButton::clicked, this, &EmptyView::makeStarter);
    connect(m_image, &QPushButton::clicked, this, &EmptyView::imageRequested);
    connect(m_pull, &QPushButton::clicked, this, &EmptyView::pullRequested);
    connect(m_again, &QPushButton::clicked, this, [this] { m_host.engines().discover(); });
    connect(m_why, &QPushButton::clicked, this, &EmptyView::whyRequested);
}

EmptyView::~EmptyView()
{
    if (m_busy && m_operation)
        m_operation->cancel();
}

void EmptyView::refresh()
{
    const auto engines = m_host.engines().engines();
    if (engines.empty())
        showNoEngine();
    else
        showNoContainers(engines);
    for (QPushButton *button : {m_starter, m_image, m_pull})
        button->setVisible(!engines.empty());
    m_again->setVisible(engines.empty());
    m_why->setVisible(!m_host.engines().failed().empty());
}

void EmptyView::showNoEngine()
{
    m_title->setText(tr("No container engine found"));
    m_text->setText(tr("Berth works with Docker and Podman. The terminal needs neither. "
                       "Install or start one of them, then look again."));
}

void EmptyView::showNoContainers(const std::vector<core::engine::Engine *> &engines)
{
    QStringList titles;
    for (const core::engine::Engine *engine : engines)
        titles << QString::fromStdString(engine->title());
    m_title->setText(tr("No containers yet"));
    const QString all = titles.join(tr(" and "));
    m_text->setText((titles.size() == 1 ? tr("%1 is ready and has none.") : tr("%1 are ready and have none.")).arg(all) + QLatin1Char(' ')
                    + tr("A starter container is made on the spot and needs no network."));
}

void EmptyView::say(const QString &text, const char *tone)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    setVariant(m_message, "tone", tone);
}

void EmptyView::makeStarter()
{
    const auto engines = m_host.engines().engines();
    if (engines.empty() || m_busy)
        return;
    const std::string engineId = engines.front()->id();
    m_starter->setEnabled(false);
    m_progress->setRange(0, 0);
    m_progress->show();
    say(tr("Building a small image"), "dim");
    const auto progress = [self = QPointer(this)](const core::engine::Progress &step) {
        if (self)
            self->say(QString::fromStdString(step.what), "dim");
    };
    m_busy = true;
    m_operation = m_host.makeStarterContainer(engineId, progress, [self = QPointer(this), engineId](Result<std::string> id) {
        if (!self)
            return;
        self->m_busy = false;
        self->m_progress->hide();
        self->m_starter->setEnabled(true);
        self->say({}, "dim");
        if (!id) // the view itself may be gone by now: a container that was made but did not start is listed
            Q_EMIT self->failed(QString::fromStdString(id.error().message));
        else
            Q_EMIT self->starterReady(QString::fromStdString(engineId), QString::fromStdString(*id));
    });
}

} // namespace ui::containers
