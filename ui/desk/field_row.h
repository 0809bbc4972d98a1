// What stands around a form's input: its name at the left and, below it, what is wrong with what was typed. GUI thread.
#pragma once
#include <QWidget>

class QFormLayout;
class QLabel;

namespace ui::desk {

class FieldRow : public QWidget
{
    Q_OBJECT
public:
    // `input` becomes a child. `hint` is what assistive technology says besides the name.
    FieldRow(QFormLayout &form, const QString &name, QWidget *input, const QString &hint = {});
    void setProblem(const QString &sentence); // empty: none

private:
    QLabel *m_problem;
};

} // namespace ui::desk
