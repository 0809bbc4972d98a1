// The question box: what is asked, which context goes with it, and how much of it was redacted.
#pragma once
#include "core/assistant/assistant.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace ui::assistant {

class AskBox : public QFrame
{
    Q_OBJECT
public:
    explicit AskBox(QWidget *parent);

    void setContext(const core::assistant::Context &context);
    void setReady(bool ready);
    void setProblem(const QString &sentence); // shown until the next question
    QString question() const;
    void clear();
    void focusQuestion();

Q_SIGNALS:
    void asked(const QString &question);
    void previewRequested();
    void focused(); // the user is about to ask: the context should be fresh

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void submit();
    void fitLabel();

    QPlainTextEdit *m_text;
    QPushButton *m_pill;
    QLabel *m_size;
    QLabel *m_problem;
    QToolButton *m_send;
    QString m_label; // of the context, whole
    bool m_ready = true;
};

} // namespace ui::assistant
