#include "ui/desk/engine_window.h"

#include "ui/desk/disk_page.h"
#include "ui/desk/elided_label.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/images_page.h"
#include "ui/desk/networks_page.h"
#include "ui/desk/page_tabs.h"
#include "ui/desk/volumes_page.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using core::engine::Engine;
using core::engine::EngineState;

EngineWindow::EngineWindow(Engine &engine, QWidget *parent)
    : QWidget(parent, Qt::Window), m_engine(&engine), m_id(engine.id()), m_title(new QLabel(this)), m_endpoint(new ElidedLabel(this)), m_state(new QLabel(this)),
      m_tabs(new PageTabs(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setWindowIcon(applicationIcon());
    resize(QSize(980, 640).boundedTo(screen()->availableGeometry().size()));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace2);
    head->setSpacing(kSpace3);
    for (QLabel *label : {m_title, m_endpoint, m_state})
        label->setTextFormat(Qt::PlainText);
    setVariant(m_title, "tone", "title");
    setVariant(m_endpoint, "tone", "dim");
    m_state->setObjectName(QStringLiteral("state"));
    m_endpoint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    head->addWidget(m_title);
    head->addWidget(m_endpoint, 1);
    head->addWidget(m_state);
    column->addLayout(head);
    column->addWidget(m_tabs, 1);

    m_tabs->add(tr("Images"), QStringLiteral("layers"), [this](QWidget *place) {
        auto *const page = new ImagesPage(*m_engine, place);
        connect(page, &ImagesPage::runRequested, this, [this](const QString &image) { Q_EMIT runRequested(QString::fromStdString(m_id), image); });
        return page;
    });
    m_tabs->add(tr("Volumes"), QStringLiteral("database"), [this](QWidget *place) { return new VolumesPage(*m_engine, place); });
    m_tabs->add(tr("Networks"), QStringLiteral("network"), [this](QWidget *place) { return new NetworksPage(*m_engine, place); });
    m_tabs->add(tr("Disk"), QStringLiteral("hard-drive"), [this](QWidget *place) { return new DiskPage(*m_engine, place); });
    connect(&engine, &Engine::stateChanged, this, &EngineWindow::showState);
    connect(&engine, &QObject::destroyed, this, &QWidget::close);
    showState();
    showPage(Page::Images);
}

void EngineWindow::showPage(Page page)
{
    if (m_engine)
        m_tabs->choose(int(page));
}

EngineWindow::Page EngineWindow::page() const
{
    return Page(m_tabs->current());
}

ImagesPage *EngineWindow::images() const
{
    return static_cast<ImagesPage *>(m_tabs->page(int(Page::Images)));
}

void EngineWindow::openPull()
{
    showPage(Page::Images);
    if (images())
        images()->openPull();
}

void EngineWindow::showState()
{
    if (!m_engine)
        return;
    const QString title = QString::fromStdString(m_engine->title());
    setWindowTitle(tr("%1 — images, volumes and more").arg(title));
    m_title->setText(title);
    m_endpoint->setText(QString::fromStdString(m_engine->endpoint()));
    switch (m_engine->state()) {
    case EngineState::Ready:
        m_state->clear();
        break;
    case EngineState::Connecting:
        m_state->setText(tr("connecting"));
        setVariant(m_state, "tone", "dim");
        break;
    case EngineState::Stale:
        m_state->setText(tr("stale since %1").arg(clockText(m_engine->staleSince())));
        setVariant(m_state, "tone", "warn");
        break;
    }
}

void EngineWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), color(Role::Panel));
}

void EngineWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Close))
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
