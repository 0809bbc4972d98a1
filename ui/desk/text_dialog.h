// Asks for one line of text, and says what is wrong with it as it is typed. GUI thread.
#pragma once
#include "ui/theme/small_dialog.h"

#include <functional>

class QLineEdit;

namespace ui::desk {

class TextDialog : public theme::SmallDialog
{
    Q_OBJECT
public:
    using Check = std::function<QString(const QString &)>; // a sentence about what is wrong; empty: nothing
    TextDialog(const QString &title, const QString &explanation, const QString &agree, Check check, QWidget *parent);
    void setText(const QString &text, const QString &placeholder);
    QString text() const; // trimmed

protected:
    QString problem() const override;
    QLineEdit &line() const { return *m_line; }

private:
    QLineEdit *m_line;
    Check m_check;
};

} // namespace ui::desk
