// What a new network is like. GUI thread.
#pragma once
#include "core/engine/network_store.h"
#include "ui/theme/small_dialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace ui::desk {

class NetworkDialog : public theme::SmallDialog
{
    Q_OBJECT
public:
    explicit NetworkDialog(QWidget *parent);
    core::engine::NetworkSpec spec() const; // after accept() it is valid

protected:
    QString problem() const override;

private:
    QLineEdit *m_name, *m_subnet;
    QComboBox *m_driver;
    QCheckBox *m_internal;
};

} // namespace ui::desk
