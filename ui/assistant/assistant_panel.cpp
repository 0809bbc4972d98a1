#include "ui/assistant/assistant_panel.h"

#include "ui/assistant/ask_box.h"
#include "ui/assistant/card.h"
#include "ui/assistant/context_preview.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui::assistant {

using namespace ui::theme;
using core::assistant::Answer;
using core::assistant::State;

namespace {

QString text(const std::string &s)
{
    return QString::fromStdString(s);
}

} // namespace

AssistantPanel::AssistantPanel(core::assistant::Assistant &assistant, QWidget *parent) : QWidget(parent), m_assistant(assistant)
{
    setAccessibleName(tr("Assistant"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, kSpace3);
    layout->setSpacing(0);
    buildHeader(layout);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::TabFocus); // a click beside what is said leaves the keyboard where it was
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_scroll, 1);
    // What arrives, and its Stop button, stays in view unless the user scrolled away from it.
    QScrollBar *const bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_followsEnd = m_rebuilding ? m_followsEnd : value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int end) {
        if (m_followsEnd)
            bar->setValue(end);
    });
    m_ask = new AskBox(this);
    auto *const askRow = new QHBoxLayout;
    askRow->setContentsMargins(kSpace3, kSpace2, kSpace3, 0);
    askRow->addWidget(m_ask);
    layout->addLayout(askRow);

    connect(m_ask, &AskBox::asked, this, &AssistantPanel::ask);
    connect(m_ask, &AskBox::previewRequested, this, &AssistantPanel::showPreview);
    connect(m_ask, &AskBox::focused, this, &AssistantPanel::refreshContext);
    connect(&assistant, &core::assistant::Assistant::stateChanged, this, &AssistantPanel::rebuild);
    connect(&assistant, &core::assistant::Assistant::hintsChanged, this, &AssistantPanel::rebuild);
    connect(&assistant, &core::assistant::Assistant::silenceChanged, this, &AssistantPanel::rebuild);
    connect(&assistant, &core::assistant::Assistant::answersChanged, this, &AssistantPanel::refreshAnswers);
    rebuild();
}

void AssistantPanel::buildHeader(QVBoxLayout *layout)
{
    auto *const row = new QHBoxLayout;
    row->setContentsMargins(14, 12, 14, 8);
    auto *const title = new QLabel(tr("Assistant"), this);
    title->setFont(labelFont());
    setVariant(title, "tone", "assistant");
    m_provider = new QLabel(this);
    m_provider->setObjectName(QStringLiteral("provider"));
    m_provider->setFont(textFont(11));
    m_provider->setTextFormat(Qt::PlainText);
    setVariant(m_provider, "tone", "dim");
    row->addWidget(title);
    row->addStretch();
    row->addWidget(m_provider);
    layout->addLayout(row);
}

void AssistantPanel::setSession(core::session::SessionPtr session)
{
    m_session = std::move(session);
    refreshContext();
    rebuild();
}

bool AssistantPanel::isMine(core::base::SessionId session) const
{
    return m_session && m_session->info().id == session;
}

void AssistantPanel::followSession()
{
    const auto blocks = m_session ? m_session->frame()->blocks : nullptr;
    const LastBlock last = blocks && !blocks->empty() ? LastBlock{blocks->back().id, blocks->back().state} : LastBlock{};
    if (last != m_contextOf) {
        m_contextOf = last;
        refreshContext();
    }
}

void AssistantPanel::refreshContext()
{
    m_context = m_session ? m_assistant.contextFor(m_session->info(), *m_session->frame()) : core::assistant::Context{};
    m_ask->setContext(m_context);
}

void AssistantPanel::focusQuestion()
{
    m_ask->focusQuestion();
}

void AssistantPanel::rebuild()
{
    m_provider->setText(text(m_assistant.stateText()));
    const bool off = m_assistant.state() == State::Off;
    m_ask->setVisible(!off);
    m_ask->setReady(m_assistant.state() == State::Ready && m_session);

    m_answers.clear();
    auto *const content = new QWidget;
    auto *const list = new QVBoxLayout(content);
    list->setContentsMargins(kSpace3, 0, kSpace3, 0);
    list->setSpacing(kSpace3);
    if (m_assistant.state() != State::Ready)
        addState(*list);
    if (!off) {
        for (const auto &hint : m_assistant.hints()) {
            if (isMine(hint.session))
                addHint(*list, hint);
        }
        for (const Answer &answer : m_assistant.answers()) {
            if (isMine(answer.session))
                addAnswer(*list, answer);
        }
        addSilence(*list);
    }
    list->addStretch();
    m_rebuilding = true;
    const int at = m_scroll->verticalScrollBar()->value();
    m_scroll->setWidget(content); // deletes the one before
    m_scroll->verticalScrollBar()->setValue(m_followsEnd ? m_scroll->verticalScrollBar()->maximum() : at);
    m_rebuilding = false;
}

