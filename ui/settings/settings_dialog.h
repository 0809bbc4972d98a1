// The settings, generated from config::schema(): one page per table, an editor per key with its text, where its value
// comes from, and a lock where a flag or a variable decides. A change is written to the file at once; what is wrong with
// the file is said at the top with file and line.
#pragma once
#include "core/config/settings.h"

#include <QDialog>
#include <functional>

class QFrame;
class QLabel;
class QLineEdit;
class QListWidget;
class QScrollArea;
class QVBoxLayout;

namespace ui::settings {

class SettingsDialog : public QDialog
{
    Q_OBJECT
public:
    // Loads the settings as the program did, flags and environment included, and says what is wrong with them.
    using Reload = std::function<core::config::Settings(std::vector<core::config::Problem> &)>;

    SettingsDialog(std::string configFile, Reload reload, QWidget *parent);

    void showTable(const QString &table);

Q_SIGNALS:
    void written(const QString &key);

private:
    void buildTop(QVBoxLayout *layout);
    void reload();
    void fillPage();
    QWidget *makeRow(const core::config::Spec &spec);
    void write(const core::config::Spec &spec, const QString &value);
    void showProblems(const std::vector<core::config::Problem> &problems);

    std::string m_configFile;
    Reload m_reload;
    core::config::Settings m_settings;
    QFrame *m_problemBox = nullptr;
    QLabel *m_problemText = nullptr;
    QLineEdit *m_search = nullptr;
    QListWidget *m_tables = nullptr;
    QScrollArea *m_page = nullptr;
};

} // namespace ui::settings
