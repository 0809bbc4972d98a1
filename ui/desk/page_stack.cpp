#include "ui/desk/page_stack.h"

#include "ui/theme/notice_page.h"
#include "ui/theme/skeleton.h"

namespace ui::desk {

PageStack::PageStack(QWidget *content, const QString &loadingName, QWidget *parent)
    : QStackedWidget(parent), m_content(content), m_skeleton(new theme::Skeleton(loadingName, this)), m_notice(new theme::NoticePage(this))
{
    addWidget(m_skeleton);
    addWidget(m_content);
    addWidget(m_notice);
    connect(m_notice, &theme::NoticePage::offered, this, [this] {
        if (m_run)
            m_run();
    });
}

void PageStack::showContent()
{
    setCurrentWidget(m_content);
}

void PageStack::showLoading()
{
    if (!isContent())
        setCurrentWidget(m_skeleton);
}

void PageStack::showNotice(const QString &icon, const QString &title, const QString &sentence, const QString &offer, std::function<void()> run)
{
    m_run = std::move(run);
    m_notice->say(icon, title, sentence, offer);
    setCurrentWidget(m_notice);
}

QString PageStack::noticeText() const
{
    return currentWidget() == m_notice ? m_notice->text() : QString();
}

} // namespace ui::desk
