// Renames a container: says what is no name as it is typed, and the engine's refusal. GUI thread, which is the engine's.
#pragma once
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/text_dialog.h"

#include <QPointer>

namespace ui::desk {

class RenameDialog : public TextDialog
{
    Q_OBJECT
public:
    RenameDialog(core::engine::Engine &engine, const core::engine::Container &container, QWidget *parent); // the engine may go first
    void accept() override; // once the engine has done it

private:
    void setBusy(bool busy);

    QPointer<core::engine::Engine> m_engine;
    std::string m_container, m_name;
    EngineCall m_call;
};

} // namespace ui::desk
