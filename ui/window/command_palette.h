// "Search or run…": actions, tabs, containers and past commands behind one line. It only lists and chooses; what an
// entry does is its own function.
#pragma once
#include <QFrame>
#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace ui::window {

struct PaletteEntry
{
    QString title;
    QString detail;               // at the right: "Ctrl+Shift+T", "container", "exit 1 · 2 h ago"
    QString icon;
    std::function<void()> run;
};

class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *window);

    void open(std::vector<PaletteEntry> entries);
    // Entries found elsewhere for this query; ignored when the query has changed since.
    void setHistory(const QString &query, std::vector<PaletteEntry> entries);

Q_SIGNALS:
    void queryChanged(const QString &query);
    void dismissed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refill();
    void runCurrent();
    void place();

    QLineEdit *m_line;
    QListWidget *m_list;
    std::vector<PaletteEntry> m_entries, m_history;
};

} // namespace ui::window
