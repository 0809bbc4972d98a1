// All about one past command: its whole text, what is known of its run, and the output that was kept.
#pragma once
#include "ui/history/newest.h"

#include "core/store/store.h"

#include <QWidget>
#include <optional>

class QGridLayout;
class QLabel;
class QPlainTextEdit;

namespace ui::history {

class Preview : public QWidget
{
    Q_OBJECT
public:
    Preview(core::store::Store &store, QString home, QWidget *parent); // the store outlives it

    void display(const core::store::CommandRecord &record);
    void clear();
    QPlainTextEdit *command() const { return m_command; }
    QPlainTextEdit *output() const { return m_output; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitCommand();
    void fillFacts();
    void addFact(const QString &what, const QString &value, const char *tone = "");
    void send(std::int64_t id);
    void receive(std::int64_t id, core::base::Result<core::store::KeptOutput> kept);
    void sayOutput(const QString &sentence);

    core::store::Store &m_store;
    QString m_home;
    Newest<std::int64_t> m_outputs;
    std::optional<core::store::CommandRecord> m_record;
    QPlainTextEdit *m_command, *m_output;
    QGridLayout *m_facts;
    QLabel *m_outputTitle, *m_outputNote;
    QWidget *m_content, *m_outputFrame;
};

} // namespace ui::history
