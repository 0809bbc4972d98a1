// What a new network is like. GUI thread.
#pragma once
#include "core/engine/network_store.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace ui::desk {

class NetworkDialog : public QDialog
{
    Q_OBJECT
public:
    explicit NetworkDialog(QWidget *parent);
    core::engine::NetworkSpec spec() const; // after accept() it is valid

protected:
    void accept() override;

private:
    QLineEdit *m_name, *m_subnet;
    QComboBox *m_driver;
    QCheckBox *m_internal;
    QLabel *m_problem;
};

} // namespace ui::desk
