// All that the engine tells of a container: as a tree, as JSON text, and as the command line that would make it again.
// Secrets are hidden until they are asked for.
#pragma once
#include "core/engine/image_store.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/watched_container.h"

#include <QJsonValue>
#include <QWidget>
#include <optional>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QStandardItemModel;
class QTreeView;

namespace ui::desk {

class PageStack;

class InspectPage : public QWidget
{
    Q_OBJECT
public:
    enum class As { Tree, Text, RunLine };

    InspectPage(WatchedContainer &watched, QWidget *parent); // `watched` outlives it

    void showAs(As as);
    QString plainText() const; // of what is on show: the notice, the text, the line, or the tree's rows that are not filtered away

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildBar(QHBoxLayout *row);
    void refresh();
    void fillTree();
    void askForImage();
    void search();
    void findNext();
    void copy();
    QString runText() const;

    WatchedContainer &m_watched;
    QJsonValue m_json;       // as it is shown; undefined: the answer was cut and is text only
    QString m_text;          // the same as text
    std::optional<core::engine::ImageDetails> m_image;
    EngineCall m_asking;
    std::string m_askedFor;  // the image's id
    As m_as = As::Tree;
    PageStack *m_stack;
    QStackedWidget *m_views;
    QTreeView *m_tree;
    QStandardItemModel *m_model = nullptr;
    QSortFilterProxyModel *m_filtered;
    QPlainTextEdit *m_plain;
    QPushButton *m_treeButton, *m_textButton, *m_runButton, *m_secrets, *m_copy;
    QLineEdit *m_search;
    QLabel *m_note;
};

} // namespace ui::desk
