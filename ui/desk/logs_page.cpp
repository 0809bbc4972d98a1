#include "ui/desk/logs_page.h"

#include "ui/desk/desk_text.h"
#include "ui/desk/log_view.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/theme/icons.h"
#include "ui/theme/menu_button.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QThreadPool>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;
using namespace std::chrono_literals;

namespace {
constexpr auto kSearchSlice = 8ms; // of each turn of the event loop
constexpr std::size_t kMostProjectLogs = 32; // each is a connection
constexpr std::size_t kMostProjectLogsEver = 256; // with those that have been removed meanwhile; “All of…” again begins anew
}

LogsPage::LogsPage(WatchedContainer &watched, QWidget *parent, LogBuffer::Limits limits) : QWidget(parent), m_watched(watched)
{
    m_feed = new LogFeed(watched.engine(), this, limits);
    m_rows = std::make_unique<LogRows>(m_feed->buffer());
    m_project = text(watched.container().project);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const bar = new QHBoxLayout;
    bar->setContentsMargins(kSpace4, kSpace2, kSpace4, kSpace2);
    bar->setSpacing(kSpace1 + 2);
    buildBar(bar);
    m_notice = new NoticeBar(this);
    m_missing = new NoticeBar(this);
    m_missing->setObjectName(QStringLiteral("missing"));
    m_missing->setDismissible(false);
    m_view = new LogView(*m_feed, *m_rows, nullptr);
    m_view->setAccessibleName(tr("Log of %1").arg(oneLine(watched.container().name, 100)));
    m_stack = new PageStack(m_view, tr("Reading the log"), this);
    auto *const foot = new QHBoxLayout;
    foot->setContentsMargins(kSpace4, kSpace1, kSpace4, kSpace1);
    m_amount = new QLabel(this);
    m_amount->setObjectName(QStringLiteral("amount"));
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("logState"));
    for (QLabel *label : {m_amount, m_state}) {
        label->setFont(textFont(12));
        label->setTextFormat(Qt::PlainText);
        setVariant(label, "tone", "dim");
    }
    foot->addWidget(m_amount, 1);
    foot->addWidget(m_state);
    column->addLayout(bar);
    column->addWidget(m_notice);
    column->addWidget(m_missing);
    column->addWidget(m_stack, 1);
    column->addLayout(foot);
    setFocusProxy(m_view);

    m_search.setSingleShot(true);
    m_search.setInterval(0);
    connect(&m_search, &QTimer::timeout, this, &LogsPage::catchUp);
    connect(m_feed, &LogFeed::grown, this, &LogsPage::catchUp);
    connect(m_feed, &LogFeed::restarted, this, [this] {
        m_rows->restart();
        m_view->restyle();
        catchUp();
    });
    connect(m_feed, &LogFeed::stateChanged, this, &LogsPage::refresh);
    if (watched.engine())
        connect(watched.engine(), &core::engine::Engine::containersChanged, this, &LogsPage::join);
    connect(m_view, &LogView::followingChanged, this, [this](bool following) {
        m_feed->setKeeping(!following);
        refresh();
    });
    connect(new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, this, [this] {
        m_filter->setFocus(Qt::ShortcutFocusReason);
        m_filter->selectAll();
    });
    refresh();
}

QPushButton *LogsPage::toggle(const QString &words, const QString &tip, bool checked, QHBoxLayout *row)
{
    auto *const button = new QPushButton(words, this);
    button->setCheckable(true);
    button->setChecked(checked);
    button->setProperty("segment", true);
    button->setToolTip(tip);
    row->addWidget(button);
    return button;
}

void LogsPage::buildBar(QHBoxLayout *row)
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("logFilter"));
    m_filter->setPlaceholderText(tr("Filter (Ctrl+F)"));
    m_filter->setAccessibleName(tr("Filter the log"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(110);
    row->addWidget(m_filter, 1);
    m_regex = toggle({}, tr("The filter is a regular expression"), false, row);
    m_regex->setIcon(icon(QStringLiteral("regex")));
    m_regex->setAccessibleName(m_regex->toolTip());
    m_regex->setObjectName(QStringLiteral("regex"));
    m_only = toggle(tr("Only matches"), tr("Hide lines that do not match"), true, row);
    m_only->setObjectName(QStringLiteral("only"));
    m_only->hide();
    row->addSpacing(kSpace1);
    m_output = toggle(tr("Output"), tr("Standard output"), true, row);
    m_output->setObjectName(QStringLiteral("output"));
    m_errors = toggle(tr("Errors"), tr("Standard error: the lines with a bar"), true, row);
    m_errors->setObjectName(QStringLiteral("errors"));
    m_times = toggle(tr("Times"), tr("When the engine got each line"), false, row);
    m_times->setObjectName(QStringLiteral("times"));
    m_whole = toggle(tr("All of %1").arg(oneLine(m_project.toStdString(), 20)), tr("The logs of the whole Compose project in one"), false, row);
    m_whole->setObjectName(QStringLiteral("whole"));
    m_whole->setVisible(!m_project.isEmpty());
    m_more = new MenuButton(QStringLiteral("ellipsis"), tr("Copy, save, earlier lines"), {28, 26}, this);
    connect(m_more->menu(), &QMenu::aboutToShow, this, &LogsPage::fillMenu);
    row->addWidget(m_more);

    connect(m_filter, &QLineEdit::textChanged, this, &LogsPage::takeFilter);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] { m_view->setFocus(); });
    for (QPushButton *button : {m_regex, m_only, m_output, m_errors})
        connect(button, &QPushButton::toggled, this, &LogsPage::takeFilter);
    connect(m_times, &QPushButton::toggled, this, [this](bool shown) { m_view->setTimesShown(shown); });
    connect(m_whole, &QPushButton::toggled, this, [this] { open(kTail); });
}

