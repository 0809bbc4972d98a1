// A window of its own for one engine: its images and what else it keeps, a page each. GUI thread, which is the engine's.
#pragma once
#include "core/engine/engine.h"

#include <QPointer>
#include <QWidget>

class QLabel;

namespace ui::desk {

class ImagesPage;
class PageTabs;

class EngineWindow : public QWidget
{
    Q_OBJECT
public:
    enum class Page { Images, Volumes, Networks, Disk };
    explicit EngineWindow(core::engine::Engine &engine, QWidget *parent = nullptr);

    const std::string &engineId() const { return m_id; }
    void showPage(Page page);
    Page page() const;
    void openPull(); // on the images' page
    ImagesPage *images() const;

Q_SIGNALS:
    void runRequested(const QString &engineId, const QString &image);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // the usual keys that close a window

private:
    void showState();

    QPointer<core::engine::Engine> m_engine;
    std::string m_id;
    QLabel *m_title, *m_endpoint, *m_state;
    PageTabs *m_tabs;
};

} // namespace ui::desk
