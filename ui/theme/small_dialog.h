// A question that fits on a card: a title, a sentence, what is asked for, what is wrong with it, and two buttons. It is as
// high as its words need, whatever the font. GUI thread.
#pragma once
#include <QDialog>

class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::theme {

class SmallDialog : public QDialog
{
    Q_OBJECT
public:
    enum class Kind { Plain, Dangerous }; // dangerous: the safe answer is the default
    // An empty `text` is left out.
    SmallDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, Kind kind, QWidget *parent);

    void accept() override; // only without a problem, which is shown

protected:
    void add(QWidget *widget); // below the text
    void addField(const QString &label, QWidget *field);
    QPushButton &agree() const { return *m_agree; }
    QPushButton &keep() const { return *m_keep; }
    virtual QString problem() const { return {}; } // a sentence about what was entered; empty: nothing is wrong
    void showProblem(const QString &sentence);     // empty: hides it
    void hideProblem() { showProblem({}); }        // something is changed
    bool event(QEvent *event) override;

private:
    QVBoxLayout *m_body;
    QFormLayout *m_form = nullptr;
    QLabel *m_problem;
    QPushButton *m_agree, *m_keep;
};

} // namespace ui::theme
