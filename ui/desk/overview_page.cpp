#include "ui/desk/overview_page.h"

#include "ui/desk/desk_text.h"
#include "ui/desk/fact_card.h"
#include "ui/desk/page_stack.h"
#include "ui/theme/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kTwoColumnsFrom = 720;
}

OverviewPage::OverviewPage(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    auto *const area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::StrongFocus); // arrows and PgDn scroll
    area->setAccessibleName(tr("Overview"));
    m_cards = new QWidget;
    area->setWidget(m_cards);
    m_stack = new PageStack(area, tr("Asking for the details"), this);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    setFocusProxy(area);
    connect(&watched, &WatchedContainer::detailsChanged, this, &OverviewPage::refresh);
    connect(&watched, &WatchedContainer::changed, this, &OverviewPage::refresh);
    if (watched.engine()) { // who else uses its mounts
        connect(watched.engine(), &core::engine::Engine::containersChanged, this, [this] {
            if (isVisible())
                refresh();
        });
    }
    refresh();
}

void OverviewPage::refresh()
{
    const auto *const details = m_watched.details();
    if (!details) {
        const auto &error = m_watched.detailsError();
        if (m_watched.isGone())
            m_stack->showNotice(QStringLiteral("container"), tr("This container is no more"), tr("It was removed before its details could be read."));
        else if (error.code.empty())
            m_stack->showLoading();
        else
            m_stack->showNotice(QStringLiteral("circle-alert"), tr("The details could not be read"), text(error.message), tr("Try again"), [this] { m_watched.reload(); });
        return;
    }
    static const std::vector<core::engine::Container> kNone;
    const auto *const engine = m_watched.engine();
    const auto sections = overviewOf(*details, m_watched.container(), engine ? engine->containers() : kNone, engine ? engine->endpoint() : std::string());
    while (m_shown.size() > sections.size()) {
        delete m_shown.back();
        m_shown.pop_back();
        m_columns = 0;
    }
    while (m_shown.size() < sections.size()) {
        auto *const card = new FactCard(m_cards);
        connect(card, &FactCard::linkActivated, this, &OverviewPage::follow);
        m_shown.push_back(card);
        m_columns = 0;
    }
    for (std::size_t i = 0; i < sections.size(); ++i)
        m_shown[i]->setSection(sections[i]);
    if (m_columns == 0)
        arrange();
    m_stack->showContent();
}

QString OverviewPage::plainText() const
{
    if (!m_stack->isContent())
        return m_stack->noticeText();
    QStringList out;
    for (const FactCard *card : m_shown)
        out << card->plainText();
    return out.join(QLatin1Char('\n'));
}

void OverviewPage::follow(const QString &target)
{
    static const QString kContainer = QStringLiteral("container:");
    if (target.startsWith(kContainer))
        Q_EMIT containerRequested(target.mid(kContainer.size()));
    else if (target.startsWith(QStringLiteral("http"))) // made by portUrl()
        QDesktopServices::openUrl(QUrl(target));
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int columns = width() >= kTwoColumnsFrom ? 2 : 1;
    if (columns != m_columns && !m_shown.empty())
        arrange();
}

// Cards keep their order from left to right; each column is as high as it is.
void OverviewPage::arrange()
{
    m_columns = width() >= kTwoColumnsFrom ? 2 : 1;
    delete m_cards->layout();
    auto *const row = new QHBoxLayout(m_cards);
    row->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    row->setSpacing(kSpace3);
    for (int column = 0; column < m_columns; ++column) {
        auto *const stack = new QVBoxLayout;
        stack->setSpacing(kSpace3);
        for (std::size_t i = std::size_t(column); i < m_shown.size(); i += std::size_t(m_columns))
            stack->addWidget(m_shown[i]);
        stack->addStretch();
        row->addLayout(stack, 1);
    }
}

} // namespace ui::desk
