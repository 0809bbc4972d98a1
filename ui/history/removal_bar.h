// Asks before a command leaves the history for good, and has the store do it. Keeping it is what Enter and Esc do.
#pragma once
#include "core/store/store.h"

#include <QFrame>
#include <optional>

class QLabel;
class QPushButton;

namespace ui::history {

class RemovalBar : public QFrame
{
    Q_OBJECT
public:
    RemovalBar(core::store::Store &store, QWidget *parent); // the store outlives it

    // One run, or every run of the same command.
    void ask(const core::store::CommandRecord &record, bool everyRun);
    void withdraw(); // no answer is an answer: it is kept

Q_SIGNALS:
    void removed(std::size_t count);
    void failed(const QString &sentence);
    void closed(); // answered or withdrawn: the keyboard can go back

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void remove();
    void close();

    core::store::Store &m_store;
    std::optional<core::store::CommandRecord> m_record;
    bool m_everyRun = false;
    QLabel *m_question;
    QPushButton *m_keep, *m_remove;
};

} // namespace ui::history