void AssistantPanel::addState(QVBoxLayout &list)
{
    auto *const card = new Card(this);
    switch (m_assistant.state()) {
    case State::Off: {
        card->addTitle(tr("The assistant is off"));
        card->addText(tr("Nothing is watched and no process of it runs. On, it explains failed commands from offline rules; "
                         "a model is used only if you name one."));
        auto *const settings = card->addButton(tr("Open settings"));
        connect(settings, &QPushButton::clicked, this, &AssistantPanel::settingsRequested);
        break;
    }
    case State::Starting:
        card->addTitle(tr("Starting"));
        card->addText(tr("The assistant's own process is coming up. The terminal does not wait for it."));
        break;
    case State::Restarting:
        card->addTitle(tr("The assistant stopped"));
        card->addText(tr("Its process ended and is started again (%1). No terminal was touched.").arg(text(m_assistant.stateText())));
        break;
    case State::Ready:
        break;
    }
    list.addWidget(card);
}

void AssistantPanel::addHint(QVBoxLayout &list, const core::assistant::Hint &hint)
{
    auto *const card = new Card(this);
    card->setObjectName(QStringLiteral("hint"));
    card->addTitle(text(hint.title), hint.tier);
    if (!hint.text.empty())
        card->addText(text(hint.text));
    if (!hint.proposed.empty()) {
        const QString command = text(hint.proposed);
        card->addCode(command);
        auto *const insert = card->addButton(tr("Insert command"));
        insert->setObjectName(QStringLiteral("insert"));
        connect(insert, &QPushButton::clicked, this, [this, session = hint.session, command] { Q_EMIT insertRequested(session, command); });
    }
    auto *const later = card->addButton(tr("Not now"));
    later->setObjectName(QStringLiteral("dismiss"));
    connect(later, &QPushButton::clicked, this, [this, block = hint.block] { m_assistant.dismiss(block); });
    list.addWidget(card);
}

void AssistantPanel::addAnswer(QVBoxLayout &list, const Answer &answer)
{
    auto *const card = new Card(this);
    card->setObjectName(QStringLiteral("answer"));
    card->addTitle(text(answer.question));
    const bool streaming = answer.phase == Answer::Phase::Streaming;
    QLabel *const body = card->addText(answer.text.empty() && streaming ? QStringLiteral("…") : text(answer.text), "text");
    body->setVisible(!body->text().isEmpty());
    m_answers.insert(answer.id, {body, answer.phase});
    switch (answer.phase) {
    case Answer::Phase::Streaming: {
        auto *const stop = card->addButton(tr("Stop"));
        stop->setObjectName(QStringLiteral("stop"));
        connect(stop, &QPushButton::clicked, this, [this, id = answer.id] { m_assistant.stop(id); });
        break;
    }
    case Answer::Phase::Complete:
        if (answer.outputTokens > 0)
            card->addText(tr("%1 tokens in, %2 out").arg(answer.inputTokens).arg(answer.outputTokens));
        break;
    case Answer::Phase::Stopped:
        card->addText(tr("Stopped."));
        break;
    case Answer::Phase::CutOff:
        card->addText(text(answer.problem), "warn");
        break;
    case Answer::Phase::Failed:
        card->addText(text(answer.problem), "fail");
        break;
    case Answer::Phase::NoModel: {
        card->addText(answer.problem.empty() ? tr("No model is set. Name an OpenAI-compatible endpoint in the settings.") : text(answer.problem));
        auto *const settings = card->addButton(tr("Open settings"));
        connect(settings, &QPushButton::clicked, this, &AssistantPanel::settingsRequested);
        break;
    }
    }
    list.addWidget(card);
}

void AssistantPanel::addSilence(QVBoxLayout &list)
{
    const std::string reason = m_assistant.silenceReason();
    if (reason.empty())
        return;
    auto *const card = new Card(this);
    card->setProperty("kind", QStringLiteral("outline"));
    card->setObjectName(QStringLiteral("silence"));
    auto *const words = card->addText(tr("Silent for now: %1").arg(text(reason)));
    words->setFont(textFont(12));
    card->setToolTip(tr("It speaks when a command fails and you are not typing."));
    list.addWidget(card);
}

void AssistantPanel::refreshAnswers()
{
    int shown = 0;
    for (const Answer &answer : m_assistant.answers()) {
        if (!isMine(answer.session))
            continue;
        const auto card = m_answers.constFind(answer.id);
        if (card == m_answers.constEnd() || card->phase != answer.phase) {
            return rebuild();
        }
        ++shown;
        if (!answer.text.empty())
            card->text->setText(text(answer.text));
    }
    if (shown != m_answers.size())
        rebuild();
}

void AssistantPanel::ask(const QString &question)
{
    if (!m_session)
        return;
    refreshContext();
    const auto id = m_assistant.ask(m_session->info(), question.toStdString(), m_context);
    if (!id) {
        m_ask->setProblem(text(id.error().message));
        return;
    }
    m_ask->clear();
    m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum());
}

void AssistantPanel::showPreview()
{
    refreshContext();
    auto *const preview = new ContextPreview(m_context, text(m_assistant.providerName()), this);
    preview->setAttribute(Qt::WA_DeleteOnClose);
    preview->open();
}

} // namespace ui::assistant