void LogsPage::fillMenu()
{
    QMenu &menu = *m_more->menu();
    menu.clear();
    for (const int count : {100, 1000}) {
        menu.addAction(icon(QStringLiteral("copy")), tr("Copy the last %L1 lines").arg(count), this, [this, count] {
            QGuiApplication::clipboard()->setText(m_view->newestText(std::size_t(count)));
            m_notice->say(tr("Copied: the last %L1 lines of what is shown.").arg(qMin(count, int(m_rows->size()))), "ok");
        })->setEnabled(m_rows->size() > 0);
    }
    menu.addAction(icon(QStringLiteral("save")), tr("Save what is shown…"), this, &LogsPage::askWhere)->setEnabled(m_rows->size() > 0);
    menu.addSeparator();
    menu.addAction(icon(QStringLiteral("arrow-up")), tr("Read ten times as many lines"), this, [this] { open(m_feed->tail() * 10); })->setEnabled(m_feed->mayHaveEarlier());
    menu.addAction(icon(QStringLiteral("eraser")), tr("Clear the view"), m_feed, &LogFeed::clear);
}

void LogsPage::setWholeProject(bool whole)
{
    m_whole->setChecked(whole);
}

void LogsPage::open(int tail)
{
    m_isOpen = true;
    std::vector<LogOrigin> origins{{m_watched.id(), oneLine(m_watched.container().name, 60)}};
    m_leftOut = 0;
    if (m_watched.engine() && m_whole->isChecked() && !m_project.isEmpty()) {
        for (const auto &other : m_watched.engine()->containers()) {
            if (other.project != m_watched.container().project || other.id == m_watched.id())
                continue;
            if (origins.size() < kMostProjectLogs)
                origins.push_back({other.id, oneLine(other.name, 60)});
            else
                ++m_leftOut;
        }
    }
    constexpr int kMost = 1'000'000; // the buffer's own limits come first
    m_feed->open(std::move(origins), std::min(tail, kMost));
}

// Containers that have come into the project since, also in the place of others.
void LogsPage::join()
{
    if (!m_isOpen || !m_watched.engine() || !m_whole->isChecked() || m_project.isEmpty())
        return;
    std::size_t there = 0;
    for (const LogOrigin &origin : m_feed->origins())
        there += m_watched.engine()->find(origin.container) ? 1 : 0;
    int leftOut = 0;
    for (const auto &other : m_watched.engine()->containers()) {
        const bool isShown = std::ranges::find(m_feed->origins(), other.id, &LogOrigin::container) != m_feed->origins().end();
        if (other.project != m_watched.container().project || isShown)
            continue;
        if (there < kMostProjectLogs && m_feed->origins().size() < kMostProjectLogsEver) {
            m_feed->add({other.id, oneLine(other.name, 60)});
            ++there;
        } else {
            ++leftOut;
        }
    }
    m_leftOut = leftOut;
    refresh();
}

void LogsPage::sayMissing()
{
    const auto missing = m_feed->state() == LogFeed::State::Failed ? std::vector<LogFeed::Missing>() : m_feed->missing();
    QStringList words;
    if (missing.size() == 1)
        words << tr("Without %1: %2").arg(missing.front().name, oneLine(missing.front().error.message));
    else if (!missing.empty())
        words << tr("Without %1 and %2 more: %3").arg(missing.front().name).arg(missing.size() - 1).arg(oneLine(missing.front().error.message));
    if (m_leftOut > 0 && m_feed->origins().size() >= kMostProjectLogsEver)
        words << tr("%1 more containers of the project are not shown: %2 were in the time this has been read. Choose “%3” again for those of now.")
                     .arg(m_leftOut).arg(kMostProjectLogsEver).arg(m_whole->text());
    else if (m_leftOut > 0)
        words << tr("%1 more containers of the project are not shown: at most %2 are at a time.").arg(m_leftOut).arg(kMostProjectLogs);
    const QString sentence = words.join(QLatin1Char(' '));
    if (sentence != m_missing->text())
        m_missing->say(sentence, "warn");
}

