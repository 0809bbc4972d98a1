// The right panel: what the assistant saw in the session on screen. Hints, answers, the reason for its silence, its
// state, and the question box. It proposes; inserting a command is the window's to do, running it the user's.
#pragma once
#include "core/assistant/assistant.h"

#include <QHash>
#include <QWidget>
#include <utility>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace ui::assistant {

class AskBox;

class AssistantPanel : public QWidget
{
    Q_OBJECT
public:
    explicit AssistantPanel(core::assistant::Assistant &assistant, QWidget *parent = nullptr);

    // The session that hints are shown for and questions are about; null for none.
    void setSession(core::session::SessionPtr session);
    void followSession();  // with every frame: what a question would be sent with, when a command came or ended
    void refreshContext(); // the same at once
    void focusQuestion();

Q_SIGNALS:
    void insertRequested(core::base::SessionId session, const QString &command);
    void settingsRequested();

private:
    void buildHeader(QVBoxLayout *layout);
    void rebuild();
    void refreshAnswers();
    void addState(QVBoxLayout &list);
    void addHint(QVBoxLayout &list, const core::assistant::Hint &hint);
    void addAnswer(QVBoxLayout &list, const core::assistant::Answer &answer);
    void addSilence(QVBoxLayout &list);
    void ask(const QString &question);
    void showPreview();
    bool isMine(core::base::SessionId session) const;

    core::assistant::Assistant &m_assistant;
    core::session::SessionPtr m_session;
    core::assistant::Context m_context;
    using LastBlock = std::pair<core::base::BlockId, core::shell::Block::State>;
    LastBlock m_contextOf; // the newest block when m_context was made
    QLabel *m_provider = nullptr;
    QScrollArea *m_scroll = nullptr;
    bool m_followsEnd = true;  // the list stays at its end while it grows
    bool m_rebuilding = false; // what the list scrolls by now was not the user
    AskBox *m_ask = nullptr;
    struct AnswerCard { QLabel *text; core::assistant::Answer::Phase phase; };
    QHash<quint64, AnswerCard> m_answers; // those on screen, so that a stream does not rebuild the panel
};

} // namespace ui::assistant
