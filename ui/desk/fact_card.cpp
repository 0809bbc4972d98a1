#include "ui/desk/fact_card.h"

#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr int kNameWidth = 84;

QString html(const std::vector<FactPart> &parts)
{
    QString out;
    for (const FactPart &part : parts) {
        const QString words = part.text.toHtmlEscaped();
        out += part.target.isEmpty() ? words : QStringLiteral("<a href=\"%1\" style=\"text-decoration:none\">%2</a>").arg(part.target.toHtmlEscaped(), words);
    }
    return out;
}

QString plain(const std::vector<FactPart> &parts)
{
    QString out;
    for (const FactPart &part : parts)
        out += part.text;
    return out;
}

bool hasLink(const Fact &fact)
{
    return std::any_of(fact.value.begin(), fact.value.end(), [](const FactPart &part) { return !part.target.isEmpty(); });
}

} // namespace

FactCard::FactCard(QWidget *parent) : QFrame(parent)
{
    setProperty("kind", QStringLiteral("card"));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace3);
    column->setSpacing(kSpace2);
}

void FactCard::setSection(const Section &section)
{
    if (section == m_section)
        return;
    m_section = section;
    fill();
}

QString FactCard::plainText() const
{
    QString out = m_section.title;
    for (const Fact &fact : m_section.facts)
        out += QStringLiteral("\n%1: %2 %3").arg(fact.name, plain(fact.value), fact.detail);
    return out;
}

void FactCard::fill()
{
    delete m_body;
    m_body = new QWidget(this);
    layout()->addWidget(m_body);
    auto *const grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kSpace3);
    grid->setVerticalSpacing(kSpace1 + 2);
    grid->setColumnStretch(1, 1);
    auto *const title = new QLabel(m_section.title, m_body);
    title->setFont(labelFont());
    setVariant(title, "tone", "dim");
    grid->addWidget(title, 0, 0, 1, 2);
    grid->setRowMinimumHeight(0, 20);
    setAccessibleName(m_section.title);

    bool narrowNames = true; // ports and paths need not leave room for words
    for (const Fact &fact : m_section.facts)
        narrowNames = narrowNames && (fact.name.isEmpty() || QFontMetrics(textFont()).horizontalAdvance(fact.name) <= kNameWidth);
    if (narrowNames)
        grid->setColumnMinimumWidth(0, kNameWidth);
    int row = 1;
    for (const Fact &fact : m_section.facts) {
        auto *const value = new QLabel(m_body);
        value->setWordWrap(true);
        value->setMinimumWidth(40);
        const bool link = hasLink(fact);
        value->setTextFormat(link ? Qt::RichText : Qt::PlainText);
        value->setText(link ? html(fact.value) : plain(fact.value));
        value->setTextInteractionFlags(link ? Qt::TextBrowserInteraction : Qt::TextInteractionFlags(Qt::TextSelectableByMouse));
        value->setAccessibleName(fact.name.isEmpty() ? plain(fact.value) : fact.name + QStringLiteral(": ") + plain(fact.value));
        if (fact.isFixedWidth)
            value->setFont(monoFont(12));
        if (*fact.tone)
            setVariant(value, "tone", fact.tone);
        connect(value, &QLabel::linkActivated, this, &FactCard::linkActivated);
        if (fact.name.isEmpty()) {
            grid->addWidget(value, row++, 0, 1, 2);
        } else {
            auto *const name = new QLabel(m_body);
            name->setTextFormat(Qt::PlainText);
            name->setText(fact.name);
            name->setWordWrap(!narrowNames);
            if (!narrowNames)
                name->setFont(monoFont(12));
            setVariant(name, "tone", "dim");
            grid->addWidget(name, row, 0, Qt::AlignTop);
            grid->addWidget(value, row++, 1, Qt::AlignTop);
        }
        if (!fact.detail.isEmpty()) {
            auto *const detail = new QLabel(m_body);
            detail->setTextFormat(Qt::PlainText);
            detail->setText(fact.detail);
            detail->setWordWrap(true);
            detail->setFont(textFont(12));
            detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
            setVariant(detail, "tone", "dim");
            grid->addWidget(detail, row++, fact.name.isEmpty() ? 0 : 1, 1, fact.name.isEmpty() ? 2 : 1);
        }
    }
    m_body->show();
}

} // namespace ui::desk
