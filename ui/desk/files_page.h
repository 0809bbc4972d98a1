// A container's files: folders to walk through, a look into small text files, and copies in and out, by button and by drag
// and drop. Works on a stopped container too.
#pragma once
#include "core/engine/container_files.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/watched_container.h"

#include <QPoint>
#include <QTemporaryDir>
#include <QWidget>
#include <deque>
#include <optional>

class QFrame;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QToolButton;

namespace ui::desk {

class JobView;
class NoticeBar;
class PageStack;
class TableModel;
class TableView;

class FilesPage : public QWidget
{
    Q_OBJECT
public:
    FilesPage(WatchedContainer &watched, QWidget *parent); // `watched` outlives it

    const std::string &path() const { return m_path; } // the folder on show
    void go(const std::string &path);     // a folder, or a file to look into
    void copyOut(const std::string &name, const QString &localFolder, core::engine::Existing existing = core::engine::Existing::Refuse);
    void copyIn(const QStringList &localPaths);
    QString plainText() const;            // names in the order shown; or the notice
    TableView &table() const { return *m_table; }

Q_SIGNALS:
    void listed();

protected:
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // drags and drops of the table
    virtual bool startDrag(const QString &localPath); // blocks until it is dropped, as Qt has it; whether somebody took it

private:
    void build();
    void buildBar(QHBoxLayout *row);
    void list(const std::string &folder);
    void passed(const core::engine::Progress &progress); // of a folder that is read as an archive
    void stopReading();
    void took(const std::string &folder, core::base::Result<std::vector<core::engine::FileInfo>> files);
    void enter();
    void look(const std::string &path);
    void closeLook();
    void showMenu(const QPoint &globalPos);
    void askWhereTo();
    void askWhatToCopy();
    void beginDrag();
    void refresh();
    const core::engine::FileInfo *chosen() const;
    core::engine::ContainerFiles *files() const;
    void say(const QString &sentence, const char *tone = "fail");

    WatchedContainer &m_watched;
    std::string m_path = "/", m_lookedAt;
    std::vector<core::engine::FileInfo> m_files;
    core::base::Error m_error; // why the first folder could not be listed
    bool m_isListed = false;
    std::int64_t m_passed = 0; // bytes of the folder that is being read; 0: its entries are asked for
    EngineCall m_list, m_look, m_copy;
    std::optional<std::string> m_copiesInto; // the folder of the copy under way

    struct Dragged
    {
        std::string path;
        core::engine::FileInfo file; // as it was when it was fetched
        QString local;
        bool isReady = false;
    };
    std::deque<std::unique_ptr<QTemporaryDir>> m_dragFiles; // newest last: who took a drop may read it for a while yet
    void dragOut(const QString &shown);
    void showDropPlace(bool over);
    std::optional<Dragged> m_dragged; // the copy that a drag hands on
    std::optional<QPoint> m_pressed;

    PageStack *m_stack;
    NoticeBar *m_notice;
    JobView *m_job;
    QToolButton *m_up, *m_reload;
    QLineEdit *m_line;
    QPushButton *m_in, *m_out;
    TableModel *m_model;
    TableView *m_table;
    QSplitter *m_split;
    QWidget *m_lookPlace;
    QLabel *m_lookTitle, *m_amount;
    QFrame *m_dropPlace; // round the table while files are held over it
    QPlainTextEdit *m_lookText;
};

} // namespace ui::desk
