// Asks before a container is removed: says what is lost, and whether its anonymous volumes go too.
#pragma once
#include "core/engine/types.h"
#include "ui/theme/small_dialog.h"

class QCheckBox;

namespace ui::containers {

class RemoveDialog : public theme::SmallDialog
{
    Q_OBJECT
public:
    RemoveDialog(const core::engine::Container &container, QWidget *parent);
    bool volumesToo() const;

Q_SIGNALS:
    void saveRequested(); // as an image, instead of removing it now

private:
    QCheckBox *m_volumes;
};

} // namespace ui::containers
