#include "ui/containers/engine_problems_dialog.h"

#include "ui/containers/container_text.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui::containers {

using namespace ui::theme;

EngineProblemsDialog::EngineProblemsDialog(core::engine::Registry &registry, QWidget *parent) : QDialog(parent), m_registry(registry)
{
    setWindowTitle(tr("Container engines"));
    resize(560, 420);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    auto *const intro = new QLabel(tr("Berth looked for Docker and Podman in the environment, in Docker's contexts and at "
                                      "the usual sockets. These were not usable:"), this);
    intro->setWordWrap(true);
    setVariant(intro, "tone", "dim");
    layout->addWidget(intro);

    auto *const scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    auto *const content = new QWidget(scroll);
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(kSpace3);
    scroll->setWidget(content);
    layout->addWidget(scroll, 1);

    auto *const buttons = new QHBoxLayout;
    m_podman = new QPushButton(tr("Start Podman"), this);
    m_podman->setToolTip(tr("Runs podman system service for as long as Berth runs"));
    connect(m_podman, &QPushButton::clicked, this, [this] { m_registry.startPodman(); });
    buttons->addWidget(m_podman);
    buttons->addStretch();
    auto *const again = new QPushButton(tr("Look again"), this);
    connect(again, &QPushButton::clicked, this, [this] { m_registry.discover(); });
    auto *const close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    buttons->addWidget(again);
    buttons->addWidget(close);
    layout->addLayout(buttons);

    connect(&m_registry, &core::engine::Registry::changed, this, &EngineProblemsDialog::fill);
    fill();
}

void EngineProblemsDialog::fill()
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto &candidate : m_registry.failed())
        m_list->addWidget(describe(candidate));
    if (m_registry.failed().empty())
        m_list->addWidget(new QLabel(tr("Every engine that was found works."), this));
    m_list->addStretch();
    m_podman->setVisible(m_registry.canStartPodman());
}

QWidget *EngineProblemsDialog::describe(const core::engine::Candidate &candidate)
{
    auto *const card = new QFrame(this);
    card->setProperty("kind", QStringLiteral("card"));
    auto *const layout = new QVBoxLayout(card);
    layout->setContentsMargins(kSpace3, kSpace3, kSpace3, kSpace3);
    layout->setSpacing(kSpace1);

    auto *const title = new QLabel(kindName(candidate.expected) + QStringLiteral(" · ") + QString::fromStdString(candidate.source), card);
    title->setFont(textFont(13, QFont::DemiBold));
    layout->addWidget(title);
    auto *const endpoint = new QLabel(QString::fromStdString(candidate.endpoint), card);
    endpoint->setFont(monoFont(12));
    endpoint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setVariant(endpoint, "tone", "dim");
    layout->addWidget(endpoint);
    auto *const why = new QLabel(QString::fromStdString(candidate.error.message), card);
    why->setWordWrap(true);
    why->setTextFormat(Qt::PlainText);
    layout->addWidget(why);

    if (!candidate.fix.empty()) {
        const QString fix = QString::fromStdString(candidate.fix);
        auto *const row = new QHBoxLayout;
        auto *const command = new QLabel(fix, card);
        command->setFont(monoFont(12));
        command->setTextFormat(Qt::PlainText);
        command->setWordWrap(true);
        command->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto *const copy = new QPushButton(tr("Copy"), card);
        copy->setAccessibleName(tr("Copy %1").arg(fix));
        setVariant(copy, "size", "small");
        connect(copy, &QPushButton::clicked, this, [fix] { QGuiApplication::clipboard()->setText(fix); });
        row->addWidget(command, 1);
        row->addWidget(copy);
        layout->addSpacing(kSpace1);
        layout->addLayout(row);
    }
    return card;
}

} // namespace ui::containers
