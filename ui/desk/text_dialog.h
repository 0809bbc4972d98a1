// Asks for one line of text, and says what is wrong with it before it is taken. GUI thread.
#pragma once
#include <QDialog>
#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ui::desk {

class TextDialog : public QDialog
{
    Q_OBJECT
public:
    using Check = std::function<QString(const QString &)>; // a sentence about what is wrong; empty: nothing
    TextDialog(const QString &title, const QString &explanation, const QString &agree, Check check, QWidget *parent);
    void setText(const QString &text, const QString &placeholder);
    QString text() const; // trimmed

protected:
    void accept() override;

private:
    QLineEdit *m_line;
    QLabel *m_problem;
    Check m_check;
};

} // namespace ui::desk
