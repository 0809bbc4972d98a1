// The palette, sharing and the settings: built when they are asked for.
#include "core/config/toml_file.h"
#include "ui/attach/share_dialog.h"
#include "ui/containers/container_text.h"
#include "ui/containers/containers_panel.h"
#include "ui/desk/desk_windows.h"
#include "ui/player/player_window.h"
#include "ui/player/recordings_dialog.h"
#include "ui/settings/settings_dialog.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/command_palette.h"
#include "ui/window/history_opener.h"
#include "ui/window/info_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/palette_entries.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"

#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QPointer>
#include <iterator>

namespace ui::window {

using namespace ui::theme;

CommandPalette &MainWindow::palette()
{
    if (!m_palette) {
        m_palette = new CommandPalette(this);
        connect(m_palette, &CommandPalette::queryChanged, this, &MainWindow::searchHistory);
        connect(m_palette, &CommandPalette::dismissed, this, [this] {
            if (SessionView *view = m_tabs->current())
                view->setFocus();
        });
    }
    return *m_palette;
}

void MainWindow::openPalette()
{
    std::vector<PaletteEntry> entries;
    const auto append = [&entries](std::vector<PaletteEntry> more) { std::move(more.begin(), more.end(), std::back_inserter(entries)); };
    append(actionEntries(*m_actions));
    append(tabEntries(*m_tabs, m_preferences.altDigits));
    append(containerEntries(m_host.engines(), [this](const QString &engine, const QString &container) { containersPanel().actions().openShell(engine, container); },
                            [this](const QString &engine, const QString &container) { desk().openContainer(engine, container); }));
    append(engineEntries(m_host.engines(), [this](const QString &engine, containers::EnginePlace place) { openEngine(engine, place); }));
    palette().open(std::move(entries));
}

void MainWindow::searchHistory(const QString &query)
{
    if (query.trimmed().size() < 2)
        return;
    core::store::HistoryQuery search;
    search.text = query.toStdString();
    search.limit = 30;
    m_host.store().search(std::move(search), [self = QPointer(this), query](core::base::Result<std::vector<core::store::CommandRecord>> found) {
        // On the store's thread: only post. The application object outlives the store's readers.
        if (!found)
            return;
        QMetaObject::invokeMethod(qApp, [self, query, records = std::move(*found)] {
            if (!self)
                return;
            const auto insert = [self](const QString &command) {
                if (self && self->m_tabs->current())
                    self->insertCommand(self->m_tabs->current()->id(), command);
            };
            std::vector<PaletteEntry> entries = historyEntries(records, insert);
            entries.push_back({tr("Search history for “%1”…").arg(query), self->m_actions->searchHistory->shortcut().toString(QKeySequence::NativeText),
                               QStringLiteral("history"), [self, query] { self->m_history->open(query); }});
            self->palette().setHistory(query, std::move(entries));
        }, Qt::QueuedConnection);
    });
}

void MainWindow::openShare()
{
    SessionView *const view = m_tabs->current();
    if (!view)
        return;
    const auto &info = view->session()->info();
    attach::ShareSubject subject;
    subject.session = view->session();
    subject.title = tabTitle(view->place(), info, *view->session()->frame());
    subject.place = info.place.isContainer() ? placeName(view->place()) : tr("this computer");
    if (const auto *container = m_tabs->containerOf(info.place))
        subject.reach = containers::reachSentence(container->reach);
    auto *const dialog = new attach::ShareDialog(m_host.attach(), std::move(subject), m_preferences.linkLifetime, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::openSaveScrollback()
{
    const SessionView *const view = m_tabs->current();
    if (!view)
        return;
    auto *const dialog = new QFileDialog(this, tr("Save scrollback"), {}, tr("Text (*.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->selectFile(QStringLiteral("scrollback.txt"));
    connect(dialog, &QFileDialog::fileSelected, view->terminal(), &terminal::TerminalWidget::saveScrollback);
    dialog->open();
}

void MainWindow::openSettings(const QString &table)
{
    auto *const dialog = new settings::SettingsDialog(m_options.configFile, m_options.reload, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &settings::SettingsDialog::written, this, &MainWindow::reloadSettings);
    if (!table.isEmpty())
        dialog->showTable(table);
    dialog->open();
}

namespace {

const QString kSettingsProblem = QStringLiteral("problem");

// A file that is no TOML at all gives no value, which is not the same as the defaults being wanted.
std::optional<QString> unreadable(const std::string &file, const std::vector<core::config::Problem> &problems)
{
    const auto text = core::config::readTomlFile(file);
    if (text && (!*text || core::config::parseToml(**text)))
        return std::nullopt;
    return problems.empty() ? MainWindow::tr("The settings could not be read.")
                            : QStringLiteral("%1: %2").arg(QString::fromStdString(problems.front().where), QString::fromStdString(problems.front().message));
}

} // namespace

void MainWindow::reloadSettings()
{
    std::vector<core::config::Problem> problems;
    const core::config::Settings read = m_options.reload(problems);
    if (const auto broken = unreadable(m_options.configFile, problems)) {
        showProblem(tr("%1 The settings stay as they were.").arg(*broken));
        return;
    }
    m_problems->clear(kSettingsProblem);
    showProblems(problems);
    m_host.setSettings(std::make_shared<core::config::Settings>(read), problems);
    const Preferences next = preferencesFrom(read);
    const bool schemeChanged = next.scheme != current();
    m_preferences = next;
    if (schemeChanged) {
        apply(*qApp, next.scheme);
        m_tabs->setScheme();
        if (m_desk)
            m_desk->setScheme();
        for (const auto &window : m_players) {
            if (window)
                window->setScheme();
        }
    }
    takePreferences();
}

void MainWindow::takePreferences()
{
    m_tabs->setPreferences(m_preferences.tabs);
    m_history->setHistoryOn(m_preferences.history);
    m_history->setCtrlR(m_preferences.historyCtrlR);
    for (QAction *go : m_actions->goToTab)
        go->setEnabled(m_preferences.altDigits);
    // Where there is no assistant, nothing speaks of one.
    for (QAction *action : {m_actions->toggleAssistant, m_actions->focusAssistant}) {
        action->setVisible(m_preferences.assistant);
        action->setEnabled(m_preferences.assistant);
    }
    for (SessionView *view : m_tabs->views())
        view->terminal()->setOffered(terminal::BlockAction::Explain, m_preferences.assistant);
    fitPanels();
}

void MainWindow::showProblems(const std::vector<core::config::Problem> &problems)
{
    if (problems.empty())
        return;
    const auto more = int(problems.size()) - 1;
    const QString sentence = QStringLiteral("%1: %2").arg(QString::fromStdString(problems.front().where), QString::fromStdString(problems.front().message));
    showProblem(more > 0 ? tr("%1 (and %n more)", nullptr, more).arg(sentence) : sentence);
}

void MainWindow::showProblem(const QString &sentence)
{
    m_problems->say(kSettingsProblem, sentence, "warn");
    m_problems->offer(tr("Dismiss"), [this] { m_problems->clear(kSettingsProblem); });
}

} // namespace ui::window
