// The steps an image was made in, and what each added. GUI thread.
#pragma once
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/image_rows.h"

#include <QDialog>
#include <QPointer>

namespace ui::desk {

class PageStack;

class LayersDialog : public QDialog
{
    Q_OBJECT
public:
    LayersDialog(core::engine::Engine &engine, const ImageChoice &choice, QWidget *parent);

private:
    void load();

    QPointer<core::engine::Engine> m_engine;
    std::string m_image;
    TableModel m_model;
    PageStack *m_states;
    EngineCall m_call;
};

} // namespace ui::desk
