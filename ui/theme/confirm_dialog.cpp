#include "ui/theme/confirm_dialog.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui::theme {

ConfirmDialog::ConfirmDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(title);
    setFixedWidth(420);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    auto *const heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    setVariant(heading, "tone", "title");
    auto *const words = new QLabel(text, this);
    words->setObjectName(QStringLiteral("question"));
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    setVariant(words, "tone", "dim");
    layout->addWidget(heading);
    layout->addWidget(words);
    layout->addSpacing(kSpace2);
    auto *const row = new QHBoxLayout;
    auto *const no = new QPushButton(keep, this);
    auto *const yes = m_agree = new QPushButton(agree, this);
    yes->setObjectName(QStringLiteral("agree"));
    setVariant(yes, "kind", "danger");
    no->setDefault(true);
    no->setFocus();
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    row->addStretch();
    row->addWidget(no);
    row->addWidget(yes);
    layout->addLayout(row);
}

void ConfirmDialog::setPossible(bool possible)
{
    m_agree->setEnabled(possible);
}

} // namespace ui::theme
