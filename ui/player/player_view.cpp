#include "ui/player/player_view.h"

#include "ui/player/command_list.h"
#include "ui/player/time_text.h"
#include "ui/player/timeline.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSocketNotifier>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::player {

using namespace ui::theme;
using namespace std::chrono_literals;
using core::recording::PlayerState;
using core::recording::RecordedCommand;
using core::recording::Time;

namespace {

constexpr double kSpeeds[] = {0.5, 1, 1.5, 2, 4, 8, 16};
constexpr qreal kSmallestFont = 5, kFontStep = 0.5;
constexpr qreal kMostEnlarged = 1.8; // of the font that terminals have
constexpr int kListWidth = 280;

// The terminal's ground goes to the edges; what it does not fill is not another colour.
class Stage : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Role::Terminal)); }
};

class Ground : public QWidget
{
public:
    Ground(QWidget *parent, bool lineAbove) : QWidget(parent), m_lineAbove(lineAbove) {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), color(Role::Panel));
        if (m_lineAbove)
            painter.fillRect(QRect(0, 0, width(), 1), color(Role::Line));
    }

private:
    bool m_lineAbove;
};

QString speedText(double factor)
{
    return QStringLiteral("%1×").arg(factor, 0, 'g', 3);
}

} // namespace

PlayerView::PlayerView(core::recording::PlayerSessionPtr session, const terminal::Appearance &appearance, Time idleLimit, QWidget *parent)
    : QWidget(parent), m_session(std::move(session)), m_subscription(m_session->subscribe()),
      m_notifier(new QSocketNotifier(m_subscription->wakeFd(), QSocketNotifier::Read, this)), m_appearance(appearance),
      m_idleLimit(m_session->header().idleLimit.value_or(idleLimit))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Recording"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *const splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter, 1);

    auto *const middle = new QWidget(splitter);
    auto *const column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_stage = new Stage(middle);
    m_stage->setMinimumSize(240, 120);
    m_stage->installEventFilter(this);
    m_terminal = new terminal::TerminalWidget(m_session, appearance, m_stage);
    m_terminal->setMinimumSize(1, 1);
    m_terminal->installEventFilter(this);
    m_terminal->setFocusPolicy(Qt::ClickFocus); // to select and copy
    for (const auto action : {terminal::BlockAction::Rerun, terminal::BlockAction::Explain, terminal::BlockAction::SaveOutput})
        m_terminal->setOffered(action, false); // nothing runs here, and the file has it all
    column->addWidget(m_stage, 1);
    column->addWidget(makeControls());
    splitter->addWidget(makeSide());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({900, kListWidth});

    connect(m_notifier, &QSocketNotifier::activated, this, &PlayerView::onWake);
    connect(m_timeline, &Timeline::seekRequested, this, [this](Time to) { m_session->seek(to); });
    connect(m_timeline, &Timeline::commandRequested, this, [this](int command) { m_session->goToCommand(command); });
    connect(m_commands, &CommandList::commandRequested, this, [this](int command) { m_session->goToCommand(command); });
    m_session->setIdleLimit(m_skip->isChecked() && m_idleLimit > Time(0) ? std::optional(m_idleLimit) : std::nullopt);
    refresh();
}

PlayerView::~PlayerView()
{
    m_notifier->setEnabled(false); // before its descriptor goes with the subscription
}

QToolButton *PlayerView::makeButton(const char *name, const QString &iconName, const QString &tip, QLayout &row)
{
    auto *const button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(iconName, Role::Text));
    button->setIconSize({16, 16});
    button->setFixedSize(32, 28);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    row.addWidget(button);
    return button;
}

