#include "ui/desk/rename_dialog.h"

#include "core/engine/container_control.h"
#include "ui/containers/container_text.h"
#include "ui/desk/engine_text.h"

#include <QLineEdit>
#include <QPushButton>

namespace ui::desk {

using namespace core::engine;

RenameDialog::RenameDialog(Engine &engine, const Container &container, QWidget *parent)
    : TextDialog(tr("Rename %1").arg(oneLine(container.name, 60)), tr("Its tabs follow. Commands that were run in it stay in the history under the name of that time."), tr("Rename"),
                 nameProblem, parent),
      m_engine(&engine), m_container(container.id), m_name(container.name)
{
    setText(QString::fromStdString(m_name), {});
}

void RenameDialog::accept()
{
    const QString wrong = problem();
    showProblem(wrong);
    if (!wrong.isEmpty() || m_call.isBusy())
        return;
    const std::string name = text().toStdString();
    if (name == m_name)
        return QDialog::accept();
    ContainerControl *const control = m_engine ? m_engine->control() : nullptr;
    if (!control)
        return showProblem(m_engine ? tr("This engine cannot rename containers.") : tr("Its engine is gone."));
    auto done = m_call.begin<void>([this](const core::base::Result<void> &renamed) {
        setBusy(false);
        if (renamed)
            QDialog::accept();
        else
            showProblem(containers::withShortIds(QString::fromStdString(renamed.error().message)));
    });
    m_call.keep(m_engine->turns().run<void>(kWindowPrincipal, [control, id = m_container, name](Done<void> end) { return control->rename(id, name, std::move(end)); }, std::move(done),
                                            [this](std::chrono::milliseconds wait) { showProblem(containers::turnText(wait)); }));
    setBusy(m_call.isBusy());
}

void RenameDialog::setBusy(bool busy)
{
    line().setEnabled(!busy);
    agree().setEnabled(!busy);
    agree().setText(busy ? tr("Renaming…") : tr("Rename"));
    if (!busy)
        line().setFocus();
}

} // namespace ui::desk