void LogsPage::takeFilter()
{
    LogRows::Filter filter;
    filter.output = m_output->isChecked();
    filter.error = m_errors->isChecked();
    std::optional<terminal::CompiledQuery> query;
    const QString pattern = m_filter->text();
    QString problem;
    if (!pattern.isEmpty()) {
        // As people type: capitals count only where there are some.
        const bool capitals = std::any_of(pattern.begin(), pattern.end(), [](QChar c) { return c.isUpper(); });
        auto compiled = terminal::CompiledQuery::compile({pattern, m_regex->isChecked(), capitals});
        if (compiled)
            query = std::move(*compiled);
        else
            problem = compiled.error();
    }
    if (m_only->isChecked())
        filter.query = query;
    m_only->setVisible(!pattern.isEmpty());
    m_notice->say(problem, "warn");
    m_view->setHighlight(std::move(query));
    m_rows->setFilter(std::move(filter));
    catchUp();
}

void LogsPage::catchUp()
{
    if (!m_rows->catchUp(kSearchSlice))
        m_search.start();
    m_view->refresh();
    refresh();
}

void LogsPage::refresh()
{
    sayMissing();
    const auto &buffer = m_feed->buffer();
    const bool running = m_watched.isRunning() || m_feed->origins().size() > 1;
    switch (m_feed->state()) {
    case LogFeed::State::Loading:
        m_stack->showLoading();
        m_state->setText(tr("Reading"));
        break;
    case LogFeed::State::Failed:
        m_stack->showNotice(QStringLiteral("circle-alert"), tr("The log cannot be read"), text(m_feed->error().message), tr("Try again"), [this] { open(kTail); });
        m_state->clear();
        break;
    case LogFeed::State::Following:
    case LogFeed::State::Ended: {
        const bool following = m_feed->state() == LogFeed::State::Following;
        if (buffer.size() > 0 || buffer.dropped() > 0)
            m_stack->showContent();
        else
            m_stack->showNotice(QStringLiteral("scroll-text"), running ? tr("Nothing printed yet") : tr("Nothing was printed"),
                                running ? tr("What its main process writes to standard output and standard error appears here.")
                                        : tr("Its main process wrote nothing to standard output or standard error."));
        if (!following && !m_feed->error().code.empty() && running)
            m_state->setText(tr("Broken off: %1").arg(text(m_feed->error().message)));
        else if (!following)
            m_state->setText(tr("The end: it does not run"));
        else if (!m_view->isFollowing())
            m_state->setText(m_feed->isHeld() ? tr("Held: the engine waits while you read") : tr("New lines wait below"));
        else
            m_state->setText(tr("Following"));
        break;
    }
    }
    QString amount = tr("%L1 lines, %2").arg(buffer.size()).arg(bytesText(std::int64_t(buffer.bytes())));
    if (m_rows->isFiltered())
        amount = tr("%L1 of %2").arg(m_rows->size()).arg(amount) + (m_search.isActive() ? tr(" · searching") : QString());
    m_amount->setText(m_stack->isContent() ? amount : QString());
    if (m_rows->isFiltered() && m_rows->size() == 0 && !m_search.isActive())
        m_view->setMark(tr("No line is like that."));
    else if (buffer.dropped() > 0)
        m_view->setMark(tr("%L1 earlier lines dropped here: the engine has them").arg(buffer.dropped()));
    else
        m_view->setMark(m_feed->mayHaveEarlier() ? tr("The engine has earlier lines: “Read ten times as many lines” in the menu") : QString());
}

void LogsPage::askWhere()
{
    auto *const dialog = new QFileDialog(this, tr("Save the log"), {}, tr("Text (*.log *.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("log"));
    dialog->selectFile(oneLine(m_watched.container().name, 60) + QStringLiteral(".log"));
    connect(dialog, &QFileDialog::fileSelected, this, &LogsPage::save);
    dialog->open();
}

void LogsPage::save(const QString &path)
{
    std::vector<std::pair<QString, std::string>> lines; // bounded as the buffer is
    lines.reserve(m_rows->size());
    for (std::size_t row = 0; row < m_rows->size(); ++row) {
        const LogLine &line = m_rows->lineAt(row);
        lines.emplace_back(m_view->prefixOf(line), line.bytes);
    }
    QThreadPool::globalInstance()->start([self = QPointer(this), path, lines = std::move(lines)] {
        QSaveFile file(path);
        bool good = file.open(QIODevice::WriteOnly);
        for (const auto &[prefix, bytes] : lines) {
            if (!good)
                break;
            const QByteArray out = prefix.toUtf8() + readLogLine(bytes).text.toUtf8() + '\n';
            good = file.write(out) == out.size();
        }
        good = good && file.commit();
        const QString why = file.errorString();
        QMetaObject::invokeMethod(qApp, [self, path, good, why] {
            if (!self)
                return;
            self->m_notice->say(good ? tr("Saved as %1").arg(path) : tr("%1 was not written: %2").arg(path, why), good ? "ok" : "fail");
            if (good)
                Q_EMIT self->saved(path);
        }, Qt::QueuedConnection);
    });
}

void LogsPage::showEvent(QShowEvent *)
{
    if (!m_isOpen)
        open(kTail);
    m_feed->setReading(true);
}

void LogsPage::hideEvent(QHideEvent *)
{
    m_feed->setReading(false);
}

void LogsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        m_view->setFocus();
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace ui::desk
