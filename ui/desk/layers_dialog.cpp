#include "ui/desk/layers_dialog.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/table_view.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using core::engine::ImageLayer;

LayersDialog::LayersDialog(core::engine::Engine &engine, const ImageChoice &choice, QWidget *parent)
    : QDialog(parent), m_engine(&engine), m_image(choice.id), m_model(layerColumns())
{
    const QString name = choice.tag.empty() ? shortId(choice.id) : QString::fromStdString(choice.tag);
    setWindowTitle(tr("Layers of %1").arg(name));
    resize(760, 460);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    auto *const title = new QLabel(windowTitle(), this);
    title->setTextFormat(Qt::PlainText);
    setVariant(title, "tone", "title");
    auto *const detail = new QLabel(tr("%1 in all, from the first step down").arg(bytesText(choice.sizeBytes)), this);
    setVariant(detail, "tone", "dim");
    column->addWidget(title);
    column->addWidget(detail);
    auto *const table = new TableView(m_model, windowTitle());
    m_states = new PageStack(table, tr("Looking for layers"), this);
    column->addWidget(m_states, 1);
    auto *const row = new QHBoxLayout;
    auto *const close = new QPushButton(tr("Close"), this);
    row->addStretch();
    row->addWidget(close);
    column->addLayout(row);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    load();
}

void LayersDialog::load()
{
    if (!m_engine || !m_engine->imageStore())
        return;
    m_states->showLoading();
    m_call.keep(m_engine->imageStore()->history(m_image, m_call.begin<std::vector<ImageLayer>>([this](core::base::Result<std::vector<ImageLayer>> layers) {
        if (!layers)
            return m_states->showNotice(QStringLiteral("circle-alert"), tr("The layers could not be had"), QString::fromStdString(layers.error().message), tr("Try again"),
                                        [this] { load(); });
        m_model.setRows(layerRows(*layers, std::chrono::system_clock::now()));
        if (layers->empty())
            m_states->showNotice(QStringLiteral("layers"), tr("No layers"), tr("The engine tells of no step that this image was made in."));
        else
            m_states->showContent();
    })));
}

} // namespace ui::desk
