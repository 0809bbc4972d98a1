// "Why?": what was tried to find a container engine, why each candidate is not one, and the command that would mend it.
#pragma once
#include "core/engine/discovery.h"

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace ui::containers {

class EngineProblemsDialog : public QDialog
{
    Q_OBJECT
public:
    EngineProblemsDialog(core::engine::Registry &registry, QWidget *parent);

private:
    void fill();
    QWidget *describe(const core::engine::Candidate &candidate);

    core::engine::Registry &m_registry;
    QVBoxLayout *m_list;
    QPushButton *m_podman;
};

} // namespace ui::containers