QWidget *PlayerView::makeControls()
{
    auto *const controls = new Ground(this, true);
    auto *const column = new QVBoxLayout(controls);
    column->setContentsMargins(kSpace3, kSpace1 + 1, kSpace3, kSpace2);
    column->setSpacing(0);
    m_timeline = new Timeline(controls);
    column->addWidget(m_timeline);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace1);
    column->addLayout(row);
    m_previous = makeButton("previous", QStringLiteral("skip-back"), tr("Previous command (p)"), *row);
    m_play = makeButton("play", QStringLiteral("play"), tr("Play (space)"), *row);
    m_next = makeButton("next", QStringLiteral("skip-forward"), tr("Next command (n)"), *row);
    m_failure = makeButton("failure", QStringLiteral("circle-alert"), tr("Next failure (f)"), *row);
    m_failure->setIcon(icon(QStringLiteral("circle-alert"), Role::Fail));
    row->addSpacing(kSpace2);
    m_time = new QLabel(controls);
    m_time->setObjectName(QStringLiteral("time"));
    m_time->setFont(monoFont(12));
    row->addWidget(m_time);
    row->addSpacing(kSpace3);
    m_now = new QLabel(controls);
    m_now->setObjectName(QStringLiteral("now"));
    m_now->setTextFormat(Qt::PlainText);
    m_now->setMinimumWidth(1); // a long command must not widen the window
    setVariant(m_now, "tone", "dim");
    row->addWidget(m_now, 1);
    m_skip = new QCheckBox(tr("Skip pauses"), controls);
    m_skip->setObjectName(QStringLiteral("skip"));
    m_skip->setChecked(m_idleLimit > Time(0));
    m_skip->setEnabled(m_idleLimit > Time(0));
    m_skip->setFocusPolicy(Qt::TabFocus);
    m_skip->setToolTip(tr("No pause is longer than %1").arg(durationText(std::chrono::duration_cast<std::chrono::milliseconds>(m_idleLimit))));
    row->addWidget(m_skip);
    row->addSpacing(kSpace3);
    m_speed = new QComboBox(controls);
    m_speed->setObjectName(QStringLiteral("speed"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed (+ and -)"));
    m_speed->setFocusPolicy(Qt::TabFocus);
    for (const double speed : kSpeeds)
        m_speed->addItem(speedText(speed), speed);
    m_speed->setCurrentIndex(1);
    row->addWidget(m_speed);

    connect(m_previous, &QToolButton::clicked, this, [this] { m_session->stepCommand(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_session->stepCommand(1); });
    connect(m_failure, &QToolButton::clicked, this, [this] { m_session->stepFailure(1); });
    connect(m_play, &QToolButton::clicked, this, [this] { m_session->setPlaying(!m_playing); });
    connect(m_speed, &QComboBox::activated, this, [this](int item) { m_session->setSpeed(m_speed->itemData(item).toDouble()); });
    connect(m_skip, &QCheckBox::toggled, this, [this](bool skip) { m_session->setIdleLimit(skip ? std::optional(m_idleLimit) : std::nullopt); });
    for (QToolButton *button : {m_previous, m_play, m_next, m_failure})
        button->setFocusPolicy(Qt::TabFocus);
    return controls;
}

QWidget *PlayerView::makeSide()
{
    auto *const side = new Ground(this, false);
    side->setMinimumWidth(180);
    auto *const column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(kSpace3, kSpace2, kSpace3, kSpace2);
    auto *const label = new QLabel(tr("COMMANDS"), side);
    label->setFont(labelFont());
    setVariant(label, "tone", "label");
    m_failuresOnly = new QCheckBox(tr("Failed only"), side);
    m_failuresOnly->setObjectName(QStringLiteral("failuresOnly"));
    m_failuresOnly->setFocusPolicy(Qt::TabFocus);
    m_failuresOnly->hide();
    head->addWidget(label, 1);
    head->addWidget(m_failuresOnly);
    column->addLayout(head);
    m_side = new QStackedWidget(side);
    m_commands = new CommandList(m_side);
    m_commands->setObjectName(QStringLiteral("commands"));
    m_commands->installEventFilter(this);
    m_sideWords = new QLabel(m_side);
    m_sideWords->setObjectName(QStringLiteral("sideWords"));
    m_sideWords->setWordWrap(true);
    m_sideWords->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_sideWords->setContentsMargins(kSpace3, kSpace1, kSpace3, kSpace3);
    setVariant(m_sideWords, "tone", "dim");
    m_side->addWidget(m_commands);
    m_side->addWidget(m_sideWords);
    column->addWidget(m_side, 1);
    m_note = new QLabel(side);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(kSpace3, kSpace2, kSpace3, kSpace3);
    setVariant(m_note, "tone", "warn");
    m_note->hide();
    column->addWidget(m_note);
    connect(m_failuresOnly, &QCheckBox::toggled, this, [this](bool only) {
        m_commands->commands().setFailuresOnly(only);
        refresh();
    });
    return side;
}

void PlayerView::onWake()
{
    (void)m_subscription->takeEvents();
    (void)m_subscription->frameReady();
    refresh();
}

void PlayerView::showIndex()
{
    m_timeline->setIndex(m_index);
    m_commands->commands().setIndex(m_index);
    const bool any = !m_index->commands.empty();
    const bool failures = m_index->nextFailure(-1) >= 0;
    m_side->setCurrentWidget(any ? static_cast<QWidget *>(m_commands) : m_sideWords);
    m_sideWords->setText(tr("No commands are marked in this recording.\n\nBerth marks them where its shell integration runs; other recorders set marks by hand."));
    m_failuresOnly->setVisible(failures);
    m_failure->setEnabled(failures);
    for (QToolButton *button : {m_previous, m_next})
        button->setEnabled(any);
    QStringList notes;
    if (m_index->skipped > 0)
        notes << (m_index->skipped == 1 ? tr("One stretch is missing: output came faster than it could be written.")
                                          : tr("%1 stretches are missing: output came faster than it could be written.").arg(m_index->skipped));
    if (m_index->cutOff)
        notes << tr("The file cannot be read to its end.");
    m_note->setText(notes.join(QLatin1Char('\n')));
    m_note->setVisible(!notes.isEmpty());
}

void PlayerView::refresh()
{
    const PlayerState state = m_session->state();
    if (state.index && state.index != m_index) {
        m_index = state.index;
        showIndex();
    }
    if (!state.problem.empty()) {
        m_side->setCurrentWidget(m_sideWords);
        m_sideWords->setText(QString::fromStdString(state.problem));
    } else if (!m_index) {
        m_side->setCurrentWidget(m_sideWords);
        m_sideWords->setText(tr("Looking through the recording…"));
    }
    m_playing = state.playing;
    m_play->setIcon(icon(state.playing ? QStringLiteral("pause") : QStringLiteral("play"), Role::Text));
    m_play->setToolTip(state.playing ? tr("Pause (space)") : state.atEnd ? tr("Play again (space)") : tr("Play (space)"));
    m_play->setAccessibleName(m_play->toolTip());
    m_timeline->showPosition(state.position);
    m_timeline->setCurrent(state.command);
    m_commands->setCurrentCommand(state.command);
    m_time->setText(QStringLiteral("%1 / %2").arg(clockText(state.position), m_index ? clockText(m_index->length) : QStringLiteral("…")));
    QString now;
    if (m_index && state.command >= 0) {
        const RecordedCommand &command = m_index->commands[std::size_t(state.command)];
        now = QStringLiteral("%1/%2  %3").arg(state.command + 1).arg(m_index->commands.size()).arg(plainLine(command.command, 120));
    }
    m_now->setText(m_now->fontMetrics().elidedText(state.seeking ? tr("Going there…") : now, Qt::ElideRight, m_now->width()));
    m_now->setToolTip(now.toHtmlEscaped());
    if (const int item = m_speed->findData(state.speed); item >= 0) {
        m_speed->setCurrentIndex(item);
    } else {
        m_speed->setCurrentIndex(-1);
        m_speed->setPlaceholderText(speedText(state.speed));
    }
    if (m_session->frame()->screen->size != m_fitted)
        fitTerminal();
}

// As large as the stage allows, between what can be read and what looks like a poster.
void PlayerView::fitTerminal()
{
    if (!m_stage->isVisible())
        return;
    m_fitted = m_session->frame()->screen->size;
    m_fittedSize = m_stage->size();
    terminal::Appearance fitted = m_appearance;
    const auto fits = [&](qreal points) {
        fitted.font.setPointSizeF(points);
        m_terminal->setAppearance(fitted);
        const QSize needed = m_terminal->pixelSizeFor(m_fitted);
        return needed.width() <= m_stage->width() && needed.height() <= m_stage->height();
    };
    const qreal usual = m_appearance.font.pointSizeF();
    qreal low = kSmallestFont, high = usual * kMostEnlarged;
    while (high - low > kFontStep) {
        const qreal middle = (low + high) / 2;
        (fits(middle) ? low : high) = middle;
    }
    (void)fits(low);
    const QSize needed = m_terminal->pixelSizeFor(m_fitted);
    m_terminal->resize(needed);
    m_terminal->move(std::max(0, (m_stage->width() - needed.width()) / 2), std::max(0, (m_stage->height() - needed.height()) / 2));
}

void PlayerView::resizeEvent(QResizeEvent *)
{
    fitTerminal();
}

void PlayerView::showEvent(QShowEvent *)
{
    fitTerminal();
}

bool PlayerView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_stage && (event->type() == QEvent::Resize || event->type() == QEvent::Show)) {
        if (m_stage->size() != m_fittedSize)
            fitTerminal();
    } else if (event->type() == QEvent::KeyPress) {
        auto *const key = static_cast<QKeyEvent *>(event);
        // In the list, up and down are the list's.
        const bool lists = watched == m_commands && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Home || key->key() == Qt::Key_End);
        if (!lists && handleKey(*key))
            return true;
        const bool typed = watched == m_terminal && !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) && !key->text().isEmpty();
        return typed; // nothing can be typed into a recording: it is no mistake to say so about
    }
    return QWidget::eventFilter(watched, event);
}

void PlayerView::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(*event))
        QWidget::keyPressEvent(event);
}

bool PlayerView::handleKey(QKeyEvent &event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Space: m_session->setPlaying(!m_session->state().playing); return true;
    case Qt::Key_Left: m_session->seekBy(-5s); return true;
    case Qt::Key_Right: m_session->seekBy(5s); return true;
    case Qt::Key_Up:
    case Qt::Key_P: m_session->stepCommand(-1); return true;
    case Qt::Key_Down:
    case Qt::Key_N: m_session->stepCommand(1); return true;
    case Qt::Key_F: m_session->stepFailure(event.modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1); return true;
    case Qt::Key_Home:
    case Qt::Key_0: m_session->seek({}); return true;
    case Qt::Key_End: m_session->seek(Time::max()); return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal: m_session->setSpeed(m_session->state().speed * 2); return true;
    case Qt::Key_Minus: m_session->setSpeed(m_session->state().speed / 2); return true;
    case Qt::Key_1: m_session->setSpeed(1); return true;
    case Qt::Key_Q: Q_EMIT closeRequested(); return true;
    default: return false;
    }
}

} // namespace ui::player
