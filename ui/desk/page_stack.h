// A page's content, or what stands in its place: a skeleton while it is asked for, or a notice (nothing there, an error)
// with at most one thing to do about it.
#pragma once
#include <QStackedWidget>
#include <functional>

namespace ui::theme { class NoticePage; class Skeleton; }

namespace ui::desk {

class PageStack : public QStackedWidget
{
    Q_OBJECT
public:
    PageStack(QWidget *content, const QString &loadingName, QWidget *parent); // "Asking for …"; owns `content`

    void showContent();
    void showLoading(); // the content stays if it is on show: what is known is not hidden by asking again
    void showNotice(const QString &icon, const QString &title, const QString &sentence, const QString &offer = {}, std::function<void()> run = {});
    bool isContent() const { return currentWidget() == m_content; }
    QString noticeText() const; // empty when none is shown

private:
    QWidget *m_content;
    theme::Skeleton *m_skeleton;
    theme::NoticePage *m_notice;
    std::function<void()> m_run;
};

} // namespace ui::desk
